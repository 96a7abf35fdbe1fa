import type { GraphBuilder } from '../../src/onnx/builder';
import type { Value } from '../../src/onnx/graph';
import { mergeHeads, type AttentionBlock } from '../clip/layers';

/** Columns of a block's `importance` output: what attention adds, then what was there, for each importance. */
export const IMPORTANCE_COLUMNS = ['norm', 'norm-ln', 'gradient', 'mixing'] as const;

/** Epsilon-free 2-norm over the last axis, kept: [B, s, 1]. */
const norm = (g: GraphBuilder, x: Value) => g.sqrt(g.reduceSum(g.mul(x, x), [-1]));

/** ‖γ ⊙ (v − mean v)‖: how large a summand is to the layer norm that reads the sum next, up to their common factor. */
function normalizedNorm(g: GraphBuilder, gamma: Value, v: Value): Value {
  return norm(g, g.mul(gamma, g.sub(v, g.reduceMean(v, [-1]))));
}

/**
 * Importances of a block's two summands for each query token: [B, s, 8], columns I(a), I(x) for each of
 * `IMPORTANCE_COLUMNS`. `ct` is g = ∂y/∂(x + a); `identity` [s, s] picks A's diagonal in self-attention.
 * `mixing`: ‖a − b_O − own‖ and ‖x + own‖ with own = W_O concat_h A_nn v_n (Kobayashi et al. 2021, arXiv 2109.07152);
 * in cross-attention own = 0.
 */
export function importances(
  g: GraphBuilder,
  block: AttentionBlock,
  ct: Value,
  identity: Value | undefined,
): Value {
  const { output: a, residual: x, nextNorm, outWeight, outBias } = block;
  const along = (v: Value) => g.abs(g.reduceSum(g.mul(ct, v), [-1]));
  const mixed = g.sub(a, outBias);
  const pairs: [Value, Value][] = [
    [norm(g, a), norm(g, x)],
    [normalizedNorm(g, nextNorm, a), normalizedNorm(g, nextNorm, x)],
    [along(a), along(x)],
  ];
  if (identity) {
    const diagonal = g.reduceSum(g.mul(block.attention, identity), [-1]); // [B, h, s, 1]
    const heads = mergeHeads(g, g.mul(diagonal, block.values), a.shape.at(-1) as number);
    const own = g.matmul(heads, g.matrixTranspose(outWeight));
    pairs.push([norm(g, g.sub(mixed, own)), norm(g, g.sum(x, own))]);
  } else {
    pairs.push([norm(g, mixed), norm(g, x)]);
  }
  return g.concat(pairs.flat(), 2);
}

/** Ā = mean over heads of (∇A ⊙ A)⁺, [B, s, q] (Chefer et al. 2021, eq. 5): clamped first, then averaged. */
export const clampedMean = (g: GraphBuilder, A: Value, ct: Value): Value =>
  g.reduceMean(g.relu(g.mul(ct, A)), [1], 0);

/** relu of the mean over heads of A_h · mean(∇A_h), [B, s, q] (Grad-CAM on attention, as in Chefer et al. 2021). */
export const gradCam = (g: GraphBuilder, A: Value, ct: Value): Value =>
  g.relu(g.reduceMean(g.mul(A, g.reduceMean(ct, [2, 3])), [1], 0));
