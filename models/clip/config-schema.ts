/** Hugging Face's `CLIPConfig` read from JSON: the same keys, the same defaults for what a file leaves out, with limits. */
import * as v from 'valibot';

const size = (max: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(max));
export const WIDTH = size(16_384);
export const LAYERS = size(200);
export const HEADS = size(256);
export const EPSILON = v.pipe(v.number(), v.gtValue(0), v.maxValue(0.1));
export const ACTIVATION = v.picklist(['quick_gelu', 'gelu']);
export const HEADS_FIT = 'hidden_size must be a multiple of num_attention_heads';

export const headsFit = (config: {
  readonly hidden_size: number;
  readonly num_attention_heads: number;
}): boolean => config.hidden_size % config.num_attention_heads === 0;

const TEXT = v.pipe(
  v.object({
    vocab_size: v.optional(size(1_000_000), 49_408),
    hidden_size: v.optional(WIDTH, 512),
    intermediate_size: v.optional(WIDTH, 2048),
    num_hidden_layers: v.optional(LAYERS, 12),
    num_attention_heads: v.optional(HEADS, 8),
    max_position_embeddings: v.optional(v.pipe(size(4096), v.minValue(2)), 77),
    hidden_act: v.optional(ACTIVATION, 'quick_gelu'),
    layer_norm_eps: v.optional(EPSILON, 1e-5),
    eos_token_id: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  }),
  v.check((config) => headsFit(config), HEADS_FIT),
);

const VISION = v.pipe(
  v.object({
    hidden_size: v.optional(WIDTH, 768),
    intermediate_size: v.optional(WIDTH, 3072),
    num_hidden_layers: v.optional(LAYERS, 12),
    num_attention_heads: v.optional(HEADS, 12),
    num_channels: v.optional(v.literal(3), 3),
    image_size: v.optional(size(2048), 224),
    patch_size: v.optional(size(256), 32),
    hidden_act: v.optional(ACTIVATION, 'quick_gelu'),
    layer_norm_eps: v.optional(EPSILON, 1e-5),
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
    text_config: v.optional(TEXT, {}),
    vision_config: v.optional(VISION, {}),
    projection_dim: v.optional(WIDTH, 512),
    logit_scale_init_value: v.optional(v.pipe(v.number(), v.finite()), 2.6592),
  }),
);

/** Configs written by old versions of the library keep the towers' settings in `*_config_dict`, which come first. */
function withOldKeys(config: Record<string, unknown>): Record<string, unknown> {
  const merged = (tower: string): unknown => {
    const [current, old] = [config[tower], config[`${tower}_dict`]];
    return old == null ? current : { ...(current as object | undefined), ...old };
  };
  return { ...config, text_config: merged('text_config'), vision_config: merged('vision_config') };
}
