import { describe, expect, it } from 'vitest';
import { START } from './blocks';
import { lastVersion, readAt, streamsRead } from './readout';

const blocks = ['image', 'text', 'text', 'image'].map((query) => ({ query }));

describe('lastVersion', () => {
  it('is the last block that updated a stream', () => {
    expect(['image', 'text', 'probe'].map((stream) => lastVersion(blocks, stream))).toEqual([3, 2, START]);
  });

  it('looks at the first blocks only where a count is given', () => {
    expect([0, 1, 2, 3, 4, 9].map((count) => lastVersion(blocks, 'text', count))).toEqual([
      -1, -1, 1, 2, 2, 2,
    ]);
  });
});

describe('readAt', () => {
  it('reads one token of the last state', () => {
    expect(readAt(blocks, 'text', 1, 3)).toEqual({ stream: 'text', version: 2, weights: [0, 1, 0] });
    expect(readAt([], 'text', 0, 1)).toEqual({ stream: 'text', version: START, weights: [1] });
  });
});

describe('streamsRead', () => {
  it('names each stream once, in the order of the entries', () => {
    const at = (stream: string) => readAt(blocks, stream, 0, 2);
    expect(streamsRead([at('text'), at('image'), at('text')])).toEqual(['text', 'image']);
  });
});
