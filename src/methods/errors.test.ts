import { describe, expect, it } from 'vitest';
import { readAt, type ReadOut } from '../anatomy';
import { randomModel, twoStreams } from '../relevance/testing/blocks';
import { TWO_LAYERS } from '../relevance/testing/shapes';
import type { Block } from '../relevance/types';
import { attentionMaps, relevanceOf } from './compute';
import type { Evidence, MethodOptions } from './method';

/** Read at the last token of the text. */
const evidenceOf = (blocks: readonly Block[]): Evidence => ({
  streams: twoStreams(TWO_LAYERS),
  blocks,
  readOuts: [readAt(blocks, 'text', 2, TWO_LAYERS.text)],
});
const evidence = evidenceOf(randomModel(TWO_LAYERS, 11));
const { blocks } = evidence;

describe('errors', () => {
  const run = (options: object, of = evidence) => attentionMaps(of, [options as MethodOptions])[0]!;
  const reading = (...readOuts: ReadOut[]) => ({ ...evidence, readOuts });

  it('say what is wrong with a method', () => {
    expect(() => run({ id: 'wieghted' })).toThrow(
      'There is no method "wieghted"; choose from equal, weighted,',
    );
    expect(() => run({ id: 'weighted' })).toThrow('needs an importance; choose from norm, norm-ln');
    expect(() => run({ id: 'weighted', importance: 'size' })).toThrow('no importance "size"');
    expect(() => run({ id: 'equal', startLayer: -1 })).toThrow('start layer is -1');
    expect(() => run({ id: 'rollout', startLayer: 0.5 })).toThrow('start layer is 0.5');
    expect(() => run({ id: 'occlusion' })).toThrow('needs model-runs');
    expect(() => relevanceOf(evidence, { id: 'raw' })).toThrow('no relevance matrices');
  });

  it('say what is wrong with a read-out', () => {
    const [read] = evidence.readOuts as [ReadOut];
    expect(() => run({ id: 'equal' }, reading())).toThrow('reads no stream');
    expect(() => run({ id: 'equal' }, reading({ ...read, weights: [0, 0, 0, 1] }))).toThrow(
      'read at 4 tokens of stream text, which has 3',
    );
    expect(() => run({ id: 'equal' }, reading({ ...read, weights: [1, 1, -1] }))).toThrow(
      'a weight of 0 or more',
    );
    expect(() => run({ id: 'equal' }, reading({ ...read, stream: 'probe' }))).toThrow(
      'stream probe, which has no tokens',
    );
    expect(() => run({ id: 'equal' }, reading({ ...read, version: 0 }))).toThrow(
      'state 0 of stream text, which no block makes',
    );
    for (const version of [99, -2, 2.5])
      expect(() => run({ id: 'equal' }, reading({ ...read, version }))).toThrow(
        /which no block makes|no block makes it/,
      );
  });

  it('say which block does not fit', () => {
    const streams = twoStreams({ text: 3, image: 9 });
    expect(() => run({ id: 'equal' }, { ...evidence, streams })).toThrow(
      'Block vision.self 0 is 5 × 5; its streams have 9 and 9 tokens.',
    );
    expect(() => run({ id: 'equal' }, { ...evidence, streams: streams.slice(0, 1) })).toThrow();
    const changed = (change: Partial<Block>) => ({
      ...evidence,
      blocks: blocks.map((block, n) => (n === 1 ? { ...block, ...change } : block)),
    });
    expect(() => run({ id: 'equal' }, changed({ key: 'probe' }))).toThrow('one of them is no stream');
    expect(() => run({ id: 'equal' }, changed({ attention: new Float64Array(3) }))).toThrow(
      'Block vision.self 1 has maps of 25 and 3 entries; expected 5 × 5.',
    );
    // Its own state, one of a later block, and one of the other stream.
    for (const keyVersion of [1, 2, 7, -3])
      expect(() => run({ id: 'equal' }, changed({ keyVersion }))).toThrow(
        `Block vision.self 1 reads state ${keyVersion} of stream image, which no block before it makes.`,
      );
  });

  it('name the importance that a block lacks', () => {
    const bare = {
      ...evidence,
      blocks: blocks.map((block, n) =>
        n === 2 ? { ...block, importance: { norm: block.importance.norm! } } : block,
      ),
    };
    expect(() => run({ id: 'weighted', importance: 'mixing' }, bare)).toThrow(
      'The importance "mixing" is not known for block text.self 0; use one of norm.',
    );
    expect(run({ id: 'weighted', importance: 'norm' }, bare)).toEqual(
      run({ id: 'weighted', importance: 'norm' }),
    );
    const short = new Float64Array(2);
    const cut = {
      ...evidence,
      blocks: blocks.map((block) => ({ ...block, importance: { norm: { output: short, residual: short } } })),
    };
    expect(() => run({ id: 'convex', importance: 'norm' }, cut)).toThrow(
      'Importance "norm" of block vision.self 0 has 2 and 2 entries; expected one for each of its 5 query tokens.',
    );
  });

  it('name the block that holds a value that is not finite', () => {
    const broken = blocks.map((block, n) =>
      n === 1 ? { ...block, abar: block.abar.map(() => NaN) } : block,
    );
    const towers = { ...evidenceOf(broken), readOuts: [readAt(broken, 'image', 0, 5)] };
    for (const of of [evidenceOf(broken), towers])
      expect(() => run({ id: 'equal' }, of)).toThrow('block vision.self 1 holds values');
  });

  it('say so when relevance outgrows numbers', () => {
    const huge = blocks.map((block) => ({ ...block, abar: block.abar.map(() => 1e300) }));
    expect(() => run({ id: 'equal' }, evidenceOf(huge))).toThrow('start at a later layer');
  });
});
