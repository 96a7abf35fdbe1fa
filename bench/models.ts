/** Models at their full size with random weights: what a run costs does not depend on what the weights say. */
import type { ClipConfig, TextConfig, VisionConfig } from '../models/clip/config';
import { clipTensors } from '../models/clip/tensors';
import type { TensorTable } from '../src/weights/table';
import type { MapperConfig } from '../models/clipmapper/config';
import { clipmapperTensors } from '../models/clipmapper/tensors';
import type { ModelFolder } from '../models/hub/folder';
import { MANIFEST_SCHEMA, parseManifest } from '../models/hub/manifest';
import type { TensorInfo, WeightsFile } from '../src/weights/safetensors';
import { float32ToFloat16 } from '../src/weights/half';
import { seededUniform } from '../models/fixtures/random';
import { trainBpe } from '../src/text/bpe';
import { sizeOf } from '../src/tensor/tensor';

const common = { hidden_act: 'quick_gelu', layer_norm_eps: 1e-5 } as const;

const text: TextConfig = {
  ...common,
  vocab_size: 49_408,
  hidden_size: 512,
  intermediate_size: 2048,
  num_hidden_layers: 12,
  num_attention_heads: 8,
  max_position_embeddings: 77,
};

const vision = (patch_size: number): VisionConfig => ({
  ...common,
  hidden_size: 768,
  intermediate_size: 3072,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  num_channels: 3,
  image_size: 224,
  patch_size,
});

const clip = (patch: number): ClipConfig => ({
  text_config: text,
  vision_config: vision(patch),
  projection_dim: 512,
});

const mapper: MapperConfig = {
  ...common,
  hidden_size: 512,
  num_hidden_layers: 3,
  num_attention_heads: 8,
  intermediate_size: 2048,
};

/** Answers of the classifier of a mapper with random weights. */
const ANSWERS = Array.from({ length: 100 }, (_, n) => `answer ${n}`);

interface RandomSpec {
  readonly clip: ClipConfig;
  readonly mapper?: MapperConfig;
  /** Published in half precision, and run as the page's low-memory mode does: the runtime keeps it so. */
  readonly isHalf?: boolean;
}

/** Full-size models by name. */
export const RANDOM_MODELS = {
  'vit-b-32': { clip: clip(32) },
  'vit-b-32-fp16': { clip: clip(32), isHalf: true },
  'vit-b-32-mapper': { clip: clip(32), mapper },
  'vit-b-16': { clip: clip(16) },
} as const satisfies Readonly<Record<string, RandomSpec>>;

export type RandomModel = keyof typeof RANDOM_MODELS;

export const isRandomModel = (name: string): name is RandomModel => name in RANDOM_MODELS;

/** Whether the model is run without graph optimisation, so that half-precision weights stay as they are. */
export const isLowMemory = (name: string): boolean => isRandomModel(name) && 'isHalf' in RANDOM_MODELS[name];

export function randomModel(name: RandomModel): ModelFolder {
  const { isHalf = false, ...config }: RandomSpec = RANDOM_MODELS[name];
  const answers = config.mapper ? ANSWERS : [];
  const table = config.mapper
    ? clipmapperTensors({ clip: config.clip, mapper: config.mapper }, answers.length)
    : clipTensors(config.clip);
  const sha256 = '0'.repeat(64);
  const weights = randomWeights(table, isHalf);
  const manifest = parseManifest({
    schema: MANIFEST_SCHEMA,
    id: name,
    name,
    architecture: config.mapper ? 'clipmapper' : 'clip',
    config,
    files: [
      { path: 'model.safetensors', bytes: weights.bytes.length, sha256 },
      { path: 'tokenizer.json', bytes: 1, sha256 },
    ],
    answers,
    tokenizer: 'tokenizer.json',
    preprocessing: {
      size: 224,
      resize: 'shortest-edge',
      mean: [0.48, 0.46, 0.41],
      std: [0.27, 0.26, 0.28],
      resample: 'bicubic',
    },
    recommended: { startLayer: 9, importance: 'norm' },
    domain: 'photographs',
    licence: 'none: random numbers',
  });
  return { manifest, weights, tokenizer: trainBpe(['a b c'], { vocabSize: 520 }), sha256 };
}

/** Uniform numbers of variance 1/fan-in, out of one block of a million that is read over and over; norms one. */
function randomWeights(table: TensorTable, isHalf: boolean): WeightsFile {
  const tensors = new Map<string, TensorInfo>();
  let end = 0;
  for (const [name, shape] of Object.entries(table)) {
    const half = isHalf && name !== 'logit_scale';
    const length = (half ? 2 : 4) * sizeOf(shape);
    tensors.set(name, { dtype: half ? 'float16' : 'float32', shape, offset: end, length });
    end += Math.ceil(length / 4) * 4;
  }
  const uniform = seededUniform(1);
  const block = Float32Array.from({ length: 1_000_003 }, () => 2 * uniform() - 1);
  const bytes = new Uint8Array(end);
  let at = 0;
  for (const [name, { dtype, shape, offset }] of tensors) {
    const values =
      dtype === 'float32'
        ? new Float32Array(bytes.buffer, offset, sizeOf(shape))
        : new Float32Array(sizeOf(shape));
    if (name === 'logit_scale') values.fill(Math.log(100));
    else if (shape.length === 1 && name.endsWith('.weight')) values.fill(1);
    else {
      const scale = Math.sqrt(3 / Math.max(1, sizeOf(shape.slice(1))));
      for (let i = 0; i < values.length; i++) values[i] = scale * block[(at + i) % block.length]!;
      at += values.length;
    }
    if (dtype === 'float16')
      new Uint16Array(bytes.buffer, offset, values.length).set(float32ToFloat16(values));
  }
  return { tensors, bytes, dataOffset: 0, metadata: {} };
}
