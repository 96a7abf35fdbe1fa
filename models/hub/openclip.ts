/** Checkpoints in the naming of OpenCLIP and of OpenAI's own CLIP, seen as Hugging Face's `CLIPModel`. */
import { transposeInPlace } from './rewrite';
import { rowsOf } from '../../src/weights/values';
import type { TensorInfo, WeightsFile } from '../../src/weights/safetensors';

/** OpenCLIP's name → Hugging Face's, outside the blocks. */
const NAMES: Readonly<Record<string, string>> = {
  logit_scale: 'logit_scale',
  positional_embedding: 'text_model.embeddings.position_embedding.weight',
  'token_embedding.weight': 'text_model.embeddings.token_embedding.weight',
  'ln_final.weight': 'text_model.final_layer_norm.weight',
  'ln_final.bias': 'text_model.final_layer_norm.bias',
  text_projection: 'text_projection.weight',
  'visual.class_embedding': 'vision_model.embeddings.class_embedding',
  'visual.positional_embedding': 'vision_model.embeddings.position_embedding.weight',
  'visual.conv1.weight': 'vision_model.embeddings.patch_embedding.weight',
  'visual.ln_pre.weight': 'vision_model.pre_layrnorm.weight',
  'visual.ln_pre.bias': 'vision_model.pre_layrnorm.bias',
  'visual.ln_post.weight': 'vision_model.post_layernorm.weight',
  'visual.ln_post.bias': 'vision_model.post_layernorm.bias',
  'visual.proj': 'visual_projection.weight',
};

/** The same inside a block. */
const BLOCK_NAMES: Readonly<Record<string, string>> = {
  'ln_1.weight': 'layer_norm1.weight',
  'ln_1.bias': 'layer_norm1.bias',
  'ln_2.weight': 'layer_norm2.weight',
  'ln_2.bias': 'layer_norm2.bias',
  'attn.out_proj.weight': 'self_attn.out_proj.weight',
  'attn.out_proj.bias': 'self_attn.out_proj.bias',
  'mlp.c_fc.weight': 'mlp.fc1.weight',
  'mlp.c_fc.bias': 'mlp.fc1.bias',
  'mlp.c_proj.weight': 'mlp.fc2.weight',
  'mlp.c_proj.bias': 'mlp.fc2.bias',
};

/** Multiplied from the other side there: x · P instead of x · Pᵀ. */
const TRANSPOSED: readonly string[] = ['text_projection', 'visual.proj'];

/** Buffers that some exports carry. */
const BUFFERS: readonly string[] = ['attn_mask', 'input_resolution', 'context_length', 'vocab_size'];

export const isOpenClip = ({ tensors }: Pick<WeightsFile, 'tensors'>): boolean =>
  tensors.has('visual.conv1.weight');

/**
 * Weights under Hugging Face's names. The joint projections of queries, keys and values are split, which only moves
 * boundaries; the two embedding projections are transposed in place, so that the bytes of `weights` change. Tensors
 * without a counterpart keep their names, and the check of the model then names them.
 */
export function fromOpenClip(weights: WeightsFile): WeightsFile {
  const tensors = new Map<string, TensorInfo>();
  for (const [original, info] of weights.tensors) {
    const name = original.replace(/^text\./, '');
    if (BUFFERS.includes(name)) continue;
    const block = /^(visual\.)?transformer\.resblocks\.(\d+)\.(.+)$/.exec(name);
    if (block) {
      const [, visual, layer, part] = block;
      const at = `${visual ? 'vision' : 'text'}_model.encoder.layers.${layer}`;
      for (const [renamed, moved] of blockTensors(part!, info)) tensors.set(`${at}.${renamed}`, moved);
    } else {
      const fits = TRANSPOSED.includes(name) && info.shape.length === 2;
      tensors.set(NAMES[name] ?? original, fits ? transposeInPlace(weights.bytes, info) : info);
    }
  }
  return { ...weights, tensors };
}

function blockTensors(part: string, info: TensorInfo): [string, TensorInfo][] {
  const joint = /^attn\.in_proj_(weight|bias)$/.exec(part);
  if (!joint || info.shape[0]! % 3 !== 0) return [[BLOCK_NAMES[part] ?? part, info]];
  const width = info.shape[0]! / 3;
  return ['q_proj', 'k_proj', 'v_proj'].map((name, n) => [
    `self_attn.${name}.${joint[1]}`,
    rowsOf(info, n * width, width),
  ]);
}
