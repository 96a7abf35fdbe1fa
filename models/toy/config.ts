/** A single-stream toy: class token, words and patches in one sequence, and a probe that pools it. */
import * as v from 'valibot';
import type { TensorTable } from '../../src/weights/table';
import { attentionTensors, linearTensors, normTensors } from '../clip/tensors';

const size = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most));

export const TOY_CONFIG = v.pipe(
  v.object({
    vocab_size: size(100_000),
    hidden_size: size(1024),
    intermediate_size: size(4096),
    num_hidden_layers: size(24),
    num_attention_heads: size(64),
    max_position_embeddings: size(512),
    image_size: size(512),
    patch_size: size(64),
  }),
  v.check(
    ({ image_size, patch_size }) => image_size % patch_size === 0,
    'image_size must be a multiple of patch_size',
  ),
);

export type ToyConfig = v.InferOutput<typeof TOY_CONFIG>;

/** Patches a side. */
export const sideOf = ({ image_size, patch_size }: ToyConfig): number => image_size / patch_size;

/** Numbers of a flattened patch. */
export const patchLengthOf = ({ patch_size }: ToyConfig): number => 3 * patch_size ** 2;

export function toyTensors(config: ToyConfig, answers: number): TensorTable {
  const { hidden_size: d, intermediate_size: inner } = config;
  const layers = Array.from({ length: config.num_hidden_layers }, (_, layer) => ({
    ...normTensors(`layers.${layer}.norm1`, d),
    ...attentionTensors(`layers.${layer}.attn`, d),
    ...normTensors(`layers.${layer}.norm2`, d),
    ...linearTensors(`layers.${layer}.mlp.fc1`, inner, d),
    ...linearTensors(`layers.${layer}.mlp.fc2`, d, inner),
  }));
  return Object.assign(
    {
      'embeddings.token.weight': [config.vocab_size, d],
      'embeddings.position.weight': [config.max_position_embeddings, d],
      'embeddings.patch.weight': [patchLengthOf(config), d],
      'embeddings.patch_position.weight': [sideOf(config) ** 2, d],
      'probe.query': [1, 1, d],
      ...attentionTensors('probe.attn', d),
      ...normTensors('norm', d),
      ...linearTensors('classifier', answers, d),
    },
    ...layers,
  ) as TensorTable;
}
