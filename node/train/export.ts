import type { ClipmapperConfig } from '../../models/clipmapper/config';
import { clipmapperTensors } from '../../models/clipmapper/tensors';
import type { FolderContents } from '../../models/hub/folder-write';
import type { TensorData } from '../../src/weights/safetensors-write';
import type { TensorTable } from '../../src/weights/table';
import { float32ToFloat16 } from '../../src/weights/half';
import type { Manifest } from '../../models/hub/manifest';
import { clipPreprocessing } from '../../src/image/config';
import { WhylightError } from '../../src/tensor/error';

/** What a manifest says about a model that its network does not. */
export type About = Pick<
  Manifest,
  'id' | 'name' | 'recommended' | 'domain' | 'licence' | 'training' | 'accuracy'
>;

export interface ModelParts {
  readonly config: ClipmapperConfig;
  readonly answers: readonly string[];
  /** Contents of tokenizer.json. */
  readonly tokenizer: unknown;
  /** CLIP's own at the model's image size when left out. */
  readonly preprocessing?: Manifest['preprocessing'];
  readonly about: About;
  /** Values of a tensor of the model by its name. */
  readonly read: (name: string) => Float32Array;
}

/**
 * A trained model as a folder in half precision.
 * @throws WhylightError ('model-broken') naming a tensor with a number that half precision cannot hold
 */
export function modelFolder({
  config,
  answers,
  tokenizer,
  about,
  read,
  ...parts
}: ModelParts): FolderContents {
  const { preprocessing = clipPreprocessingOf(config.clip.vision_config.image_size) } = parts;
  const tensors = halfTensors(clipmapperTensors(config, answers.length), read);
  return {
    manifest: {
      schema: 1,
      ...about,
      architecture: 'clipmapper',
      config,
      answers: [...answers],
      tokenizer: 'tokenizer.json',
      preprocessing,
    },
    tensors,
    tokenizer,
  };
}

/**
 * Tensors in half precision.
 * @throws WhylightError ('model-broken') naming a tensor with a number that half precision cannot hold
 */
export const halfTensors = (table: TensorTable, read: (name: string) => Float32Array): TensorData[] =>
  Object.entries(table).map(([name, shape]) => ({
    name,
    dtype: 'float16' as const,
    shape,
    data: toHalf(name, read(name)),
  }));

/** CLIP's own preprocessing as a manifest spells it. */
export function clipPreprocessingOf(size: number): Manifest['preprocessing'] {
  const { mean, std } = clipPreprocessing(size);
  return { size, resize: 'shortest-edge', mean: [...mean], std: [...std], resample: 'bicubic' };
}

const LARGEST_HALF = 65_504;

function toHalf(name: string, values: Float32Array): Uint16Array {
  const at = values.findIndex((value) => !(Math.abs(value) <= LARGEST_HALF));
  if (at < 0) return float32ToFloat16(values);
  throw new WhylightError(
    'model-broken',
    `The tensor "${name}" has the value ${values[at]} at position ${at}, which half precision cannot hold: train with a lower --peak.`,
  );
}
