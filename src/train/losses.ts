import type { GraphBuilder } from '../onnx/builder';
import type { Value } from '../onnx/graph';

/** log Σ exp x over the last axis, keeping it; the maximum is taken out so that nothing overflows. */
export function logSumExp(g: GraphBuilder, x: Value): Value {
  const max = g.reduceMax(x, [-1]);
  return g.add(g.log(g.reduceSum(g.exp(g.sub(x, max)), [-1])), max);
}

/**
 * Cross-entropy summed over all rows: Σ_rows Σ_c t_c (logsumexp x − x_c). Targets [.., C] are soft: a row of zeros
 * counts nothing, a row that sums to w counts w times.
 */
export function crossEntropySum(g: GraphBuilder, logits: Value, targets: Value): Value {
  const surprise = g.mul(targets, g.sub(logSumExp(g, logits), logits));
  const axes = logits.shape.map((_, axis) => axis);
  return g.reduceSum(surprise, axes, 0);
}

/**
 * CLIP's symmetric contrastive loss over a batch of B pairs (Radford et al. 2021, arXiv 2103.00020, figure 3): mean
 * cross-entropy of image → text and text → image, with similarities scaled by exp(logitScale). `identity` is [B, B].
 */
export function contrastiveLoss(
  g: GraphBuilder,
  image: Value,
  text: Value,
  logitScale: Value,
  identity: Value,
): Value {
  const batch = image.shape[0] as number;
  const logits = g.mul(g.matmul(image, g.matrixTranspose(text)), g.exp(logitScale));
  const both = g.add(
    crossEntropySum(g, logits, identity),
    crossEntropySum(g, g.matrixTranspose(logits), identity),
  );
  return g.scale(both, 0.5 / batch);
}
