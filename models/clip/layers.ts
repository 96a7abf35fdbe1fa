import type { GraphBuilder } from '../../src/onnx/builder';
import type { BlockPlace } from '../../src/anatomy';
import type { BlockDraft } from '../../src/engine/block-values';
import { mergeHeads } from '../../src/engine/importances';
import type { GraphWeights } from '../../src/engine/weights';
import type { Value } from '../../src/onnx/graph';
import type { Activation } from './config';

/** Layer normalisation with weights `PREFIX.weight` and `PREFIX.bias`. */
export function layerNorm(
  g: GraphBuilder,
  w: GraphWeights,
  prefix: string,
  x: Value,
  epsilon: number,
): Value {
  const d = x.shape.at(-1) as number;
  return g.layerNormalization(x, w(`${prefix}.weight`, [d]), w(`${prefix}.bias`, [d]), epsilon);
}

/** x Wᵀ + b with `PREFIX.weight` [out, in] and `PREFIX.bias` [out], as PyTorch's `Linear`. */
export function linear(
  g: GraphBuilder,
  w: GraphWeights,
  prefix: string,
  x: Value,
  out: number,
  bias = true,
): Value {
  const weight = w(`${prefix}.weight`, [out, x.shape.at(-1) as number]);
  const product = g.matmul(x, g.matrixTranspose(weight));
  return bias ? g.add(product, w(`${prefix}.bias`, [out])) : product;
}

/**
 * `quick_gelu`: x σ(1.702 x). `gelu`: x/2 (1 + erf(x/√2)). `gelu_pytorch_tanh`: x/2 (1 + tanh(√(2/π) (x + 0.044715 x³))),
 * written with (1 + tanh u)/2 = σ(2u). Hendrycks & Gimpel 2016, arXiv 1606.08415.
 */
export function activate(g: GraphBuilder, x: Value, activation: Activation): Value {
  if (activation === 'gelu_pytorch_tanh') {
    const cubic = g.add(x, g.scale(g.mul(g.mul(x, x), x), 0.044715));
    return g.mul(x, g.sigmoid(g.scale(cubic, 2 * Math.sqrt(2 / Math.PI))));
  }
  if (activation === 'quick_gelu') return g.mul(x, g.sigmoid(g.scale(x, 1.702)));
  const cdf = g.scale(g.add(g.erf(g.scale(x, Math.SQRT1_2)), g.scalar(1)), 0.5);
  return g.mul(x, cdf);
}

export function mlp(
  g: GraphBuilder,
  w: GraphWeights,
  prefix: string,
  x: Value,
  inner: number,
  act: Activation,
): Value {
  const d = x.shape.at(-1) as number;
  return linear(g, w, `${prefix}.fc2`, activate(g, linear(g, w, `${prefix}.fc1`, x, inner), act), d);
}

export interface AttentionInput {
  /** All but its number of heads. */
  readonly place: Omit<BlockPlace, 'heads'>;
  readonly prefix: string;
  readonly heads: number;
  /** x [B, s, d]; the block's output is added to it. Left out for a pooling head, which has no residual connection. */
  readonly residual?: Value;
  /** Normalised queries' source [B, s, d]. */
  readonly queries: Value;
  /** Normalised keys' source [B, q, d]. */
  readonly keys: Value;
  /** Added to the scores, broadcast to [B, h, s, q]. */
  readonly mask?: Value | undefined;
  readonly nextNorm?: Value;
}

/**
 * Multi-head attention with output projection and residual: A = softmax(Q Kᵀ/√(d/h) + mask), a = (A V) W_Oᵀ + b_O,
 * sum = x + a. Projections are named `q_proj`, `k_proj`, `v_proj`, `out_proj` as in Hugging Face's `CLIPAttention`.
 */
export function attention(g: GraphBuilder, w: GraphWeights, input: AttentionInput): BlockDraft {
  const { place, prefix, heads, residual, queries, keys, mask, nextNorm } = input;
  const d = queries.shape.at(-1) as number;
  const width = d / heads;
  if (!Number.isInteger(width)) throw new Error(`${prefix}: width ${d} is no multiple of ${heads} heads.`);
  const split = (x: Value, perm: readonly number[]) => g.transpose(g.reshape(x, [0, 0, heads, width]), perm);
  const q = split(g.scale(linear(g, w, `${prefix}.q_proj`, queries, d), 1 / Math.sqrt(width)), [0, 2, 1, 3]);
  const k = split(linear(g, w, `${prefix}.k_proj`, keys, d), [0, 2, 3, 1]); // [B, h, width, q]
  const values = split(linear(g, w, `${prefix}.v_proj`, keys, d), [0, 2, 1, 3]);
  const scores = g.matmul(q, k);
  const A = g.softmax(mask ? g.add(scores, mask) : scores);
  const output = linear(g, w, `${prefix}.out_proj`, mergeHeads(g, g.matmul(A, values), d), d);
  return {
    ...place,
    heads,
    attention: A,
    queries: q,
    keys: k,
    values,
    output,
    ...(residual ? { residual, sum: g.add(residual, output) } : { sum: output, pooling: true as const }),
    outWeight: w(`${prefix}.out_proj.weight`, [d, d]),
    outBias: w(`${prefix}.out_proj.bias`, [d]),
    ...(nextNorm ? { nextNorm } : {}),
  };
}
