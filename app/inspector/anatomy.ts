/** The model on show as a map. */
import type { AttentionBlock } from '../../src/anatomy';
import type { ExplanationDocument } from '../../src/ask';
import type { BlockWeights } from '../../workers/protocol';
import type { MapModel } from '../charts/modelMap';
import { placesIn } from '../maps/tokens';
import { laneName } from '../text/blocks';

type Described = Pick<ExplanationDocument, 'streams' | 'words' | 'prompt'> & {
  readonly methods: readonly { readonly startLayer: number }[];
};

/**
 * Lanes in the order of the explanation's streams. Hollow are blocks before the start layer of every map, and those that
 * the answer does not depend on.
 * @param weights of the explanation, one entry a block; none: all blocks are taken to play a part
 */
export function mapModelOf(
  blocks: readonly AttentionBlock[],
  document: Described,
  weights: readonly BlockWeights[],
): MapModel {
  const { streams, methods, prompt } = document;
  const start = Math.min(...methods.map(({ startLayer }) => startLayer));
  const idle = idleBlocks(blocks, weights);
  const isBefore = ({ depth }: AttentionBlock) => depth !== null && depth < start;
  return {
    blocks,
    streams: streams.map(({ id }) => ({
      id,
      label: laneName(id, streams, prompt === undefined ? 'question' : 'prompt'),
    })),
    hollow: new Set(blocks.flatMap((block, n) => (isBefore(block) || idle.has(n) ? [n] : []))),
    outs: endsOf(blocks, idle),
  };
}

/**
 * Blocks that the answer does not depend on: nothing in them has any importance, which gives every token a weight of
 * exactly 1. A pooling head has such weights by its nature.
 */
export function idleBlocks(
  blocks: readonly AttentionBlock[],
  weights: readonly BlockWeights[],
): ReadonlySet<number> {
  const idle = weights.filter(({ block, weights: ofBlock }) => {
    const all = Object.values(ofBlock);
    return (
      all.length > 0 &&
      !blocks[block]?.pooling &&
      all.every((ofTokens) => ofTokens.every((weight) => weight === 1))
    );
  });
  return new Set(idle.map(({ block }) => block));
}

/** Streams whose last state that plays a part is read by no other stream: what is left is the answer. */
function endsOf(blocks: readonly AttentionBlock[], idle: ReadonlySet<number>): string[] {
  const used = blocks.map((block, n) => ({ ...block, n })).filter(({ n }) => !idle.has(n));
  const ends = [...new Set(used.map(({ query }) => query))];
  return ends.filter((id) => {
    const last = used.findLast(({ query }) => query === id)!.n;
    return !used.some(({ query, key, keyVersion }) => key === id && query !== id && keyVersion >= last);
  });
}

/** The block to look into first: the last in which words look at the picture, else the last that reads it, else the last. */
export function worthSeeing(
  blocks: readonly AttentionBlock[],
  document: Described,
  weights: readonly BlockWeights[],
): number {
  const idle = idleBlocks(blocks, weights);
  const last = (holds: (block: AttentionBlock) => boolean) =>
    blocks.findLastIndex((block, n) => !idle.has(n) && holds(block));
  const hasPatches = (id: string) => placesIn(id, document).patches !== undefined;
  const hasWords = (id: string) => placesIn(id, document).textOffset !== undefined;
  const found = [
    last(({ query, key }) => hasWords(query) && hasPatches(key)),
    last(({ key }) => hasPatches(key)),
    last(() => true),
  ];
  return found.find((block) => block >= 0) ?? 0;
}
