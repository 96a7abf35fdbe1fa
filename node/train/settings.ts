import type { ClipmapperConfig } from '../../models/clipmapper/config';

/** The bundled model's architecture: small enough for answers at typing speed, a 12 × 12 grid of patches. */
export function stickerConfig(vocabulary: number): ClipmapperConfig {
  const hidden_act = 'quick_gelu' as const;
  const common = {
    hidden_size: 128,
    intermediate_size: 512,
    num_attention_heads: 4,
    hidden_act,
    layer_norm_eps: 1e-5,
  };
  return {
    clip: {
      projection_dim: 128,
      logit_scale_init_value: 2.6592,
      text_config: { ...common, vocab_size: vocabulary, num_hidden_layers: 3, max_position_embeddings: 48 },
      vision_config: { ...common, num_hidden_layers: 8, num_channels: 3, image_size: 144, patch_size: 12 },
    },
    mapper: { ...common, num_hidden_layers: 2 },
  };
}
