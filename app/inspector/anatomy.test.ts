import { describe, expect, it } from 'vitest';
import { streamOf, withVersions, type BlockPlace } from '../../src/anatomy';
import { idleBlocks, mapModelOf, worthSeeing } from './anatomy';

const block = (query: string, key: string, more: Partial<BlockPlace> = {}): BlockPlace => ({
  kind: 'any',
  section: '',
  layer: 0,
  heads: 1,
  query,
  key,
  depth: null,
  ...more,
});

const image = streamOf('image', [
  { kind: 'special', label: 'class token', count: 1 },
  { kind: 'patches', label: 'image', count: 4, grid: { rows: 2, cols: 2 } },
]);
const text = streamOf('text', [{ kind: 'words', label: 'text', count: 3 }]);
const documentOf = (...startLayers: number[]) => ({
  streams: [image, text],
  words: [0, 1, 2],
  methods: startLayers.map((startLayer) => ({ startLayer })),
});

/** A block whose tokens weigh this under two importances. */
const weighing = (n: number, ...weights: number[]) => ({
  block: n,
  query: 'any',
  weights: {
    norm: Float32Array.of(1, 1),
    'norm-ln': Float32Array.from(weights),
    gradient: Float32Array.of(1),
    mixing: Float32Array.of(1),
  },
});

const both = (layer: string) => [
  block('text', 'image', { together: layer }),
  block('image', 'text', { together: layer }),
];
/** Towers of two layers, two layers of co-attention, then each stream by itself. */
const MAPPER = withVersions([
  block('image', 'image', { depth: 0 }),
  block('image', 'image', { depth: 1 }),
  block('text', 'text', { depth: 0 }),
  block('text', 'text', { depth: 1 }),
  ...both('one'),
  ...both('two'),
  block('text', 'text'),
  block('image', 'image'),
]);
const USED = MAPPER.map((_, n) => weighing(n, 0.5, 1));
/** The answer is read from the text: the picture's last two blocks play no part. */
const READ_FROM_TEXT = USED.map((entry, n) => (n === 7 || n === 9 ? weighing(n, 1, 1) : entry));

describe('idleBlocks', () => {
  it('are those in which every weight is exactly 1', () => {
    expect([...idleBlocks(MAPPER, READ_FROM_TEXT)]).toEqual([7, 9]);
    expect(idleBlocks(MAPPER, []).size).toBe(0);
  });

  it('says nothing of a pooling head, which has no others, nor of a model without weights', () => {
    const pooled = withVersions([block('image', 'image'), block('probe', 'image', { pooling: true })]);
    expect(idleBlocks(pooled, [weighing(0, 2), weighing(1, 1, 1)]).size).toBe(0);
    const none = { block: 0, query: 'image', weights: {} as (typeof USED)[number]['weights'] };
    expect(idleBlocks(pooled, [none]).size).toBe(0);
  });
});

describe('mapModelOf', () => {
  it('has a lane a stream of the explanation, in its order', () => {
    const { streams } = mapModelOf(MAPPER, documentOf(0), USED);
    expect(streams).toEqual([
      { id: 'image', label: 'Picture' },
      { id: 'text', label: 'Question' },
    ]);
    const asked = mapModelOf(MAPPER, { ...documentOf(0), prompt: 'a photo of a dog' }, USED);
    expect(asked.streams[1]!.label).toBe('Prompt');
  });

  it('does not follow what lies before the start layer of both maps, nor what plays no part', () => {
    const hollow = (...startLayers: number[]) => [
      ...mapModelOf(MAPPER, documentOf(...startLayers), READ_FROM_TEXT).hollow!,
    ];
    expect(hollow(0, 0)).toEqual([7, 9]);
    expect(hollow(1, 1)).toEqual([0, 2, 7, 9]);
    expect(hollow(2, 0)).toEqual([7, 9]);
  });

  it('lets the answer come from streams whose end nobody else reads', () => {
    expect(mapModelOf(MAPPER, documentOf(0), READ_FROM_TEXT).outs).toEqual(['text']);
    expect(mapModelOf(MAPPER, documentOf(0), USED).outs).toEqual(['image', 'text']);
    const pooled = withVersions([block('image', 'image'), block('probe', 'image', { pooling: true })]);
    expect(mapModelOf(pooled, documentOf(0), []).outs).toEqual(['probe']);
  });
});

describe('worthSeeing', () => {
  it('is the last block in which words look at the picture and that plays a part', () => {
    expect(worthSeeing(MAPPER, documentOf(0), USED)).toBe(6);
    const toEnd = USED.map((entry, n) => (n >= 6 ? weighing(n, 1, 1) : entry));
    expect(worthSeeing(MAPPER, documentOf(0), toEnd)).toBe(4);
  });

  it('is the last that reads the picture where words never do, and the last where there is none', () => {
    expect(worthSeeing(MAPPER.slice(0, 4), documentOf(0), [])).toBe(1);
    expect(worthSeeing(MAPPER.slice(2, 4), documentOf(0), [])).toBe(1);
    expect(worthSeeing([], documentOf(0), [])).toBe(0);
  });
});
