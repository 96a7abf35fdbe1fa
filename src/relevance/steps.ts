import { multiply } from './entrywise';
import { toLayers, type Layer, type PlacedBlock, type Sizes } from './layers';
import { timesPanel, transposedTimesPanel, type Panel } from './panel';
import type { AccumulationRule, RowScale } from './rule';
import type { Block, Stream } from './types';

/** A block made ready for panels: Ā with the row weights of every method, one column a method. */
export interface Step {
  readonly block: Block;
  /** rows × width; null means 1. */
  readonly carry: Panel | null;
  readonly gain: Panel | null;
  /** (diagonal weight − gain) · Ā_nn where a gain spares the diagonal; null where none does. */
  readonly diagonal: Panel | null;
  /** Ā is all zero: the target does not reach this block. */
  readonly isZero: boolean;
}

/** Everything the read-out needs of the blocks, for `width` rules at once that agree in their options. */
export interface Program {
  readonly width: number;
  readonly sizes: Sizes;
  readonly normalise: boolean;
  readonly selfTerm: boolean;
  readonly layers: readonly (readonly Step[])[];
  /** D before each layer, and after the last; null stands for ones. */
  readonly identity: Readonly<Record<Stream, readonly (Panel | null)[]>>;
  /** Index of the first layer with cross-attention; R_ti and R_it are zero before it. */
  readonly firstCross: number;
}

/** Makes blocks ready for rules that share `normalise` and `selfTerm`. */
export function toProgram(
  blocks: readonly Block[],
  sizes: Sizes,
  rules: readonly AccumulationRule[],
  startLayer: number,
): Program {
  const width = rules.length;
  const layers = toLayers(blocks, sizes, startLayer).map((layer) =>
    layer.map((placed) => toStep(placed, rules)),
  );
  const first = layers.findIndex((layer) => layer.some(({ block }) => block.query !== block.key));
  return {
    width,
    sizes,
    normalise: rules[0]!.normalise,
    selfTerm: rules[0]!.selfTerm,
    layers,
    identity: { text: identityPath(layers, 'text'), image: identityPath(layers, 'image') },
    firstCross: first < 0 ? layers.length : first,
  };
}

/** Number of layers with cross-attention. */
export function crossLayers(layers: readonly Layer[]): number {
  return layers.filter((layer) => layer.some(({ block }) => block.query !== block.key)).length;
}

/** B · X, where B is Ā weighted as each method says. X cols × width. */
export function applyMap({ block, gain, diagonal, isZero }: Step, x: Panel, width: number): Panel {
  if (isZero) return new Float64Array(block.rows * width);
  const y = timesPanel(block.abar, block.rows, block.cols, x, width);
  if (gain !== null) for (let n = 0; n < y.length; n++) y[n]! *= gain[n]!;
  if (diagonal !== null) addDiagonal(y, diagonal, x);
  return y;
}

/** Bᵀ · X, where B is Ā weighted as each method says. X rows × width. */
export function applyTransposed({ block, gain, diagonal, isZero }: Step, x: Panel, width: number): Panel {
  if (isZero) return new Float64Array(block.cols * width);
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

function toStep({ block, index }: PlacedBlock, rules: readonly AccumulationRule[]): Step {
  const scales = rules.map((rule) => rule.scale(block, index));
  const diagonals = scales.map((scale) => (scale.offDiagonalOnly ? diagonalExcess(block, scale) : null));
  return {
    block,
    carry: gather(
      scales.map((scale) => scale.carry),
      block.rows,
      1,
    ),
    gain: gather(
      scales.map((scale) => scale.gain),
      block.rows,
      1,
    ),
    diagonal: gather(diagonals, block.rows, 0),
    isZero: isZero(block.abar),
  };
}

function isZero(values: Block['abar']): boolean {
  for (let n = 0; n < values.length; n++) if (values[n] !== 0) return false;
  return true;
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

function identityPath(layers: readonly (readonly Step[])[], stream: Stream): (Panel | null)[] {
  const path: (Panel | null)[] = [null];
  for (const layer of layers) {
    const before = path.at(-1)!;
    const carry = layer.find(({ block }) => block.query === stream)?.carry ?? null;
    path.push(before === null ? carry : multiply(before, carry));
  }
  return path;
}
