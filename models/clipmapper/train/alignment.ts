import type { GraphBuilder } from '../../../src/onnx/builder';
import type { Value } from '../../../src/onnx/graph';
import type { ClipConfig } from '../../clip/config';
import type { GraphWeights } from '../../../src/engine/weights';
import { layerNorm, linear } from '../../clip/layers';
import { normalize } from '../../clip/towers';
import { labelFeed, type Example, type Feed } from '../../../src/train/batch';
import { crossEntropySum } from '../../../src/train/losses';
import { scalarFeed } from '../../../src/train/task';

/**
 * Texts that patches are matched with, by label head: for each class but 0 (nothing) a few wordings as token ids, one
 * of which is drawn for a step.
 */
export type AlignmentTexts = Readonly<Record<string, readonly (readonly (readonly number[])[])[]>>;

/**
 * CLIP's contrast between image and text, patch by patch: every patch's embedding (by the head that embeds the whole
 * image) is classified among the texts that name a class, with soft targets [B, T, count]. Returns the sum over patches
 * of the cross-entropy; a patch without a class has a row of zeros and counts nothing. In the spirit of RegionCLIP
 * (Zhong et al. 2022, arXiv 2112.09106), with known regions.
 */
export function alignmentSum(
  g: GraphBuilder,
  w: GraphWeights,
  config: ClipConfig,
  hidden: Value,
  texts: Value,
  targets: Value,
): Value {
  const { layer_norm_eps: epsilon } = config.vision_config;
  const pooled = layerNorm(g, w, 'vision_model.post_layernorm', hidden, epsilon);
  const patches = normalize(g, linear(g, w, 'visual_projection', pooled, config.projection_dim, false));
  const similarity = g.matmul(patches, g.matrixTranspose(texts)); // [B, T, count]
  return crossEntropySum(g, g.mul(similarity, g.exp(w('logit_scale', []))), targets);
}

/** Targets of every head, from the label heads without their class 0, and 1 over the covered share of all patches. */
export function alignmentFeeds(
  examples: readonly Example[],
  kept: readonly (readonly number[])[],
  counts: Readonly<Record<string, number>>,
): Record<string, Feed> {
  const feeds: Record<string, Feed> = {};
  let covered = 0;
  for (const [head, count] of Object.entries(counts)) {
    const { data: all, shape } = labelFeed(examples, kept, head, count + 1);
    const rows = shape[0]! * shape[1]!;
    const data = new Float32Array(rows * count);
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < count; i++) covered += data[row * count + i] = all[row * (count + 1) + i + 1]!;
    }
    feeds[`alignment.${head}.targets`] = { dtype: 'float32', shape: [shape[0]!, shape[1]!, count], data };
  }
  return { ...feeds, 'alignment.scale': scalarFeed(1 / Math.max(1, covered)) };
}
