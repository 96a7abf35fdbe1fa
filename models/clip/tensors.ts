import type { ClipConfig, TextConfig, VisionConfig } from './config';
import { gridSide } from './config';
import type { TensorTable } from '../../src/weights/table';

export function linearTensors(prefix: string, out: number, inner: number): TensorTable {
  return { [`${prefix}.weight`]: [out, inner], [`${prefix}.bias`]: [out] };
}

export function normTensors(prefix: string, d: number): TensorTable {
  return { [`${prefix}.weight`]: [d], [`${prefix}.bias`]: [d] };
}

export function attentionTensors(prefix: string, d: number): TensorTable {
  return Object.assign(
    {},
    ...['q_proj', 'k_proj', 'v_proj', 'out_proj'].map((name) => linearTensors(`${prefix}.${name}`, d, d)),
  ) as TensorTable;
}

/** Of a tower's blocks, which CLIP and SigLIP name alike. */
export function encoderTensors(prefix: string, config: TextConfig | VisionConfig): TensorTable {
  const { hidden_size: d, intermediate_size: inner } = config;
  const layers = Array.from({ length: config.num_hidden_layers }, (_, layer) => {
    const at = `${prefix}.layers.${layer}`;
    return {
      ...normTensors(`${at}.layer_norm1`, d),
      ...attentionTensors(`${at}.self_attn`, d),
      ...normTensors(`${at}.layer_norm2`, d),
      ...linearTensors(`${at}.mlp.fc1`, inner, d),
      ...linearTensors(`${at}.mlp.fc2`, d, inner),
    };
  });
  return Object.assign({}, ...layers) as TensorTable;
}

/** Tensors of Hugging Face's `CLIPModel`, named as in its checkpoints (buffers of position ids are not weights). */
export function clipTensors({
  text_config: text,
  vision_config: vision,
  projection_dim,
}: ClipConfig): TensorTable {
  const [dt, dv] = [text.hidden_size, vision.hidden_size];
  return {
    logit_scale: [],
    'text_model.embeddings.token_embedding.weight': [text.vocab_size, dt],
    'text_model.embeddings.position_embedding.weight': [text.max_position_embeddings, dt],
    ...encoderTensors('text_model.encoder', text),
    ...normTensors('text_model.final_layer_norm', dt),
    'vision_model.embeddings.class_embedding': [dv],
    'vision_model.embeddings.patch_embedding.weight': [
      dv,
      vision.num_channels ?? 3,
      vision.patch_size,
      vision.patch_size,
    ],
    'vision_model.embeddings.position_embedding.weight': [gridSide(vision) ** 2 + 1, dv],
    ...normTensors('vision_model.pre_layrnorm', dv),
    ...encoderTensors('vision_model.encoder', vision),
    ...normTensors('vision_model.post_layernorm', dv),
    'text_projection.weight': [projection_dim, dt],
    'visual_projection.weight': [projection_dim, dv],
  };
}
