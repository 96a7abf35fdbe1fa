import type { GraphBuilder } from '../../src/onnx/builder';
import type { Value } from '../../src/onnx/graph';
import { patchLength } from '../clip/config';
import { withVersions } from '../../src/anatomy';
import type { BlockValues } from '../../src/engine/block-values';
import type { GraphWeights } from '../../src/engine/weights';
import { textTower, visionTower } from '../clip/towers';
import type { ClipmapperConfig } from './config';
import { mapper, type Head } from './mapper';

/** The whole network for one pass: images and questions in step (row b of one belongs to row b of the other). */
export interface Network {
  readonly visionHidden: Value;
  readonly textHidden: Value;
  readonly logits: Value;
  /** Vision tower, text tower, mapper. */
  readonly blocks: readonly BlockValues[];
  /** Inputs that come with an image, and those that come with a question. */
  readonly inputs: { readonly image: Map<string, Value>; readonly text: Map<string, Value> };
}

/**
 * Inputs it declares, all float32, with open batch, `image_tokens` and `text_tokens`:
 * `patches` [batch, image_tokens, 3p²], `image_base` [batch, image_tokens, d], `text_embeds` [batch, text_tokens, d],
 * `causal_mask` [1, 1, text_tokens, text_tokens], `end_selector` [batch, 1, text_tokens]; with `keyMasks` also
 * `image_key_mask` and `text_key_mask` [batch, 1, 1, tokens], which hide tokens from the first block on.
 *
 * @param head what stands on the towers
 */
export function network(
  g: GraphBuilder,
  w: GraphWeights,
  config: ClipmapperConfig,
  answers: number,
  keyMasks = false,
  head: Head = mapper,
): Network {
  const { text_config: text, vision_config: vision } = config.clip;
  const inputs = { image: new Map<string, Value>(), text: new Map<string, Value>() };
  const declare = (stream: 'image' | 'text') => (name: string, shape: (number | string)[]) => {
    const value = g.input(name, 'float32', shape);
    inputs[stream].set(name, value);
    return value;
  };
  const [imageInput, textInput] = [declare('image'), declare('text')];
  const patches = imageInput('patches', ['batch', 'image_tokens', patchLength(vision)]);
  const base = imageInput('image_base', ['batch', 'image_tokens', vision.hidden_size]);
  const imageMask = keyMasks ? imageInput('image_key_mask', ['batch', 1, 1, 'image_tokens']) : undefined;
  const image = visionTower(g, w, vision, { patches, base, mask: imageMask });

  const embeds = textInput('text_embeds', ['batch', 'text_tokens', text.hidden_size]);
  const causal = textInput('causal_mask', [1, 1, 'text_tokens', 'text_tokens']);
  const textMask = keyMasks ? textInput('text_key_mask', ['batch', 1, 1, 'text_tokens']) : undefined;
  const mask = textMask ? g.add(causal, textMask) : causal;
  const question = textTower(g, w, text, { embeds, mask });

  const mapped = head(g, w, config.mapper, answers, {
    text: question.hidden,
    image: image.hidden,
    endSelector: textInput('end_selector', ['batch', 1, 'text_tokens']),
    textMask,
    imageMask,
    causal: mask,
  });
  return {
    visionHidden: image.hidden,
    textHidden: question.hidden,
    logits: mapped.logits,
    blocks: withVersions([...image.blocks, ...question.blocks, ...mapped.blocks]),
    inputs,
  };
}
