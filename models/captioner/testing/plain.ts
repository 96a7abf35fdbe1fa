/** A captioner's second stage from README.md in plain loops, for comparison only. */
import { add, attend, layerNorm, linear, mlp, type Read, type Rows } from '../../clip/testing/plain';
import type { MapperConfig } from '../../clipmapper/config';

/** Logits of the next token after each token of the caption so far, from the towers' hidden states. */
export function plainCaptioner(read: Read, config: MapperConfig, text: Rows, image: Rows): Rows {
  const { layer_norm_eps: epsilon, num_attention_heads: heads, hidden_act: activation } = config;
  const norm = (name: string, x: Rows) => layerNorm(read, `mapper.${name}`, x, epsilon);
  let t = norm('text_norm', linear(read, 'mapper.text_projection', text));
  const i = norm('image_norm', linear(read, 'mapper.image_projection', image));
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const at = `layers.${layer}.text`;
    const seen = norm(`layers.${layer}.image.cross_norm`, i);
    t = add(t, attend(read, `mapper.${at}.cross_attn`, norm(`${at}.cross_norm`, t), seen, heads));
    const said = norm(`${at}.self_norm`, t);
    t = add(
      t,
      attend(read, `mapper.${at}.self_attn`, said, said, heads, (n, m) => m <= n),
    );
    t = add(t, mlp(read, `mapper.${at}.mlp`, norm(`${at}.mlp_norm`, t), activation));
  }
  return linear(read, 'next_token', norm('final_norm', t));
}
