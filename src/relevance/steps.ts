import { START, type StreamId } from '../anatomy';
import { multiply } from './entrywise';
import type { Network, PlacedBlock } from './network';
import { timesPanel, transposedTimesPanel, type Panel } from './panel';
import type { AccumulationRule, RowScale } from './rule';
import type { Block } from './types';

/** A block made ready for panels: Ā with the row weights of every method, one column a method. */
export interface Step extends PlacedBlock {
  /** rows × width; null means 1. */
  readonly carry: Panel | null;
  readonly gain: Panel | null;
  /** (diagonal weight − gain) · Ā_nn where a gain spares the diagonal; null where none does. */
  readonly diagonal: Panel | null;
}

/** Everything the read-out needs of the blocks, for `width` rules at once that agree in their options. */
export interface Steps {
  readonly width: number;
  readonly network: Network;
  readonly normalise: boolean;
  readonly selfTerm: boolean;
  /** By version. */
  readonly steps: ReadonlyMap<number, Step>;
  /** D of a stream at a version; null stands for ones. */
  identity(version: number): Panel | null;
}

/** Makes blocks ready for rules that share `normalise` and `selfTerm`. */
export function toSteps(network: Network, rules: readonly AccumulationRule[]): Steps {
  const steps = new Map<number, Step>();
  const identities = new Map<number, Panel | null>();
  const identity = (version: number): Panel | null =>
    version === START ? null : (identities.get(version) ?? null);
  for (const [index, placed] of network.blocks) {
    const step = toStep(placed, rules);
    steps.set(index, step);
    const before = identity(placed.queryVersion);
    identities.set(index, before === null ? step.carry : multiply(before, step.carry));
  }
  const { normalise, selfTerm } = rules[0]!;
  return { width: rules.length, network, normalise, selfTerm, steps, identity };
}

/** B · X, where B is Ā weighted as each method says. X cols × width. */
export function applyMap({ block, gain, diagonal }: Step, x: Panel, width: number): Panel {
  const y = timesPanel(block.abar, block.rows, block.cols, x, width);
  if (gain !== null) for (let n = 0; n < y.length; n++) y[n]! *= gain[n]!;
  if (diagonal !== null) addDiagonal(y, diagonal, x);
  return y;
}

/** Bᵀ · X, where B is Ā weighted as each method says. X rows × width. */
export function applyTransposed({ block, gain, diagonal }: Step, x: Panel, width: number): Panel {
  const y = transposedTimesPanel(block.abar, block.rows, block.cols, multiply(x, gain), width);
  if (diagonal !== null) addDiagonal(y, diagonal, x);
  return y;
}

/** y += diagonal ⊙ x. What leaves is never more than what came in, so only rounding can make it negative: cut that. */
function addDiagonal(y: Panel, diagonal: Panel, x: Panel): void {
  for (let n = 0; n < y.length; n++) {
    if (diagonal[n] !== 0) y[n] = Math.max(0, y[n]! + diagonal[n]! * x[n]!);
  }
}

/** Zeros for every token of a stream. */
export const zeros = ({ width, network }: Steps, stream: StreamId): Panel =>
  new Float64Array(network.sizes[stream]! * width);

function toStep(placed: PlacedBlock, rules: readonly AccumulationRule[]): Step {
  const { block, index } = placed;
  const scales = rules.map((rule) => rule.scale(block, index));
  const column = (of: (scale: RowScale) => Float64Array | null, fallback: number) =>
    gather(scales.map(of), block.rows, fallback);
  return {
    ...placed,
    carry: column(({ carry }) => carry, 1),
    gain: column(({ gain }) => gain, 1),
    diagonal: column((scale) => (scale.offDiagonalOnly ? diagonalExcess(block, scale) : null), 0),
  };
}

function diagonalExcess(block: Block, { carry, gain }: RowScale): Float64Array {
  const excess = new Float64Array(block.rows);
  for (let n = 0; n < block.rows; n++) {
    const weight = (carry === null ? 1 : carry[n]!) - (gain === null ? 1 : gain[n]!);
    excess[n] = weight * block.abar[n * block.cols + n]!;
  }
  return excess;
}

/** Vectors side by side as a panel, `fallback` for the missing ones; null when all are missing. */
function gather(columns: readonly (Float64Array | null)[], rows: number, fallback: number): Panel | null {
  if (columns.every((column) => column === null)) return null;
  const width = columns.length;
  const panel = new Float64Array(rows * width).fill(fallback);
  columns.forEach((column, m) => {
    if (column !== null) for (let n = 0; n < rows; n++) panel[n * width + m] = column[n]!;
  });
  return panel;
}
