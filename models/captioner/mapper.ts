import type { BlockDraft } from '../../src/engine/block-values';
import type { GraphWeights } from '../../src/engine/weights';
import type { GraphBuilder } from '../../src/onnx/builder';
import type { Value } from '../../src/onnx/graph';
import { attention, layerNorm, linear, mlp } from '../clip/layers';
import type { MapperConfig } from '../clipmapper/config';
import type { Head } from '../clipmapper/mapper';

export interface MapperInputs {
  /** Text tower's last hidden state of the caption so far, [B, L, d_text]. */
  readonly text: Value;
  /** Vision tower's last hidden state, [B, T, d_vision]. */
  readonly image: Value;
  /** Added to scores whose keys are image tokens, [B, 1, 1, T]. */
  readonly imageMask?: Value | undefined;
  /** Added to the scores of self-attention, [1, 1, L, L]: −1e4 where a token would look at a later one. */
  readonly causal: Value;
}

export interface Mapper {
  /** What each token of the caption so far says of the next one, [B, L, d]. */
  readonly hidden: Value;
  /** In forward order: for each layer text_to_image, text.self. */
  readonly blocks: readonly BlockDraft[];
}

/**
 * A captioner's second stage: formulas and tensor names in `models/captioner/README.md`. The image does not look at the
 * words, so that what is computed for a token holds however the caption goes on.
 */
export function mapper(
  g: GraphBuilder,
  w: GraphWeights,
  config: MapperConfig,
  { text, image, imageMask, causal }: MapperInputs,
): Mapper {
  const { hidden_size: d, layer_norm_eps: epsilon, num_attention_heads: heads } = config;
  const norm = (name: string, x: Value) => layerNorm(g, w, `mapper.${name}`, x, epsilon);
  const enter = (stream: string, x: Value) =>
    norm(`${stream}_norm`, linear(g, w, `mapper.${stream}_projection`, x, d));
  const seen = enter('image', image);
  let said = enter('text', text);
  const blocks: BlockDraft[] = [];
  const place = { section: 'Mapper', depth: null, query: 'text' } as const;
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const at = `layers.${layer}.text`;
    const cross = attention(g, w, {
      place: { ...place, kind: 'mapper.text_to_image', layer, key: 'image' },
      prefix: `mapper.${at}.cross_attn`,
      heads,
      residual: said,
      queries: norm(`${at}.cross_norm`, said),
      keys: norm(`layers.${layer}.image.cross_norm`, seen),
      mask: imageMask,
      nextNorm: w(`mapper.${at}.self_norm.weight`, [d]),
    });
    const normal = norm(`${at}.self_norm`, cross.sum);
    const self = attention(g, w, {
      place: { ...place, kind: 'mapper.text.self', layer, key: 'text' },
      prefix: `mapper.${at}.self_attn`,
      heads,
      residual: cross.sum,
      queries: normal,
      keys: normal,
      mask: causal,
      nextNorm: w(`mapper.${at}.mlp_norm.weight`, [d]),
    });
    blocks.push(cross, self);
    const inner = norm(`${at}.mlp_norm`, self.sum);
    said = g.add(self.sum, mlp(g, w, `mapper.${at}.mlp`, inner, config.intermediate_size, config.hidden_act));
  }
  return { hidden: said, blocks };
}

/** Logits of the next token [.., tokens] from the mapper's hidden state [.., d] at the tokens that are read. */
export function nextToken(
  g: GraphBuilder,
  w: GraphWeights,
  config: MapperConfig,
  tokens: number,
  hidden: Value,
): Value {
  return linear(
    g,
    w,
    'next_token',
    layerNorm(g, w, 'mapper.final_norm', hidden, config.layer_norm_eps),
    tokens,
  );
}

/** The second stage of a captioner with its head, read at the last token of the caption so far. */
export const captionHead: Head = (g, w, config, tokens, inputs) => {
  const { hidden, blocks } = mapper(g, w, config, inputs);
  const last = g.squeeze(g.matmul(inputs.endSelector, hidden), [1]); // [B, d]
  return { logits: nextToken(g, w, config, tokens, last), blocks };
};
