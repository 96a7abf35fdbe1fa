import { readFile } from 'node:fs/promises';
import { float32ToFloat16 } from '../../models/hub/half';
import type { FolderContents } from '../../models/hub/folder-write';
import type { Manifest } from '../../models/hub/manifest';
import { openSafetensors } from '../../models/hub/safetensors';
import { readTensorF32 } from '../../models/hub/values';
import { clipmapperTensors } from '../../models/clipmapper/tensors';
import type { ClipmapperConfig } from '../../models/clipmapper/config';
import { clipPreprocessing } from '../../src/image/config';

export interface ExportOptions {
  readonly checkpoint: string;
  readonly config: ClipmapperConfig;
  readonly answers: readonly string[];
  readonly tokenizer: unknown;
  readonly about: Pick<Manifest, 'id' | 'name' | 'recommended' | 'domain' | 'licence' | 'training' | 'accuracy'>;
}

/** A checkpoint's parameters as a model folder in half precision; moments and label heads stay behind. */
export async function exportModel({ checkpoint, config, answers, tokenizer, about }: ExportOptions): Promise<FolderContents> {
  const weights = openSafetensors(await readFile(checkpoint), checkpoint);
  const size = config.clip.vision_config.image_size;
  const { mean, std } = clipPreprocessing(size);
  const tensors = Object.entries(clipmapperTensors(config, answers.length)).map(([name, shape]) => ({
    name,
    dtype: 'float16' as const,
    shape,
    data: float32ToFloat16(readTensorF32(weights, name)),
  }));
  return {
    manifest: {
      schema: 1,
      ...about,
      architecture: 'clipmapper',
      config,
      answers: [...answers],
      tokenizer: 'tokenizer.json',
      preprocessing: { size, resize: 'shortest-edge', mean: [...mean], std: [...std], resample: 'bicubic' },
    },
    tensors,
    tokenizer,
  };
}
