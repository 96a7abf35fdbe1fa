import type { TensorTable } from '../../src/weights/table';
import { attentionTensors, clipTensors, linearTensors, normTensors } from '../clip/tensors';
import type { CaptionerConfig } from './config';

/** Tensors of a captioner: those of its CLIP, and those of `headTensors`. */
export const captionerTensors = (config: CaptionerConfig): TensorTable => ({
  ...clipTensors(config.clip),
  ...headTensors(config),
});

/** What a captioner has beyond its CLIP: the mapper, and the head over the tokenizer. */
export function headTensors({ clip, mapper }: CaptionerConfig): TensorTable {
  const { hidden_size: d, intermediate_size: inner } = mapper;
  const layers = Array.from({ length: mapper.num_hidden_layers }, (_, layer) => {
    const at = `mapper.layers.${layer}`;
    return {
      ...normTensors(`${at}.text.cross_norm`, d),
      ...normTensors(`${at}.image.cross_norm`, d),
      ...attentionTensors(`${at}.text.cross_attn`, d),
      ...normTensors(`${at}.text.self_norm`, d),
      ...attentionTensors(`${at}.text.self_attn`, d),
      ...normTensors(`${at}.text.mlp_norm`, d),
      ...linearTensors(`${at}.text.mlp.fc1`, inner, d),
      ...linearTensors(`${at}.text.mlp.fc2`, d, inner),
    };
  });
  return Object.assign(
    {
      ...linearTensors('mapper.text_projection', d, clip.text_config.hidden_size),
      ...normTensors('mapper.text_norm', d),
      ...linearTensors('mapper.image_projection', d, clip.vision_config.hidden_size),
      ...normTensors('mapper.image_norm', d),
      ...normTensors('mapper.final_norm', d),
      ...linearTensors('next_token', clip.text_config.vocab_size, d),
    },
    ...layers,
  ) as TensorTable;
}
