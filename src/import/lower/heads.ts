/** Attention taken apart into products and a softmax, as all vendors' forms of it are. */
import type { GraphBuilder } from '../../onnx/builder';
import type { Value } from '../../onnx/graph';
import type { Call } from '../call';
import { allowed } from '../fold/constant';
import { forEachIndex } from '../fold/shapes';

/**
 * Added to scores that count for nothing: e to it is 0, two of them do not overflow, and every score beside it is lost,
 * so that a row with nothing but it is even.
 */
export const HIDDEN = -1e30;

/** [B, S, H·D] → [B, H, S, D]. */
export function split(g: GraphBuilder, x: Value, heads: number): Value {
  const [batch, length, width] = x.shape as [number, number, number];
  return g.transpose(g.reshape(x, [batch, length, heads, width / heads]), [0, 2, 1, 3]);
}

/** [B, H, S, D] → [B, S, H·D]. */
export function joined(g: GraphBuilder, x: Value): Value {
  const [batch, heads, length, size] = x.shape as [number, number, number, number];
  return g.reshape(g.transpose(x, [0, 2, 1, 3]), [batch, length, heads * size]);
}

/** Keys or values of few heads, each for several heads of queries (Ainslie et al. 2023, arXiv 2305.13245). */
export function repeated(g: GraphBuilder, x: Value, heads: number): Value {
  const [batch, own, length, size] = x.shape as [number, number, number, number];
  if (own === heads) return x;
  const each = g.expand(g.reshape(x, [batch, own, 1, length, size]), [batch, own, heads / own, length, size]);
  return g.reshape(each, [batch, heads, length, size]);
}

export interface Attended {
  /** [B, H, T, D]. */
  readonly query: Value;
  /** [B, H, S, D]. */
  readonly key: Value;
  readonly value: Value;
  /** 1/√D where it is left out or 0. */
  readonly scale: number | undefined;
  /** Added to the scores, broadcasting to [B, H, T, S]. */
  readonly biases: readonly (Value | undefined)[];
  /** Each query sees its own key and those before; undefined where all are seen. */
  readonly causal: boolean;
}

/** softmax(scale · q kᵀ + biases) v, [B, H, T, D]. */
export function attend(call: Call, { query, key, value, scale, biases, causal }: Attended): Value {
  const { g } = call;
  const size = query.shape[3] as number;
  let scores = g.scale(g.matmul(query, g.matrixTranspose(key)), scale || 1 / Math.sqrt(size));
  for (const bias of biases) if (bias) scores = g.add(scores, bias);
  if (causal) scores = g.add(scores, causalBias(call, query.shape[2] as number, key.shape[2] as number));
  return g.matmul(g.softmax(scores, -1), value);
}

/** [1, 1, T, S]: 0 for what a query sees, `HIDDEN` for the others. */
function causalBias(call: Call, T: number, S: number): Value {
  const bias = new Float64Array(allowed([T, S]));
  forEachIndex([T, S], ([query, key], at) => {
    if (key! > query! + S - T) bias[at] = HIDDEN;
  });
  return call.floats([1, 1, T, S], bias);
}

/** A mask of numbers, 0 where something is hidden, as a bias of `fill` there. */
export function maskBias(call: Call, mask: Value, fill: number): Value {
  const { g } = call;
  const seen = mask.dtype === 'bool' ? mask : g.greater(g.cast(mask, 'float32'), g.scalar(0.5));
  return g.where(seen, g.scalar(0), g.scalar(fill));
}
