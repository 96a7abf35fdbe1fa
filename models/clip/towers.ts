import type { GraphBuilder } from '../../src/onnx/builder';
import type { Value } from '../../src/onnx/graph';
import type { ClipConfig, TextConfig, VisionConfig } from './config';
import { patchLength } from './config';
import type { StreamId } from '../../src/anatomy';
import type { BlockDraft } from '../../src/engine/block-values';
import type { GraphWeights } from '../../src/engine/weights';
import { attention, layerNorm, linear, mlp } from './layers';

/** A tower's last hidden state, [B, tokens, d] or of the one token that is read, [B, 1, d]; its blocks in forward order. */
export interface Tower {
  readonly hidden: Value;
  /** Hidden state after each layer, in forward order; of the vision tower the last is `hidden`. */
  readonly states: readonly Value[];
  readonly blocks: readonly BlockDraft[];
}

/**
 * Vision tower of `CLIPModel`. `patches` [B, T, 3·p·p] are flattened patches (channel, y, x) with a row of zeros for
 * the class token first; `base` [B, T, d] is what is added to their embedding: class embedding + position 0 in row 0,
 * the patches' own position embeddings after it. Any subset of patches may be run this way, at its original positions.
 * The hidden state is taken before `post_layernorm`.
 *
 * `read` [B, 1, T] picks the one token whose hidden state is wanted. What follows attention works on each token alone,
 * so the last layer's feed-forward part is then run for that token only, forwards and backwards. `lag` is added to the
 * layers' depth, as start layers count them.
 */
export function visionTower(
  g: GraphBuilder,
  w: GraphWeights,
  config: VisionConfig,
  inputs: { patches: Value; base: Value; mask?: Value | undefined; read?: Value; lag?: number },
): Tower {
  const { hidden_size: d, patch_size: p, num_channels: channels = 3 } = config;
  const kernel = w('vision_model.embeddings.patch_embedding.weight', [d, channels, p, p]);
  const embedding = g.matrixTranspose(g.reshape(kernel, [d, patchLength(config)]));
  const embedded = g.add(g.matmul(inputs.patches, embedding), inputs.base);
  // Hugging Face's spelling; its checkpoints carry it.
  const start = layerNorm(g, w, 'vision_model.pre_layrnorm', embedded, config.layer_norm_eps);
  return encoder(g, w, config, start, { ...VISION, lag: inputs.lag ?? 0 }, inputs);
}

/**
 * Text tower of `CLIPModel`. `embeds` [B, L, d] are token plus position embeddings; `mask` is the causal mask (0 where
 * a token may look, −1e4 where not). The hidden state is taken after `final_layer_norm`; `read` as in `visionTower`.
 */
export function textTower(
  g: GraphBuilder,
  w: GraphWeights,
  config: TextConfig,
  inputs: { embeds: Value; mask: Value; read?: Value; lag?: number },
): Tower {
  const at = { ...TEXT, lag: inputs.lag ?? 0 };
  const { hidden, ...tower } = encoder(g, w, config, inputs.embeds, at, inputs);
  return { ...tower, hidden: layerNorm(g, w, 'text_model.final_layer_norm', hidden, config.layer_norm_eps) };
}

/** Where a tower's blocks stand. */
export interface TowerPlace {
  readonly stream: StreamId;
  readonly kind: string;
  readonly section: string;
  readonly prefix: string;
  /** How many layers deeper the deeper tower is, where start layers count from that one's first. */
  readonly lag: number;
}

export const VISION = {
  stream: 'image',
  kind: 'vision.self',
  section: 'Image tower',
  prefix: 'vision_model.encoder',
} as const;

export const TEXT = {
  stream: 'text',
  kind: 'text.self',
  section: 'Text tower',
  prefix: 'text_model.encoder',
} as const;

/** Pre-norm transformer blocks `PREFIX.layers.N`, as CLIP and SigLIP have them. `read` as in `visionTower`. */
export function encoder(
  g: GraphBuilder,
  w: GraphWeights,
  config: TextConfig | VisionConfig,
  start: Value,
  { stream, kind, section, prefix, lag }: TowerPlace,
  { mask, read }: { mask?: Value | undefined; read?: Value },
): Tower {
  const blocks: BlockDraft[] = [];
  const states: Value[] = [];
  const { hidden_size: d, layer_norm_eps: epsilon } = config;
  let x = start;
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const at = `${prefix}.layers.${layer}`;
    const normal = layerNorm(g, w, `${at}.layer_norm1`, x, epsilon);
    const block = attention(g, w, {
      place: { kind, section, layer, depth: layer + lag, query: stream, key: stream },
      prefix: `${at}.self_attn`,
      heads: config.num_attention_heads,
      residual: x,
      queries: normal,
      keys: normal,
      mask,
      nextNorm: w(`${at}.layer_norm2.weight`, [d]),
    });
    blocks.push(block);
    const isLast = layer === config.num_hidden_layers - 1;
    const sum = isLast && read ? g.matmul(read, block.sum) : block.sum;
    const inner = layerNorm(g, w, `${at}.layer_norm2`, sum, epsilon);
    x = g.add(sum, mlp(g, w, `${at}.mlp`, inner, config.intermediate_size, config.hidden_act));
    states.push(x);
  }
  return { hidden: x, states, blocks };
}

/** x / ‖x‖₂ along the last axis. */
export const normalize = (g: GraphBuilder, x: Value): Value =>
  g.div(x, g.sqrt(g.reduceSum(g.mul(x, x), [-1])));

/**
 * Image embedding [B, projection_dim] of unit length: `visual_projection(post_layernorm(hidden of the class token))`.
 * `classSelector` [B, 1, T] chooses the token, unless the tower was asked for that one only.
 */
export function imageEmbedding(
  g: GraphBuilder,
  w: GraphWeights,
  config: ClipConfig,
  hidden: Value,
  classSelector?: Value,
): Value {
  const token = tokenOf(g, hidden, classSelector);
  const pooled = layerNorm(g, w, 'vision_model.post_layernorm', token, config.vision_config.layer_norm_eps);
  return normalize(g, linear(g, w, 'visual_projection', pooled, config.projection_dim, false));
}

/**
 * Text embedding [B, projection_dim] of unit length: `text_projection` of the end token, chosen by `endSelector`
 * [B, 1, L], unless the tower was asked for that one only.
 */
export function textEmbedding(
  g: GraphBuilder,
  w: GraphWeights,
  config: ClipConfig,
  hidden: Value,
  endSelector?: Value,
): Value {
  const token = tokenOf(g, hidden, endSelector);
  return normalize(g, linear(g, w, 'text_projection', token, config.projection_dim, false));
}

/** [B, tokens, d] → [B, d] */
const tokenOf = (g: GraphBuilder, hidden: Value, selector: Value | undefined): Value =>
  g.squeeze(selector ? g.matmul(selector, hidden) : hidden, [1]);
