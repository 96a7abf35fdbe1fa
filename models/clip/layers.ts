import type { GraphBuilder } from '../../src/onnx/builder';
import type { Value } from '../../src/onnx/graph';
import type { BlockKind, Stream } from './blocks';
import type { Activation } from './config';

/** Gives the float32 value of a named weight; in training an input, else an initializer. Throws when it is unknown. */
export type Weights = (name: string, shape: readonly number[]) => Value;

/** What the relevance rules need of one attention block, as values of the graph. Shapes: B batch, h heads, s, q, d. */
export interface AttentionBlock {
  readonly kind: BlockKind;
  readonly layer: number;
  readonly group: number;
  readonly query: Stream;
  readonly key: Stream;
  readonly heads: number;
  /** A after softmax, [B, h, s, q]. */
  readonly attention: Value;
  /** Queries, scaled by 1/√(d / h), [B, h, s, d / h]. */
  readonly queries: Value;
  /** Keys, [B, h, d / h, q]. */
  readonly keys: Value;
  /** Values that A mixes, [B, h, q, d / h]. */
  readonly values: Value;
  /** x, what the residual connection carries, [B, s, d]. */
  readonly residual: Value;
  /** a, what the block adds to it, [B, s, d]. */
  readonly output: Value;
  /** x + a. */
  readonly sum: Value;
  readonly outWeight: Value;
  readonly outBias: Value;
  /** γ of the layer norm that reads the sum next, [d]. */
  readonly nextNorm: Value;
}

/** Layer normalisation with weights `PREFIX.weight` and `PREFIX.bias`. */
export function layerNorm(g: GraphBuilder, w: Weights, prefix: string, x: Value, epsilon: number): Value {
  const d = x.shape.at(-1) as number;
  return g.layerNormalization(x, w(`${prefix}.weight`, [d]), w(`${prefix}.bias`, [d]), epsilon);
}

/** x Wᵀ + b with `PREFIX.weight` [out, in] and `PREFIX.bias` [out], as PyTorch's `Linear`. */
export function linear(
  g: GraphBuilder,
  w: Weights,
  prefix: string,
  x: Value,
  out: number,
  bias = true,
): Value {
  const weight = w(`${prefix}.weight`, [out, x.shape.at(-1) as number]);
  const product = g.matmul(x, g.matrixTranspose(weight));
  return bias ? g.sum(product, w(`${prefix}.bias`, [out])) : product;
}

/** `quick_gelu`: x σ(1.702 x). `gelu`: x/2 (1 + erf(x/√2)). Hendrycks & Gimpel 2016, arXiv 1606.08415. */
export function activate(g: GraphBuilder, x: Value, activation: Activation): Value {
  if (activation === 'quick_gelu') return g.mul(x, g.sigmoid(g.scale(x, 1.702)));
  const cdf = g.scale(g.sum(g.erf(g.scale(x, Math.SQRT1_2)), g.scalar(1)), 0.5);
  return g.mul(x, cdf);
}

export function mlp(
  g: GraphBuilder,
  w: Weights,
  prefix: string,
  x: Value,
  inner: number,
  act: Activation,
): Value {
  const d = x.shape.at(-1) as number;
  return linear(g, w, `${prefix}.fc2`, activate(g, linear(g, w, `${prefix}.fc1`, x, inner), act), d);
}

/** Where an attention block stands in the network. */
export interface BlockPlace {
  readonly kind: BlockKind;
  readonly layer: number;
  readonly group: number;
  readonly query: Stream;
  readonly key: Stream;
}

export interface AttentionInput {
  readonly place: BlockPlace;
  readonly prefix: string;
  readonly heads: number;
  /** x [B, s, d]; the block's output is added to it. */
  readonly residual: Value;
  /** Normalised queries' source [B, s, d]. */
  readonly queries: Value;
  /** Normalised keys' source [B, q, d]. */
  readonly keys: Value;
  /** Added to the scores, broadcast to [B, h, s, q]. */
  readonly mask?: Value | undefined;
  readonly nextNorm: Value;
}

/**
 * Multi-head attention with output projection and residual: A = softmax(Q Kᵀ/√(d/h) + mask), a = (A V) W_Oᵀ + b_O,
 * sum = x + a. Projections are named `q_proj`, `k_proj`, `v_proj`, `out_proj` as in Hugging Face's `CLIPAttention`.
 */
export function attention(g: GraphBuilder, w: Weights, input: AttentionInput): AttentionBlock {
  const { place, prefix, heads, residual, queries, keys, mask, nextNorm } = input;
  const d = residual.shape.at(-1) as number;
  const width = d / heads;
  if (!Number.isInteger(width)) throw new Error(`${prefix}: width ${d} is no multiple of ${heads} heads.`);
  const split = (x: Value, perm: readonly number[]) => g.transpose(g.reshape(x, [0, 0, heads, width]), perm);
  const q = split(g.scale(linear(g, w, `${prefix}.q_proj`, queries, d), 1 / Math.sqrt(width)), [0, 2, 1, 3]);
  const k = split(linear(g, w, `${prefix}.k_proj`, keys, d), [0, 2, 3, 1]); // [B, h, width, q]
  const values = split(linear(g, w, `${prefix}.v_proj`, keys, d), [0, 2, 1, 3]);
  const scores = g.matmul(q, k);
  const A = g.softmax(mask ? g.sum(scores, mask) : scores);
  const output = linear(g, w, `${prefix}.out_proj`, mergeHeads(g, g.matmul(A, values), d), d);
  return {
    ...place,
    heads,
    attention: A,
    queries: q,
    keys: k,
    values,
    residual,
    output,
    sum: g.sum(residual, output),
    outWeight: w(`${prefix}.out_proj.weight`, [d, d]),
    outBias: w(`${prefix}.out_proj.bias`, [d]),
    nextNorm,
  };
}

/** [B, h, s, d / h] → [B, s, d] */
export const mergeHeads = (g: GraphBuilder, x: Value, d: number): Value =>
  g.reshape(g.transpose(x, [0, 2, 1, 3]), [0, 0, d]);
