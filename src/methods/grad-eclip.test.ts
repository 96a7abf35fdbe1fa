import { describe, expect, it } from 'vitest';
import type { Block, Stream } from '../relevance/types';
import { gradEclipMaps } from './grad-eclip';

const pair = { output: new Float32Array(), residual: new Float32Array() };

function block(stream: Stream, votes: number[], cosine: number[]): Block {
  return {
    kind: stream === 'image' ? 'vision.self' : 'text.self',
    query: stream,
    key: stream,
    group: 0,
    layer: 0,
    rows: votes.length,
    cols: votes.length,
    abar: new Float32Array(votes.length ** 2),
    attention: new Float32Array(votes.length ** 2),
    eclip: { votes: Float32Array.from(votes), cosine: Float32Array.from(cosine) },
    importance: { norm: pair, 'norm-ln': pair, gradient: pair, mixing: pair },
  };
}

describe('Grad-ECLIP, by hand', () => {
  // Patches' cosines 0.1 … 0.5 become 0, ½, 1; the CLS token takes no part. All tokens of a text do.
  const image = block('image', [9, 2, 3, -4], [0.9, 0.1, 0.3, 0.5]);
  const text = block('text', [1, 2, 4], [0, 0.25, 1]);
  const towers = { mode: 'towers', row: 2 } as const;

  it('relu of votes times the loosened attention', () => {
    const maps = gradEclipMaps([image, text], towers);
    [...maps.image].forEach((value, n) => expect(value).toBeCloseTo([0, 0, 1.5, 0][n]!, 6));
    [...maps.text].forEach((value, n) => expect(value).toBeCloseTo([0, 0.5, 4][n]!, 6));
  });

  it('equal cosines leave the votes as they are', () => {
    const flat = block('image', [9, 2, 3, -4], [0.9, 0.3, 0.3, 0.3]);
    expect([...gradEclipMaps([flat, text], towers).image]).toEqual([0, 2, 3, 0]);
  });

  it('is not for a mapper, and says what it lacks', () => {
    expect(() => gradEclipMaps([image, text], { mode: 'cross', row: 2 })).toThrow(/two-tower/);
    const { eclip: _, ...bare } = image;
    expect(() => gradEclipMaps([bare, text], towers)).toThrow(/vision.self 0/);
  });
});
