/** The towers of `SiglipModel` as programs (Zhai et al. 2023, arXiv 2303.15343; big_vision's `MAPHead` for the pooling). */
import type { WeightFactory } from '../../src/engine/weights';
import { GraphBuilder } from '../../src/onnx/builder';
import { patchLength } from '../clip/config';
import { attention, layerNorm, linear, mlp } from '../clip/layers';
import {
  inputsOf,
  lagOf,
  towerPrograms,
  type TowerOptions,
  type TowerPrograms,
} from '../clip/tower-programs';
import { encoder, normalize, TEXT, VISION } from '../clip/towers';
import type { SiglipConfig } from './config';

/** The learnt query that attends to all patches: a stream of its own, of one token. */
export const PROBE = 'probe';

/**
 * Inputs `patches` [batch, tokens, 3p²], `image_base` [batch, tokens, d] (position embeddings), `image_identity`. After the
 * blocks, all tokens are normalised and the probe attends to them; with o what it gathers, the embedding is the direction of
 * o + mlp(norm(o)). Any subset of patches may be run this way.
 */
export function visionPrograms(
  config: SiglipConfig,
  weights: WeightFactory,
  options: TowerOptions,
): TowerPrograms {
  const g = new GraphBuilder();
  const w = weights(g);
  const { vision_config: vision } = config;
  const { hidden_size: d, patch_size: p, num_channels: channels = 3, layer_norm_eps: epsilon } = vision;
  const { inputs, declare } = inputsOf(g);
  const patches = declare('patches', ['batch', 'image_tokens', patchLength(vision)]);
  const base = declare('image_base', ['batch', 'image_tokens', d]);
  const kernel = w('vision_model.embeddings.patch_embedding.weight', [d, channels, p, p]);
  const matrix = g.matrixTranspose(g.reshape(kernel, [d, patchLength(vision)]));
  const bias = w('vision_model.embeddings.patch_embedding.bias', [d]);
  const embedded = g.add(g.add(g.matmul(patches, matrix), bias), base);
  const { hidden, blocks } = encoder(g, w, vision, embedded, { ...VISION, lag: lagOf(config, 'image') }, {});
  const pooling = attention(g, w, {
    place: {
      kind: 'vision.pool',
      section: 'Image tower',
      layer: vision.num_hidden_layers,
      depth: null,
      query: PROBE,
      key: 'image',
    },
    prefix: 'vision_model.head.attention',
    heads: vision.num_attention_heads,
    queries: w('vision_model.head.probe', [1, 1, d]),
    keys: layerNorm(g, w, 'vision_model.post_layernorm', hidden, epsilon),
  });
  const o = pooling.output;
  const inner = layerNorm(g, w, 'vision_model.head.layernorm', o, epsilon);
  const pooled = g.add(
    o,
    mlp(g, w, 'vision_model.head.mlp', inner, vision.intermediate_size, vision.hidden_act),
  );
  const embedding = normalize(g, g.squeeze(pooled, [1]));
  const built = { tower: 'image', first: 0, blocks: [...blocks, pooling], embedding, inputs } as const;
  return towerPrograms(g, { ...built, read: [PROBE] }, options);
}

/**
 * Inputs `text_embeds` [batch, tokens, d], `end_selector` [batch, 1, tokens], `text_identity`. There is no mask: words and
 * padding see each other. The last token is read, after a norm, by a linear layer.
 */
export function textPrograms(
  config: SiglipConfig,
  weights: WeightFactory,
  options: TowerOptions,
): TowerPrograms {
  const g = new GraphBuilder();
  const w = weights(g);
  const { text_config: text, vision_config: vision } = config;
  const { inputs, declare } = inputsOf(g);
  const embeds = declare('text_embeds', ['batch', 'text_tokens', text.hidden_size]);
  const read = declare('end_selector', ['batch', 1, 'text_tokens']);
  const { hidden, blocks } = encoder(g, w, text, embeds, { ...TEXT, lag: lagOf(config, 'text') }, { read });
  const last = g.squeeze(layerNorm(g, w, 'text_model.final_layer_norm', hidden, text.layer_norm_eps), [1]);
  const embedding = normalize(g, linear(g, w, 'text_model.head', last, text.projection_size));
  // The pooling head's block comes between the towers'.
  const first = vision.num_hidden_layers + 1;
  return towerPrograms(g, { tower: 'text', first, blocks, embedding, inputs }, options);
}
