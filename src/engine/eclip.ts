import type { GraphBuilder } from '../onnx/builder';
import type { Value } from '../onnx/graph';
import type { BlockValues } from './block-values';
import { mergeHeads } from './importances';

/**
 * What Grad-ECLIP (Zhao et al. 2024) needs of a tower's last block, for the token that `selector` [B, 1, s] picks:
 * [B, 2, q], where o is the concatenation of the heads' outputs before the output projection and v_n, k_n are all heads'
 * values and keys of token n.
 *
 * - votes: w · v_n with the channel weights w = ∂y/∂o of the picked token. As a = o W_Oᵀ + b_O, w = ∂y/∂a · W_O.
 * - cosine: cos(q, k_n) between the picked token's query and each key.
 *
 * `ct` is ∂y/∂(x + a), which equals ∂y/∂a. The model's own heads are kept; the authors' program runs the block with a
 * single head, which is another model's gradient.
 */
export function eclipParts(g: GraphBuilder, block: BlockValues, ct: Value, selector: Value): Value {
  const d = block.output.shape.at(-1) as number;
  const weights = g.matmul(g.matmul(selector, ct), block.outWeight); // [B, 1, d]
  const votes = g.matmul(weights, g.matrixTranspose(mergeHeads(g, block.values, d)));
  const query = g.matmul(selector, mergeHeads(g, block.queries, d)); // [B, 1, d]
  const keys = g.reshape(block.keys, [0, d, -1]); // [B, d, q]
  const length = (x: Value, axis: number) => g.sqrt(g.reduceSum(g.mul(x, x), [axis]));
  const lengths = g.mul(length(query, 2), length(keys, 1));
  return g.concat([votes, g.div(g.matmul(query, keys), lengths)], 1);
}
