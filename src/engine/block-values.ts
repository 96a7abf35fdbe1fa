import type { AttentionBlock, BlockPlace } from '../anatomy';
import type { Graph, Value } from '../onnx/graph';
import type { Importance } from '../relevance/types';
import { importancesOf } from './importances';

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

/** A block as the engine runs it. */
export interface PlannedBlock extends AttentionBlock {
  /** Whether the answer's gradient reaches it. */
  readonly reached: boolean;
  /** Importances that its output `N.importance` holds, two columns each. */
  readonly importances: readonly Importance[];
  /** Name under which the attention of all heads [B, h, s, q] leaves the forward programs, if it does. */
  readonly attention?: string;
}

/** The blocks' places, with the names under which their attention leaves `graphs`. */
export function plannedBlocks(
  blocks: readonly BlockValues[],
  reached: readonly boolean[],
  graphs: readonly Graph[],
): PlannedBlock[] {
  const carried = new Set(graphs.flatMap(({ outputs }) => outputs.map(({ value }) => value)));
  return blocks.map((block, n) => ({
    ...placeOf(block),
    reached: reached[n]!,
    importances: importancesOf(block),
    ...(carried.has(block.attention) ? { attention: block.attention.name } : {}),
  }));
}

/** A block without its values. */
export const placeOf = (block: AttentionBlock): AttentionBlock => ({
  kind: block.kind,
  section: block.section,
  layer: block.layer,
  heads: block.heads,
  query: block.query,
  key: block.key,
  queryVersion: block.queryVersion,
  keyVersion: block.keyVersion,
  depth: block.depth,
  ...(block.pooling ? { pooling: true } : {}),
});
