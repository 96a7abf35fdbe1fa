import * as v from 'valibot';
import type { Activation, ClipConfig } from '../clip/config';
import {
  ACTIVATION,
  CLIP_CONFIG,
  EPSILON,
  HEADS,
  HEADS_FIT,
  headsFit,
  LAYERS,
  WIDTH,
} from '../clip/config-schema';

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

export const MAPPER_CONFIG = v.pipe(
  v.object({
    hidden_size: WIDTH,
    num_hidden_layers: LAYERS,
    num_attention_heads: HEADS,
    intermediate_size: WIDTH,
    hidden_act: ACTIVATION,
    layer_norm_eps: EPSILON,
  }),
  v.check((config) => headsFit(config), HEADS_FIT),
);

/** A CLIPmapper's configuration, as manifests hold it. */
export const CLIPMAPPER_CONFIG = v.strictObject({ clip: CLIP_CONFIG, mapper: MAPPER_CONFIG });
