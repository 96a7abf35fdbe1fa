/** Hugging Face's `CLIPConfig` read from JSON: the same keys, the same defaults for what a file leaves out, with limits. */
import * as v from 'valibot';

const size = (max: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(max));
export const WIDTH = size(16_384);
export const LAYERS = size(200);
export const HEADS = size(256);
export const EPSILON = v.pipe(v.number(), v.gtValue(0), v.maxValue(0.1));
export const ACTIVATION = v.picklist(['quick_gelu', 'gelu', 'gelu_pytorch_tanh']);
export const HEADS_FIT = 'hidden_size must be a multiple of num_attention_heads';

export const headsFit = (config: {
  readonly hidden_size: number;
  readonly num_attention_heads: number;
}): boolean => config.hidden_size % config.num_attention_heads === 0;

const TEXT = v.pipe(
  v.object({
    vocab_size: v.nullish(size(1_000_000), 49_408),
    hidden_size: v.nullish(WIDTH, 512),
    intermediate_size: v.nullish(WIDTH, 2048),
    num_hidden_layers: v.nullish(LAYERS, 12),
    num_attention_heads: v.nullish(HEADS, 8),
    max_position_embeddings: v.nullish(v.pipe(size(4096), v.minValue(2)), 77),
    hidden_act: v.nullish(ACTIVATION, 'quick_gelu'),
    layer_norm_eps: v.nullish(EPSILON, 1e-5),
  }),
  v.check((config) => headsFit(config), HEADS_FIT),
);

const VISION = v.pipe(
  v.object({
    hidden_size: v.nullish(WIDTH, 768),
    intermediate_size: v.nullish(WIDTH, 3072),
    num_hidden_layers: v.nullish(LAYERS, 12),
    num_attention_heads: v.nullish(HEADS, 12),
    num_channels: v.nullish(v.literal(3), 3),
    image_size: v.nullish(size(2048), 224),
    patch_size: v.nullish(size(256), 32),
    hidden_act: v.nullish(ACTIVATION, 'quick_gelu'),
    layer_norm_eps: v.nullish(EPSILON, 1e-5),
  }),
  v.check((config) => headsFit(config), HEADS_FIT),
  v.check(
    ({ image_size, patch_size }) => image_size % patch_size === 0,
    'image_size must be a multiple of patch_size',
  ),
);

/** `CLIPConfig`; keys that do not change the computation are dropped. */
export const CLIP_CONFIG = v.pipe(
  v.looseObject({}),
  v.transform(withOldKeys),
  v.object({
    text_config: v.nullish(TEXT, {}),
    vision_config: v.nullish(VISION, {}),
    projection_dim: v.nullish(WIDTH, 512),
    logit_scale_init_value: v.nullish(v.pipe(v.number(), v.finite()), 2.6592),
  }),
);

/**
 * Configurations that old versions of the library wrote hold the towers' settings in `*_config_dict` too. As transformers
 * treats it: a dictionary that is there counts with the defaults of all that it leaves out, whatever stands beside it.
 */
function withOldKeys(config: Record<string, unknown>): Record<string, unknown> {
  const settings = (tower: string): unknown => config[`${tower}_dict`] ?? config[tower];
  return { ...config, text_config: settings('text_config'), vision_config: settings('vision_config') };
}
