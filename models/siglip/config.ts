/** Hugging Face's `SiglipConfig` read from JSON: the same keys, the same defaults for what a file leaves out, with limits. */
import * as v from 'valibot';
import type { TextConfig, TowersConfig } from '../clip/config';
import { ACTIVATION, EPSILON, HEADS, HEADS_FIT, headsFit, LAYERS, WIDTH } from '../clip/config-schema';

export interface SiglipConfig extends TowersConfig {
  readonly text_config: TextConfig & { readonly projection_size: number };
}

const size = (max: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(max));

/** What both towers have. */
const TOWER = {
  hidden_size: v.nullish(WIDTH, 768),
  intermediate_size: v.nullish(WIDTH, 3072),
  num_hidden_layers: v.nullish(LAYERS, 12),
  num_attention_heads: v.nullish(HEADS, 12),
  hidden_act: v.nullish(ACTIVATION, 'gelu_pytorch_tanh'),
  layer_norm_eps: v.nullish(EPSILON, 1e-6),
};

const TEXT = v.pipe(
  v.object({
    ...TOWER,
    vocab_size: v.nullish(size(1_000_000), 32_000),
    max_position_embeddings: v.nullish(size(4096), 64),
    /** The width of the text's embedding; that of the tower where it is left out. */
    projection_size: v.nullish(WIDTH),
  }),
  v.check((config) => headsFit(config), HEADS_FIT),
  v.transform(({ projection_size, ...text }) => ({
    ...text,
    projection_size: projection_size ?? text.hidden_size,
  })),
);

const VISION = v.pipe(
  v.object({
    ...TOWER,
    num_channels: v.nullish(v.literal(3), 3),
    image_size: v.nullish(size(2048), 224),
    patch_size: v.nullish(size(256), 16),
    vision_use_head: v.nullish(v.literal(true, 'must be true: without its head there is no embedding'), true),
  }),
  v.check((config) => headsFit(config), HEADS_FIT),
  v.check(
    ({ image_size, patch_size }) => image_size % patch_size === 0,
    'image_size must be a multiple of patch_size',
  ),
  v.transform(({ vision_use_head: _, ...vision }) => vision),
);

export const SIGLIP_CONFIG = v.pipe(
  v.object({ text_config: v.nullish(TEXT, {}), vision_config: v.nullish(VISION, {}) }),
  v.check(
    ({ text_config: text, vision_config: vision }) => text.projection_size === vision.hidden_size,
    'text_config.projection_size must equal vision_config.hidden_size',
  ),
);
