/** Configuration with the keys of Hugging Face's `CLIPConfig`; only what changes the computation is read. */
export interface TextConfig {
  readonly vocab_size: number;
  readonly hidden_size: number;
  readonly intermediate_size: number;
  readonly num_hidden_layers: number;
  readonly num_attention_heads: number;
  readonly max_position_embeddings: number;
  readonly hidden_act: Activation;
  readonly layer_norm_eps: number;
}

export interface VisionConfig {
  readonly hidden_size: number;
  readonly intermediate_size: number;
  readonly num_hidden_layers: number;
  readonly num_attention_heads: number;
  readonly num_channels?: number;
  readonly image_size: number;
  readonly patch_size: number;
  readonly hidden_act: Activation;
  readonly layer_norm_eps: number;
}

/** A text and a vision transformer side by side. */
export interface TowersConfig {
  readonly text_config: TextConfig;
  readonly vision_config: VisionConfig;
}

export interface ClipConfig extends TowersConfig {
  readonly projection_dim: number;
  readonly logit_scale_init_value?: number;
}

export type Activation = 'quick_gelu' | 'gelu' | 'gelu_pytorch_tanh';

/** Patches a side; the image side must be a multiple of the patch side. */
export function gridSide({ image_size, patch_size }: VisionConfig): number {
  if (image_size % patch_size !== 0) {
    throw new Error(`image_size ${image_size} is no multiple of patch_size ${patch_size}.`);
  }
  return image_size / patch_size;
}

/** Numbers of a flattened patch: channels × side × side. */
export const patchLength = ({ num_channels = 3, patch_size }: VisionConfig): number =>
  num_channels * patch_size ** 2;
