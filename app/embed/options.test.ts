import { describe, expect, it } from 'vitest';
import { embedFrom, wholePage } from './options';

const parts = (query: string) => [...embedFrom(new URLSearchParams(query))!.parts];

describe('embedding', () => {
  it('is asked for by the address, with the parts that it names in their own order', () => {
    expect(embedFrom(new URLSearchParams('backend=wasm'))).toBeUndefined();
    expect(parts('embed')).toEqual(['question', 'answers', 'words', 'scale']);
    expect(parts('embed=words,images,nonsense')).toEqual(['images', 'words']);
    expect(parts('embed=maps')).toEqual([]);
  });

  it('takes light or dark, and leaves everything else to the system', () => {
    const theme = (query: string) => embedFrom(new URLSearchParams(query))!.theme;
    expect([theme('embed'), theme('embed&theme=dark'), theme('embed&theme=<b>')]).toEqual([
      'auto',
      'dark',
      'auto',
    ]);
  });

  it('leads back to the page itself', () => {
    expect(wholePage('https://host/why/?embed=words&theme=dark&backend=wasm#old', 'w1.new')).toBe(
      'https://host/why/?backend=wasm#w1.new',
    );
  });
});
