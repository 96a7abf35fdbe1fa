/** Attention blocks: which stream reads which, in which order, and from which state. */
import type { StreamId } from './streams';

/** Version of a stream's state before any block has updated it. */
export const START = -1;

/**
 * One attention block of a model, in the order of the forward pass: tokens of stream `query` attend to tokens of stream
 * `key`, and what they gather is added to the query's state.
 *
 * A *version* names a stream's state by the index of the block that last updated it, `START` (−1) before any. Block n
 * gives version n of its query's stream. Versions tell co-attention (both directions read the state before the layer)
 * from cross-attention one after the other, and an encoder with its decoder needs nothing else.
 */
export interface AttentionBlock {
  /** Name in dumps, shared by the layers of one kind: `vision.self`, `mapper.text_to_image`. */
  readonly kind: string;
  /** Where the block stands, for people: `Image tower`. */
  readonly section: string;
  /** Layer within its section, from 0. */
  readonly layer: number;
  readonly heads: number;
  readonly query: StreamId;
  readonly key: StreamId;
  /** State that the queries and the residual connection are read from. */
  readonly queryVersion: number;
  /** State that keys and values are read from. */
  readonly keyVersion: number;
  /**
   * The place that a start layer counts: relevance that starts at layer L leaves out blocks of a depth below L. Null for
   * blocks that are always visited.
   */
  readonly depth: number | null;
  /**
   * Tokens of the query's stream that the rows of attention are, by their places in it, and tokens of the key's stream
   * that its columns are; all, in order, when left out. A last layer that computes the class token alone has one row; a
   * stream whose modalities have towers of their own is updated piece by piece.
   */
  readonly queryTokens?: readonly number[];
  readonly keyTokens?: readonly number[];
  /** The block has no residual connection, as a pooling head: its query's stream begins with it. */
  readonly pooling?: true;
}

/** A block before its place in the model is known. */
export type BlockPlace = Omit<AttentionBlock, 'queryVersion' | 'keyVersion'> & {
  /** Blocks with the same `together` as their neighbour read the state before the first of them. */
  readonly together?: string;
};

/**
 * Blocks with their versions, read off the order in which they run: each side is the latest state of its stream, except
 * that blocks which are run `together` (the two directions of a co-attention layer) read what was there before them.
 */
export function withVersions<B extends BlockPlace>(
  places: readonly B[],
): (Omit<B, 'together'> & AttentionBlock)[] {
  const latest = new Map<StreamId, number>();
  let before = new Map<StreamId, number>();
  let group: string | undefined;
  return places.map(({ together, ...block }, n) => {
    if (together === undefined || together !== group) before = new Map(latest);
    group = together;
    latest.set(block.query, n);
    return {
      ...block,
      queryVersion: before.get(block.query) ?? START,
      keyVersion: before.get(block.key) ?? START,
    };
  });
}

/** Name of a block in errors and reports: `vision.self 3`. */
export const blockName = ({ kind, layer }: Pick<AttentionBlock, 'kind' | 'layer'>): string =>
  `${kind} ${layer}`;
