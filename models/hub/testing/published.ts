/** A toy CLIP as its authors would publish it: Hugging Face's files, or OpenCLIP's naming. */
import * as v from 'valibot';
import { toyClipParts } from '../../fixtures/clip';
import type { ToyOptions } from '../../fixtures/clipmapper';
import { seededUniform } from '../../fixtures/random';
import { SIGLIP_CONFIG } from '../../siglip/config';
import { siglipTensors } from '../../siglip/tensors';
import { sizeOf } from '../../../src/tensor/tensor';
import type { ReadFile } from '../folder';
import { float32ToFloat16 } from '../../../src/weights/half';
import { MissingFile } from '../missing';
import { writeSafetensors, type TensorData } from '../../../src/weights/safetensors-write';

export type Files = Readonly<Record<string, Uint8Array>>;

export const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

export const readerOf =
  (files: Files): ReadFile =>
  async (path) => {
    const bytes = files[path];
    if (bytes === undefined) throw new MissingFile('model-broken', `There is no ${path}.`);
    return bytes.slice();
  };

export const PREPROCESSOR = {
  do_center_crop: true,
  do_normalize: true,
  do_resize: true,
  resample: 3,
  size: { shortest_edge: 32 },
  crop_size: { height: 32, width: 32 },
  image_mean: [0.5, 0.4, 0.6],
  image_std: [0.25, 0.3, 0.2],
};

export function huggingFaceFiles(
  options: ToyOptions,
  dtype: 'float32' | 'float16' | 'bfloat16' = 'float32',
): Files {
  const { clip, tokenizer, tensors } = toyClipParts(options);
  const buffer: TensorData = {
    name: 'text_model.embeddings.position_ids',
    dtype: 'int64',
    shape: [1, 2],
    data: BigInt64Array.of(0n, 1n),
  };
  return {
    'config.json': json({ model_type: 'clip', architectures: ['CLIPModel'], ...clip }),
    'preprocessor_config.json': json(PREPROCESSOR),
    'tokenizer.json': json(tokenizer),
    'model.safetensors': writeSafetensors([...tensors.map((tensor) => as(tensor, dtype)), buffer]),
  };
}

function as(tensor: TensorData, dtype: 'float32' | 'float16' | 'bfloat16'): TensorData {
  const values = tensor.data as Float32Array;
  if (dtype === 'float32') return tensor;
  if (dtype === 'float16') return { ...tensor, dtype, data: float32ToFloat16(values) };
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return { ...tensor, dtype, data: Uint16Array.from(bits, (word) => word >>> 16) };
}

