import { GraphBuilder } from '../../src/onnx/builder';
import type { WeightFactory } from '../../src/engine/weights';
import { patchLength, type ClipConfig } from './config';
import { inputsOf, lagOf, towerPrograms, type TowerOptions, type TowerPrograms } from './tower-programs';
import { imageEmbedding, textEmbedding, textTower, visionTower } from './towers';

/** Inputs `patches`, `image_base`, `class_selector`, `image_identity`; blocks are numbered from 0. */
export function visionPrograms(
  config: ClipConfig,
  weights: WeightFactory,
  options: TowerOptions,
): TowerPrograms {
  const g = new GraphBuilder();
  const w = weights(g);
  const { vision_config: vision } = config;
  const { inputs, declare } = inputsOf(g);
  const patches = declare('patches', ['batch', 'image_tokens', patchLength(vision)]);
  const base = declare('image_base', ['batch', 'image_tokens', vision.hidden_size]);
  const selector = declare('class_selector', ['batch', 1, 'image_tokens']);
  const lag = lagOf(config, 'image');
  const { hidden, blocks } = visionTower(g, w, vision, { patches, base, read: selector, lag });
  const embedding = imageEmbedding(g, w, config, hidden);
  return towerPrograms(g, { tower: 'image', first: 0, blocks, embedding, selector, inputs }, options);
}

/** Inputs `text_embeds`, `causal_mask`, `end_selector`, `text_identity`; blocks are numbered after the vision tower's. */
export function textPrograms(
  config: ClipConfig,
  weights: WeightFactory,
  options: TowerOptions,
): TowerPrograms {
  const g = new GraphBuilder();
  const w = weights(g);
  const { text_config: text, vision_config: vision } = config;
  const first = vision.num_hidden_layers;
  const { inputs, declare } = inputsOf(g);
  const embeds = declare('text_embeds', ['batch', 'text_tokens', text.hidden_size]);
  const mask = declare('causal_mask', [1, 1, 'text_tokens', 'text_tokens']);
  const selector = declare('end_selector', ['batch', 1, 'text_tokens']);
  const lag = lagOf(config, 'text');
  const { hidden, blocks } = textTower(g, w, text, { embeds, mask, read: selector, lag });
  const embedding = textEmbedding(g, w, config, hidden);
  return towerPrograms(g, { tower: 'text', first, blocks, embedding, selector, inputs }, options);
}
