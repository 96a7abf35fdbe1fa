import * as v from 'valibot';
import type { ClipConfig } from '../clip/config';
import { CLIP_CONFIG } from '../clip/config-schema';
import { MAPPER_CONFIG, type MapperConfig } from '../clipmapper/config';

export interface CaptionerConfig {
  readonly clip: ClipConfig;
  readonly mapper: MapperConfig;
}

/** A captioner's configuration, as manifests hold it. */
export const CAPTIONER_CONFIG = v.strictObject({ clip: CLIP_CONFIG, mapper: MAPPER_CONFIG });
