import type { AttentionBlock, BlockPlace } from '../anatomy';
import type { Value } from '../onnx/graph';

/** What the relevance rules need of one attention block, as values of a graph. Shapes: B batch, h heads, s, q, d. */
export interface BlockValues extends AttentionBlock {
  /** A after softmax, [B, h, s, q]. */
  readonly attention: Value;
  /** Queries, scaled by 1/√(d / h), [B, h, s, d / h]. */
  readonly queries: Value;
  /** Keys, [B, h, d / h, q]. */
  readonly keys: Value;
  /** Values that A mixes, [B, h, q, d / h]. */
  readonly values: Value;
  /** x, what the residual connection carries, [B, s, d]; absent where there is none. */
  readonly residual?: Value;
  /** a, what the block adds to it, [B, s, d]. */
  readonly output: Value;
  /** x + a; a where nothing is carried. */
  readonly sum: Value;
  readonly outWeight: Value;
  readonly outBias: Value;
  /** γ of the layer norm that reads the sum next, [d]; absent where none does. */
  readonly nextNorm?: Value;
}

/** A block of a network that is being built: its versions come from the order of all blocks (see `withVersions`). */
export type BlockDraft = Omit<BlockValues, 'queryVersion' | 'keyVersion'> & Pick<BlockPlace, 'together'>;
