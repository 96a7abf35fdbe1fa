/** CLIPmapper's second stage from README.md in plain loops, for comparison only. */
import {
  activate,
  add,
  attend,
  layerNorm,
  linear,
  mlp,
  type Read,
  type Rows,
} from '../../clip/testing/plain';
import type { MapperConfig } from '../config';

/** Logits from the towers' hidden states; the answer is read at the last text token. */
export function plainMapper(read: Read, config: MapperConfig, text: Rows, image: Rows): number[] {
  const { layer_norm_eps: epsilon, num_attention_heads: heads, hidden_act: activation } = config;
  const norm = (name: string, x: Rows) => layerNorm(read, `mapper.${name}`, x, epsilon);
  let t = norm('text_norm', linear(read, 'mapper.text_projection', text));
  let i = norm('image_norm', linear(read, 'mapper.image_projection', image));
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const [T, I] = [`layers.${layer}.text`, `layers.${layer}.image`];
    const [ct, ci] = [norm(`${T}.cross_norm`, t), norm(`${I}.cross_norm`, i)];
    t = add(t, attend(read, `mapper.${T}.cross_attn`, ct, ci, heads));
    i = add(i, attend(read, `mapper.${I}.cross_attn`, ci, ct, heads));
    const [st, si] = [norm(`${T}.self_norm`, t), norm(`${I}.self_norm`, i)];
    t = add(t, attend(read, `mapper.${T}.self_attn`, st, st, heads));
    i = add(i, attend(read, `mapper.${I}.self_attn`, si, si, heads));
    t = add(t, mlp(read, `mapper.${T}.mlp`, norm(`${T}.mlp_norm`, t), activation));
    i = add(i, mlp(read, `mapper.${I}.mlp`, norm(`${I}.mlp_norm`, i), activation));
  }
  const end = norm('final_norm', [t.at(-1)!]);
  const dense = activate(linear(read, 'classifier.dense', end), activation);
  return linear(read, 'classifier.out', layerNorm(read, 'classifier.norm', dense, epsilon))[0]!;
}
