import type { Activation } from '../clip/config';
import type { ClipmapperConfig } from '../clipmapper/config';
import { clipmapperTensors } from '../clipmapper/tensors';
import { packFolder, type FolderFiles } from '../hub/folder-write';
import { float32ToFloat16 } from '../../src/weights/half';
import { MANIFEST_SCHEMA, TOKENIZER_FILE } from '../hub/manifest';
import type { TensorData } from '../../src/weights/safetensors-write';
import { trainBpe } from '../../src/text/bpe';
import { initialize } from '../../src/train/parameters';
import { seededUniform } from './random';

/** A toy's size. Towers and mapper differ in width on purpose, so that what belongs to one cannot pass for another's. */
export interface ToyOptions {
  readonly seed: number;
  readonly dtype?: 'float32' | 'float16';
  readonly activation?: Activation;
  /** Sides in pixels; 8 and 32 when left out, which makes 16 patches. */
  readonly patchSize?: number;
  readonly imageSize?: number;
  /** Layers of each tower and of the mapper; 2 when left out. */
  readonly visionLayers?: number;
  readonly textLayers?: number;
  readonly mapperLayers?: number;
  /** Attention heads everywhere; 2 when left out. Widths (16, 12, 8) must be multiples of it. */
  readonly heads?: number;
  /** Most tokens of a question; 16 when left out. */
  readonly maxTokens?: number;
}

export const TOY_ANSWERS: readonly string[] = ['yes', 'no', 'red', 'blue', 'two'];

const SENTENCES = [
  'what colour is the cat?',
  'is there a dog left of the cat?',
  'how many cats are there?',
  'is the cat red or blue?',
];

/**
 * A whole CLIPmapper folder with seeded random weights, small enough for tests that run in a blink. It answers nonsense;
 * everything else about it is real. Biases and norms are random as well: at zero and one they would hide mistakes.
 */
export async function toyClipmapper(options: ToyOptions): Promise<FolderFiles> {
  const { seed, dtype = 'float32' } = options;
  const tokenizer = trainBpe(SENTENCES, { vocabSize: 560 });
  const config = toyConfig(options, Object.keys(tokenizer.model.vocab).length);
  const weights = toyWeights(config, seed);
  const tensors = [...weights].map(([name, { shape, data }]): TensorData => ({
    name,
    dtype,
    shape,
    data: dtype === 'float16' ? float32ToFloat16(data) : data,
  }));
  return packFolder({
    manifest: {
      schema: MANIFEST_SCHEMA,
      id: `toy-${seed}`,
      name: `Toy ${seed}`,
      architecture: 'clipmapper',
      config,
      answers: [...TOY_ANSWERS],
      tokenizer: TOKENIZER_FILE,
      preprocessing: {
        size: config.clip.vision_config.image_size,
        resize: 'square',
        mean: [0.5, 0.4, 0.6],
        std: [0.25, 0.3, 0.2],
        resample: 'bicubic',
      },
      recommended: { startLayer: 0, importance: 'norm' },
      domain: 'stickers',
      licence: 'MIT',
      training: { seed, steps: 0 },
      accuracy: {},
    },
    tensors,
    tokenizer,
  });
}

/** Reader of a folder in memory, for `loadModelFolder`. */
export const readerOf = (files: FolderFiles) => async (path: string) => files[path as keyof FolderFiles];

export function toyConfig(options: ToyOptions, vocabulary: number): ClipmapperConfig {
  const { activation = 'quick_gelu', patchSize = 8, imageSize = 32, heads = 2 } = options;
  const common = { num_attention_heads: heads, hidden_act: activation, layer_norm_eps: 1e-5 };
  return {
    clip: {
      projection_dim: 10,
      logit_scale_init_value: 2.6592,
      text_config: {
        ...common,
        vocab_size: vocabulary,
        hidden_size: 12,
        intermediate_size: 20,
        num_hidden_layers: options.textLayers ?? 2,
        max_position_embeddings: options.maxTokens ?? 16,
      },
      vision_config: {
        ...common,
        hidden_size: 16,
        intermediate_size: 24,
        num_hidden_layers: options.visionLayers ?? 2,
        num_channels: 3,
        image_size: imageSize,
        patch_size: patchSize,
      },
    },
    mapper: {
      ...common,
      hidden_size: 8,
      intermediate_size: 28,
      num_hidden_layers: options.mapperLayers ?? 2,
    },
  };
}

function toyWeights(config: ClipmapperConfig, seed: number) {
  const uniform = seededUniform(seed);
  const weights = initialize(clipmapperTensors(config, TOY_ANSWERS.length), 1, uniform);
  for (const { shape, data } of weights.values()) {
    if (shape.length === 1) for (let i = 0; i < data.length; i++) data[i]! += 0.4 * uniform() - 0.2;
  }
  return weights;
}
