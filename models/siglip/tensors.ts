import { gridSide } from '../clip/config';
import { attentionTensors, encoderTensors, linearTensors, normTensors } from '../clip/tensors';
import type { TensorTable } from '../../src/weights/table';
import type { SiglipConfig } from './config';

/**
 * Tensors of Hugging Face's `SiglipModel`, named as in its checkpoints, except that the joint projection of the pooling
 * head's attention is split into its three (`models/hub/siglip.ts`).
 */
export function siglipTensors({ text_config: text, vision_config: vision }: SiglipConfig): TensorTable {
  const [dt, dv] = [text.hidden_size, vision.hidden_size];
  const embeddings = 'vision_model.embeddings';
  return {
    logit_scale: [],
    logit_bias: [],
    'text_model.embeddings.token_embedding.weight': [text.vocab_size, dt],
    'text_model.embeddings.position_embedding.weight': [text.max_position_embeddings, dt],
    ...encoderTensors('text_model.encoder', text),
    ...normTensors('text_model.final_layer_norm', dt),
    ...linearTensors('text_model.head', text.projection_size, dt),
    [`${embeddings}.patch_embedding.weight`]: [
      dv,
      vision.num_channels ?? 3,
      vision.patch_size,
      vision.patch_size,
    ],
    [`${embeddings}.patch_embedding.bias`]: [dv],
    [`${embeddings}.position_embedding.weight`]: [gridSide(vision) ** 2, dv],
    ...encoderTensors('vision_model.encoder', vision),
    ...normTensors('vision_model.post_layernorm', dv),
    'vision_model.head.probe': [1, 1, dv],
    ...attentionTensors('vision_model.head.attention', dv),
    ...normTensors('vision_model.head.layernorm', dv),
    ...linearTensors('vision_model.head.mlp.fc1', vision.intermediate_size, dv),
    ...linearTensors('vision_model.head.mlp.fc2', dv, vision.intermediate_size),
  };
}
