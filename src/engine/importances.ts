import type { GraphBuilder } from '../onnx/builder';
import type { Value } from '../onnx/graph';
import type { Importance } from '../relevance/types';
import type { BlockValues } from './block-values';

/** What importances are computed from; a graph that came from elsewhere may not show how values are mixed. */
export type WeighedValues = Pick<BlockValues, 'residual' | 'output' | 'nextNorm'> &
  Partial<Pick<BlockValues, 'attention' | 'values' | 'outWeight' | 'outBias'>>;

/** Importances that a block's values allow, in the order of their columns. */
export const importancesOf = ({ residual, nextNorm, outWeight }: WeighedValues): readonly Importance[] => {
  if (!residual) return [];
  return [
    'norm',
    ...(nextNorm ? (['norm-ln'] as const) : []),
    'gradient',
    ...(outWeight ? (['mixing'] as const) : []),
  ];
};

/** Epsilon-free 2-norm over the last axis, kept: [B, s, 1]. */
const norm = (g: GraphBuilder, x: Value) => g.sqrt(g.reduceSum(g.mul(x, x), [-1]));

/** ‖γ ⊙ (v − mean v)‖: how large a summand is to the layer norm that reads the sum next, up to their common factor. */
function normalizedNorm(g: GraphBuilder, gamma: Value, v: Value): Value {
  return norm(g, g.mul(gamma, g.sub(v, g.reduceMean(v, [-1]))));
}

/**
 * Importances of a block's two summands for each query token: [B, s, 2 · count], columns I(a), I(x) for each of
 * `importancesOf(block)`. `ct` is g = ∂y/∂(x + a); `identity` [s, s] picks A's diagonal in self-attention.
 * `mixing`: ‖a − b_O − own‖ and ‖x + own‖ with own = W_O concat_h A_nn v_n (Kobayashi et al. 2021, arXiv 2109.07152);
 * in cross-attention own = 0. Undefined for a block without a residual connection.
 */
export function importances(
  g: GraphBuilder,
  block: WeighedValues,
  ct: Value,
  identity: Value | undefined,
): Value | undefined {
  const { output: a, residual: x, nextNorm } = block;
  if (!x) return undefined;
  const along = (v: Value) => g.abs(g.reduceSum(g.mul(ct, v), [-1]));
  const pairs: Readonly<Record<Importance, () => readonly [Value, Value]>> = {
    norm: () => [norm(g, a), norm(g, x)],
    'norm-ln': () => [normalizedNorm(g, nextNorm!, a), normalizedNorm(g, nextNorm!, x)],
    gradient: () => [along(a), along(x)],
    // Asked for only where `importancesOf` lists it.
    mixing: () => mixing(g, block as BlockValues, x, identity),
  };
  return g.concat(
    importancesOf(block).flatMap((name) => pairs[name]()),
    2,
  );
}

function mixing(
  g: GraphBuilder,
  { output: a, attention, values, outWeight, outBias }: BlockValues,
  x: Value,
  identity: Value | undefined,
): readonly [Value, Value] {
  const mixed = g.sub(a, outBias);
  if (!identity) return [norm(g, mixed), norm(g, x)];
  const diagonal = g.reduceSum(g.mul(attention, identity), [-1]); // [B, h, s, 1]
  const heads = mergeHeads(g, g.mul(diagonal, values), a.shape.at(-1) as number);
  const own = g.matmul(heads, g.matrixTranspose(outWeight));
  return [norm(g, g.sub(mixed, own)), norm(g, g.add(x, own))];
}

/** [B, h, s, d / h] → [B, s, d] */
export const mergeHeads = (g: GraphBuilder, x: Value, d: number): Value =>
  g.reshape(g.transpose(x, [0, 2, 1, 3]), [0, 0, d]);

/** Ā = mean over heads of (∇A ⊙ A)⁺, [B, s, q] (Chefer et al. 2021, eq. 5): clamped first, then averaged. */
export const clampedMean = (g: GraphBuilder, A: Value, ct: Value): Value =>
  g.reduceMean(g.relu(g.mul(ct, A)), [1], 0);

/** relu of the mean over heads of A_h · mean(∇A_h), [B, s, q] (Grad-CAM on attention, as in Chefer et al. 2021). */
export const gradCam = (g: GraphBuilder, A: Value, ct: Value): Value =>
  g.relu(g.reduceMean(g.mul(A, g.reduceMean(ct, [2, 3])), [1], 0));
