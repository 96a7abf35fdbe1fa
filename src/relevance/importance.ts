import { blockName } from '../anatomy';
import { MethodError } from './errors';
import type { Block, Importance } from './types';

/** Every importance that a weighted method can use. */
export const IMPORTANCES = ['norm', 'norm-ln', 'gradient', 'mixing'] as const satisfies readonly Importance[];

/** Weights above this are cut: a residual near zero must not let one block drown all others. */
export const LARGEST_WEIGHT = 20;

/**
 * w_n = min(I(a_n) / I(x_n), 20) for each query token n of a block, and 1 where both are 0. A block without a residual
 * connection has nothing to weigh what it adds against: all 1.
 *
 * @throws MethodError when the block lacks the importance or its arrays do not have one entry a query token.
 */
export function tokenWeights(block: Block, importance: Importance): Float64Array {
  const weights = new Float64Array(block.rows).fill(1);
  if (block.pooling) return weights;
  const { output, residual } = importancePair(block, importance);
  for (let n = 0; n < block.rows; n++) {
    const a = output[n]!;
    const x = residual[n]!;
    weights[n] = a === 0 && x === 0 ? 1 : Math.min(a / x, LARGEST_WEIGHT);
  }
  return weights;
}

/**
 * Weights of the convex ablation: α_n = 2 I(x_n) / (I(x_n) + I(a_n)) for what was there, β_n = 2 − α_n for what attention
 * adds; both 1 where both importances are 0. Each pair sums to 2, as the two weights of equal accumulation do.
 */
export function convexWeights(
  block: Block,
  importance: Importance,
): { readonly alpha: Float64Array; readonly beta: Float64Array } {
  const alpha = new Float64Array(block.rows).fill(1);
  const beta = new Float64Array(block.rows).fill(1);
  if (block.pooling) return { alpha, beta };
  const { output, residual } = importancePair(block, importance);
  for (let n = 0; n < block.rows; n++) {
    const a = output[n]!;
    const x = residual[n]!;
    alpha[n] = a === 0 && x === 0 ? 1 : (2 * x) / (x + a);
    beta[n] = 2 - alpha[n]!;
  }
  return { alpha, beta };
}

function importancePair(block: Block, importance: Importance) {
  const pair = block.importance[importance];
  if (pair === undefined) {
    const known = IMPORTANCES.filter((name) => block.importance[name] !== undefined);
    throw new MethodError(
      `The importance "${importance}" is not known for block ${blockName(block)}; use one of ${known.join(', ')}.`,
    );
  }
  if (pair.output.length !== block.rows || pair.residual.length !== block.rows) {
    throw new MethodError(
      `Importance "${importance}" of block ${blockName(block)} has ${pair.output.length} and ` +
        `${pair.residual.length} entries; expected one for each of its ${block.rows} query tokens.`,
    );
  }
  return pair;
}
