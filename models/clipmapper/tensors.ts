import type { TensorTable } from '../../src/weights/table';
import { attentionTensors, clipTensors, linearTensors, normTensors } from '../clip/tensors';
import type { ClipmapperConfig } from './config';

/** Tensors of a CLIPmapper: those of its CLIP, the mapper's and the classifier's. */
export function clipmapperTensors({ clip, mapper }: ClipmapperConfig, answers: number): TensorTable {
  const { hidden_size: d, intermediate_size: inner } = mapper;
  const streams = { text: clip.text_config.hidden_size, image: clip.vision_config.hidden_size };
  const tables: TensorTable[] = [clipTensors(clip)];
  for (const [stream, width] of Object.entries(streams)) {
    tables.push(
      linearTensors(`mapper.${stream}_projection`, d, width),
      normTensors(`mapper.${stream}_norm`, d),
    );
    for (let layer = 0; layer < mapper.num_hidden_layers; layer++) {
      const at = `mapper.layers.${layer}.${stream}`;
      tables.push(
        normTensors(`${at}.cross_norm`, d),
        attentionTensors(`${at}.cross_attn`, d),
        normTensors(`${at}.self_norm`, d),
        attentionTensors(`${at}.self_attn`, d),
        normTensors(`${at}.mlp_norm`, d),
        linearTensors(`${at}.mlp.fc1`, inner, d),
        linearTensors(`${at}.mlp.fc2`, d, inner),
      );
    }
  }
  tables.push(
    normTensors('mapper.final_norm', d),
    linearTensors('classifier.dense', 2 * d, d),
    normTensors('classifier.norm', 2 * d),
    linearTensors('classifier.out', answers, 2 * d),
  );
  return Object.assign({}, ...tables) as TensorTable;
}