/** The same model in OpenCLIP's naming, written from the description of its modules. */
export function openClipFiles(options: ToyOptions): Files {
  const { clip, tokenizer, tensors } = toyClipParts(options);
  const all = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const take = (name: string) => all.get(name)!;
  const out: TensorData[] = [];
  const put = (name: string, tensor: TensorData) => out.push({ ...tensor, name });
  const norm = (name: string, from: string) =>
    ['weight', 'bias'].forEach((part) => put(`${name}.${part}`, take(`${from}.${part}`)));
  const transposed = (name: string, tensor: TensorData) => {
    const [rows, cols] = tensor.shape as [number, number];
    const values = tensor.data as Float32Array;
    const data = Float32Array.from(values, (_, i) => values[(i % rows) * cols + Math.floor(i / rows)]!);
    out.push({ name, dtype: 'float32', shape: [cols, rows], data });
  };
  put('logit_scale', take('logit_scale'));
  put('positional_embedding', take('text_model.embeddings.position_embedding.weight'));
  put('token_embedding.weight', take('text_model.embeddings.token_embedding.weight'));
  norm('ln_final', 'text_model.final_layer_norm');
  transposed('text_projection', take('text_projection.weight'));
  put('visual.class_embedding', take('vision_model.embeddings.class_embedding'));
  put('visual.positional_embedding', take('vision_model.embeddings.position_embedding.weight'));
  put('visual.conv1.weight', take('vision_model.embeddings.patch_embedding.weight'));
  norm('visual.ln_pre', 'vision_model.pre_layrnorm');
  norm('visual.ln_post', 'vision_model.post_layernorm');
  transposed('visual.proj', take('visual_projection.weight'));
  for (const [tower, prefix, layers] of [
    ['vision', 'visual.', clip.vision_config.num_hidden_layers],
    ['text', '', clip.text_config.num_hidden_layers],
  ] as const) {
    for (let layer = 0; layer < layers; layer++) {
      const [to, from] = [
        `${prefix}transformer.resblocks.${layer}`,
        `${tower}_model.encoder.layers.${layer}`,
      ];
      norm(`${to}.ln_1`, `${from}.layer_norm1`);
      norm(`${to}.ln_2`, `${from}.layer_norm2`);
      norm(`${to}.attn.out_proj`, `${from}.self_attn.out_proj`);
      norm(`${to}.mlp.c_fc`, `${from}.mlp.fc1`);
      norm(`${to}.mlp.c_proj`, `${from}.mlp.fc2`);
      for (const part of ['weight', 'bias']) {
        const parts = ['q_proj', 'k_proj', 'v_proj'].map((name) => take(`${from}.self_attn.${name}.${part}`));
        out.push({
          name: `${to}.attn.in_proj_${part}`,
          dtype: 'float32',
          shape: [3 * parts[0]!.shape[0]!, ...parts[0]!.shape.slice(1)],
          data: Float32Array.from(parts.flatMap(({ data }) => [...(data as Float32Array)])),
        });
      }
    }
  }
  const { text_config: text, vision_config: vision } = clip;
  return {
    'open_clip_config.json': json({
      model_cfg: {
        embed_dim: clip.projection_dim,
        quick_gelu: true,
        vision_cfg: {
          image_size: vision.image_size,
          layers: vision.num_hidden_layers,
          width: vision.hidden_size,
          patch_size: vision.patch_size,
          head_width: vision.hidden_size / vision.num_attention_heads,
          mlp_ratio: vision.intermediate_size / vision.hidden_size,
        },
        text_cfg: {
          context_length: text.max_position_embeddings,
          vocab_size: text.vocab_size,
          width: text.hidden_size,
          heads: text.num_attention_heads,
          layers: text.num_hidden_layers,
          mlp_ratio: text.intermediate_size / text.hidden_size,
        },
      },
      preprocess_cfg: { mean: PREPROCESSOR.image_mean, std: PREPROCESSOR.image_std },
    }),
    'tokenizer.json': json(tokenizer),
    'open_clip_model.safetensors': writeSafetensors(out),
  };
}

/** A SigLIP of random weights as its authors would publish it, with the joint projection of its pooling head. */
export function siglipFiles(seed: number): Files {
  const uniform = seededUniform(seed);
  const tower = { hidden_size: 12, intermediate_size: 20, num_hidden_layers: 2, num_attention_heads: 3 };
  const config = v.parse(SIGLIP_CONFIG, {
    text_config: { ...tower, vocab_size: 8, max_position_embeddings: 6 },
    vision_config: { ...tower, image_size: 16, patch_size: 8 },
  });
  const tensors = Object.entries(siglipTensors(config)).map(([name, shape]): TensorData => {
    const data = Float32Array.from({ length: sizeOf(shape) }, () => 0.8 * uniform() - 0.4);
    return { name, dtype: 'float32', shape, data };
  });
  const isSplit = ({ name }: TensorData) => /head\.attention\.[qkv]_proj/.test(name);
  const joint = (part: 'weight' | 'bias', shape: readonly number[]): TensorData => ({
    name: `vision_model.head.attention.in_proj_${part}`,
    dtype: 'float32',
    shape,
    data: Float32Array.from(
      tensors
        .filter((tensor) => isSplit(tensor) && tensor.name.endsWith(part))
        .flatMap(({ data }) => [...(data as Float32Array)]),
    ),
  });
  const vocab = ['<pad>', '</s>', '<unk>', '▁a', '▁cat', '▁dog', '▁', 's'];
  return {
    'config.json': json({ model_type: 'siglip', ...config }),
    'preprocessor_config.json': json({
      image_processor_type: 'SiglipImageProcessor',
      size: { height: 16, width: 16 },
    }),
    'tokenizer.json': json({
      pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always' },
      model: { type: 'Unigram', unk_id: 2, vocab: vocab.map((piece, id) => [piece, -id]) },
    }),
    'model.safetensors': writeSafetensors([
      ...tensors.filter((tensor) => !isSplit(tensor)),
      joint('weight', [36, 12]),
      joint('bias', [36]),
    ]),
  };
}
