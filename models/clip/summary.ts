import type { ModelSummary } from '../../src/engine/architecture';
import type { TowersConfig } from './config';

/** Layers of one part, for people. */
export const layersText = (config: {
  readonly num_hidden_layers: number;
  readonly hidden_size: number;
  readonly num_attention_heads: number;
}): string =>
  `${config.num_hidden_layers} layers, width ${config.hidden_size}, ${config.num_attention_heads} heads`;

/** What two towers are. */
export function towersSummary({ text_config: text, vision_config: vision }: TowersConfig): ModelSummary {
  return {
    layers: Math.max(text.num_hidden_layers, vision.num_hidden_layers),
    patches: vision.image_size / vision.patch_size,
    pixels: vision.image_size,
    parts: [
      [
        'Vision',
        `${layersText(vision)}, ${vision.image_size} px in patches of ${vision.patch_size}, ${vision.hidden_act}`,
      ],
      [
        'Text',
        `${layersText(text)}, ${text.vocab_size} tokens, at most ${text.max_position_embeddings}, ${text.hidden_act}`,
      ],
    ],
  };
}
