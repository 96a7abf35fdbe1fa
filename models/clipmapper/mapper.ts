import type { GraphBuilder } from '../../src/onnx/builder';
import type { Value } from '../../src/onnx/graph';
import { activate, attention, layerNorm, linear, mlp } from '../clip/layers';
import type { BlockDraft } from '../../src/engine/block-values';
import type { GraphWeights } from '../../src/engine/weights';
import type { MapperConfig } from './config';

/** The mapper's two streams. */
type MapperStream = 'text' | 'image';

export interface MapperInputs {
  /** Text tower's last hidden state [B, L, d_text]. */
  readonly text: Value;
  /** Vision tower's last hidden state [B, T, d_vision]. */
  readonly image: Value;
  /** One-hot rows [B, 1, L] that choose the end token, where the answer is read. */
  readonly endSelector: Value;
  /** Added to scores whose keys are text tokens, [B, 1, 1, L]: −1e4 hides a token. */
  readonly textMask?: Value | undefined;
  /** Added to scores whose keys are image tokens, [B, 1, 1, T]. */
  readonly imageMask?: Value | undefined;
}

export interface Mapper {
  /** [B, answers] */
  readonly logits: Value;
  /** In forward order: for each layer text_to_image and image_to_text (at the same time), text.self, image.self. */
  readonly blocks: readonly BlockDraft[];
}

/** What lies between the states of the towers and the logits: here for answers; a captioner has one of its own. */
export type Head = (
  g: GraphBuilder,
  w: GraphWeights,
  config: MapperConfig,
  answers: number,
  /** `causal` [1, 1, L, L] is added to scores of text tokens among each other: −1e4 where one would look at a later one. */
  inputs: MapperInputs & { readonly causal: Value },
) => Mapper;

const STREAMS: readonly MapperStream[] = ['text', 'image'];

/** CLIPmapper's second stage: formulas and tensor names in `models/clipmapper/README.md`. */
export function mapper(
  g: GraphBuilder,
  w: GraphWeights,
  config: MapperConfig,
  answers: number,
  inputs: MapperInputs,
): Mapper {
  const { hidden_size: d, layer_norm_eps: epsilon, num_hidden_layers: layers } = config;
  const norm = (prefix: string, x: Value) => layerNorm(g, w, `mapper.${prefix}`, x, epsilon);
  const enter = (stream: MapperStream) =>
    norm(`${stream}_norm`, linear(g, w, `mapper.${stream}_projection`, inputs[stream], d));
  const masks = { text: inputs.textMask, image: inputs.imageMask };
  const blocks: BlockDraft[] = [];
  let state: Record<MapperStream, Value> = { text: enter('text'), image: enter('image') };

  for (let layer = 0; layer < layers; layer++) {
    const at = `layers.${layer}`;
    const block = (
      stream: MapperStream,
      key: MapperStream,
      kind: string,
      part: string,
      normal: Record<MapperStream, Value>,
      next: string,
    ) =>
      attention(g, w, {
        place: {
          kind,
          section: 'Mapper',
          layer,
          depth: null,
          query: stream,
          key,
          // Both directions of cross-attention read what was there before the layer.
          ...(stream === key ? {} : { together: `cross ${layer}` }),
        },
        prefix: `mapper.${at}.${stream}.${part}`,
        heads: config.num_attention_heads,
        residual: state[stream],
        queries: normal[stream],
        keys: normal[key],
        mask: masks[key],
        nextNorm: w(`mapper.${at}.${stream}.${next}.weight`, [d]),
      });
    const normalized = (part: string) => ({
      text: norm(`${at}.text.${part}`, state.text),
      image: norm(`${at}.image.${part}`, state.image),
    });

    const beforeCross = normalized('cross_norm');
    const crossed = [
      block('text', 'image', 'mapper.text_to_image', 'cross_attn', beforeCross, 'self_norm'),
      block('image', 'text', 'mapper.image_to_text', 'cross_attn', beforeCross, 'self_norm'),
    ];
    state = { text: crossed[0]!.sum, image: crossed[1]!.sum };

    const beforeSelf = normalized('self_norm');
    const selves = STREAMS.map((stream) => {
      const made = block(stream, stream, `mapper.${stream}.self`, 'self_attn', beforeSelf, 'mlp_norm');
      return made;
    });
    state = { text: selves[0]!.sum, image: selves[1]!.sum };
    blocks.push(...crossed, ...selves);

    const forward = (stream: MapperStream) => {
      const normal = norm(`${at}.${stream}.mlp_norm`, state[stream]);
      const prefix = `mapper.${at}.${stream}.mlp`;
      return g.add(state[stream], mlp(g, w, prefix, normal, config.intermediate_size, config.hidden_act));
    };
    state = { text: forward('text'), image: forward('image') };
  }
  return { logits: classify(g, w, config, answers, state.text, inputs.endSelector), blocks };
}

/** Classifier at the end token: linear d → 2d, activation, layer norm, linear 2d → answers. */
function classify(
  g: GraphBuilder,
  w: GraphWeights,
  config: MapperConfig,
  answers: number,
  text: Value,
  endSelector: Value,
): Value {
  const { hidden_size: d, layer_norm_eps: epsilon } = config;
  const end = layerNorm(g, w, 'mapper.final_norm', g.squeeze(g.matmul(endSelector, text), [1]), epsilon); // [B, d]
  const inner = activate(g, linear(g, w, 'classifier.dense', end, 2 * d), config.hidden_act);
  return linear(g, w, 'classifier.out', layerNorm(g, w, 'classifier.norm', inner, epsilon), answers);
}
