import type { AttentionBlock } from '../anatomy';
import type { Graph } from '../onnx/graph';
import type { Importance } from '../relevance/types';
import type { BlockValues } from './block-values';
import { importancesOf } from './importances';

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
  ...(block.queryTokens ? { queryTokens: block.queryTokens } : {}),
  ...(block.keyTokens ? { keyTokens: block.keyTokens } : {}),
  ...(block.pooling ? { pooling: true } : {}),
});
