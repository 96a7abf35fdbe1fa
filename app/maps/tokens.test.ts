import { describe, expect, it } from 'vitest';
import { streamOf } from '../../src/anatomy';
import { placesIn, tokenAt } from './tokens';

const patches = { kind: 'patches', label: 'patches', grid: { rows: 2, cols: 2 }, count: 4 } as const;
const special = (label: string) => ({ kind: 'special', label, count: 1 }) as const;
const words = (count: number) => ({ kind: 'words', label: 'words', count }) as const;

/** Start token, three tokens of two words, end token. */
const TWO_TOWERS = {
  words: [-1, 0, 0, 1, -1],
  streams: [
    streamOf('image', [special('class token'), patches]),
    streamOf('text', [special('start token'), words(3), special('end token')]),
  ],
};
const JOINT = {
  words: [0, 0, 1],
  streams: [streamOf('joint', [special('class token'), patches, words(3)])],
};

describe('places of tokens', () => {
  it('of an image are its patches behind the class token', () => {
    const places = placesIn('image', TWO_TOWERS);
    expect(places).toEqual({ patches: { from: 1, to: 5 }, summary: 0 });
    expect(tokenAt(places, { patch: 3, word: 2 })).toBe(4);
    expect(tokenAt(places, { word: 2 })).toBeUndefined();
  });

  it('of a text are those of the document, and its last token stands for it', () => {
    const places = placesIn('text', TWO_TOWERS);
    expect(places).toEqual({ textOffset: 0, summary: 4 });
    expect(tokenAt(places, { patch: 3, word: 2 })).toBe(2);
  });

  it('of a stream that holds both lie one after the other', () => {
    const places = placesIn('joint', JOINT);
    expect(places).toEqual({ patches: { from: 1, to: 5 }, textOffset: 5, summary: 0 });
    expect(tokenAt(places, { word: 1 })).toBe(6);
    expect(tokenAt(places, { patch: 0 })).toBe(1);
  });

  it('count special tokens among the words where the stream does', () => {
    const all = { words: [-1, 0, 1, -1], streams: [streamOf('text', [words(4)])] };
    expect(placesIn('text', all)).toEqual({ textOffset: 0, summary: 3 });
  });

  it('are none in a stream that the document does not describe', () => {
    expect(placesIn('probe', JOINT)).toEqual({ summary: 0 });
  });
});
