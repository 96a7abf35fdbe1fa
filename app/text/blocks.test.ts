import { describe, expect, it } from 'vitest';
import { streamOf } from '../../src/anatomy';
import { blockName } from './blocks';

const STREAMS = [
  streamOf('image', [
    { kind: 'special', label: 'class token', count: 1 },
    { kind: 'patches', label: 'patches', grid: { rows: 2, cols: 2 }, count: 4 },
  ]),
  streamOf('text', [
    { kind: 'special', label: 'start', count: 1 },
    { kind: 'words', label: 'words', count: 3 },
    { kind: 'special', label: 'end', count: 1 },
  ]),
  streamOf('joint', [
    { kind: 'special', label: 'class token', count: 1 },
    { kind: 'words', label: 'words', count: 3 },
    { kind: 'patches', label: 'patches', count: 4 },
    { kind: 'other', label: 'registers', count: 2 },
  ]),
  streamOf('probe', [{ kind: 'special', label: 'probe', count: 1 }]),
];

describe('the name of a block', () => {
  it.each([
    ['Image tower', 0, 'image', 'image', 'Image tower layer 1: patches attend to patches'],
    ['Text tower', 5, 'text', 'text', 'Text tower layer 6: words attend to words'],
    ['Mapper', 1, 'text', 'image', 'Mapper layer 2: words attend to patches'],
    ['Mapper', 1, 'image', 'text', 'Mapper layer 2: patches attend to words'],
    [
      'Encoder',
      0,
      'joint',
      'joint',
      'Encoder layer 1: words and patches and registers attend to words and patches and registers',
    ],
    ['Pooling', 0, 'probe', 'image', 'Pooling layer 1: probe attends to patches'],
    ['Decoder', 2, 'caption', 'image', 'Decoder layer 3: caption attend to patches'],
  ])('%s %i, %s to %s', (section, layer, query, key, name) => {
    expect(blockName({ section, layer, query, key }, STREAMS)).toBe(name);
  });
});
