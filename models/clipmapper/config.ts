import type { Activation, ClipConfig } from '../clip/config';

/** The mapper: both streams have one width. */
export interface MapperConfig {
  readonly hidden_size: number;
  readonly num_hidden_layers: number;
  readonly num_attention_heads: number;
  readonly intermediate_size: number;
  readonly hidden_act: Activation;
  readonly layer_norm_eps: number;
}

export interface ClipmapperConfig {
  readonly clip: ClipConfig;
  readonly mapper: MapperConfig;
}
