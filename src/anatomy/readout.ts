/** Where a target reads the streams. */
import { START, type AttentionBlock } from './blocks';
import type { StreamId } from './streams';

/**
 * Rows of a stream's state that a target reads: the target's gradient enters the stream there, other than through an
 * attention block. A row's weight is the norm of that gradient; the weights of a stream sum to 1 over its entries, so a
 * class token or a word gets 1 and each of n tokens whose mean is read 1/n. A target that reads a stream at several
 * depths has one entry a depth.
 */
export interface ReadOut {
  readonly stream: StreamId;
  /** State that is read: index of the last block that had updated it, −1 before any. */
  readonly version: number;
  /** One weight a token, ≥ 0. */
  readonly weights: readonly number[];
}

/** A read-out at one token of a stream's last state. */
export function readAt(
  blocks: readonly Pick<AttentionBlock, 'query'>[],
  stream: StreamId,
  token: number,
  tokens: number,
): ReadOut {
  return {
    stream,
    version: lastVersion(blocks, stream),
    weights: Array.from({ length: tokens }, (_, n) => (n === token ? 1 : 0)),
  };
}

/** Version of a stream after the first `count` blocks (all when left out). */
export function lastVersion(
  blocks: readonly Pick<AttentionBlock, 'query'>[],
  stream: StreamId,
  count = blocks.length,
): number {
  for (let n = Math.min(count, blocks.length) - 1; n >= 0; n--) if (blocks[n]!.query === stream) return n;
  return START;
}

/** Streams that are read, each once, in the order of the entries. */
export const streamsRead = (readOuts: readonly ReadOut[]): readonly StreamId[] => [
  ...new Set(readOuts.map(({ stream }) => stream)),
];
