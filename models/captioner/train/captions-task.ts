import { GraphBuilder } from '../../../src/onnx/builder';
import type { Value } from '../../../src/onnx/graph';
import { lookUp, padTexts, textFeeds, type Feed } from '../../../src/train/batch';
import { keptPatches, NO_DROPOUT, type DropoutOptions } from '../../../src/train/dropout';
import { crossEntropySum } from '../../../src/train/losses';
import { parameterOf } from '../../../src/train/parameters';
import { parameterInputs, stepProgramOf, type StepMode, type StepProgram } from '../../../src/train/program';
import { scalarFeed, type Task } from '../../../src/train/task';
import { textTower } from '../../clip/towers';
import { PARAMETER_RULES, TEXT_TABLES } from '../../clipmapper/train/parameters';
import type { CaptionerConfig } from '../config';
import { mapper, nextToken } from '../mapper';

/** A picture as frozen towers see it, with a caption. */
export interface CaptionExample {
  /** Vision tower's last hidden state [T, d_vision], the class token first. */
  readonly image: Float32Array;
  /** Token ids of the caption, start and end included. */
  readonly caption: readonly number[];
}

export interface CaptionsTaskOptions {
  readonly config: CaptionerConfig;
  /** Pictures in a step. */
  readonly images: number;
  readonly dropout: DropoutOptions;
}

/**
 * A training step of the mapper and the head on frozen towers, with every token of the captions before it (teacher
 * forcing, Williams & Zipser 1989). Inputs: `image_hidden` [B, T, d_vision], `caption_embeds` [B, L, d_text] without the
 * end token, `caption_causal_mask` [1, 1, L, L], `answers` [B, L, tokens] with a one at what follows each token and zeros
 * behind the end, and `caption.scale`, 1 / how many follow. The text tower's weights are read and have no gradient.
 */
export function captionStepProgram(
  config: CaptionerConfig,
  images: number,
  mode: StepMode = 'train',
): StepProgram {
  const { text_config: text, vision_config: vision } = config.clip;
  const g = new GraphBuilder();
  const frozen = parameterInputs(g, new Map());
  const parameters = new Map<string, Value>();
  const w = parameterInputs(g, parameters);
  const mask = g.input('caption_causal_mask', 'float32', [1, 1, 'caption_tokens', 'caption_tokens']);
  const embeds = g.input('caption_embeds', 'float32', [images, 'caption_tokens', text.hidden_size]);
  const image = g.input('image_hidden', 'float32', [images, 'image_tokens', vision.hidden_size]);
  const said = textTower(g, frozen, text, { embeds, mask }).hidden;
  const { hidden } = mapper(g, w, config.mapper, { text: said, image, causal: mask });
  const logits = nextToken(g, w, config.mapper, text.vocab_size, hidden);
  const targets = g.input('answers', 'float32', [images, 'caption_tokens', text.vocab_size]);
  const loss = g.mul(crossEntropySum(g, logits, targets), g.input('caption.scale', 'float32', []));
  return stepProgramOf(
    g,
    { losses: { captions: loss }, outputs: { logits }, parameters, embedded: [] },
    mode,
  );
}

/** Training of a captioner's mapper and head. What dropout leaves out is left out of what the mapper sees. */
export function captionsTask({ config, images, dropout }: CaptionsTaskOptions): Task<CaptionExample> {
  const { text_config: text, vision_config: vision } = config.clip;
  return {
    images,
    answers: text.vocab_size,
    ...PARAMETER_RULES,
    program: (mode) => captionStepProgram(config, images, mode),
    inputs(examples, parameters, uniform) {
      const drop = uniform === undefined ? NO_DROPOUT : dropout;
      const draw = uniform ?? (() => 1);
      const tokens = examples[0]!.image.length / vision.hidden_size;
      const kept = keptPatches(images, tokens - 1, drop, draw);
      const padded = padTexts(examples.map(({ caption }) => caption.slice(0, -1)));
      const length = padded.length;
      const next = examples.flatMap(({ caption }) =>
        Array.from({ length }, (_, place) => caption[place + 1] ?? -1),
      );
      const feeds: Record<string, Feed> = {
        image_hidden: seenRows(examples, kept, vision.hidden_size),
        caption_embeds: lookUp(
          padded,
          parameterOf(parameters, TEXT_TABLES.tokens),
          parameterOf(parameters, TEXT_TABLES.positions),
          text.hidden_size,
        ),
        ...textFeeds('caption', padded),
        answers: following(next, [images, length, text.vocab_size]),
        'caption.scale': scalarFeed(1 / next.filter((id) => id >= 0).length),
      };
      return { feeds, answers: next, texts: {} };
    },
  };
}

/** Rows with a one at each token that follows, and of zeros where none does (−1). */
function following(next: readonly number[], shape: readonly [number, number, number]): Feed {
  const data = new Float32Array(next.length * shape[2]);
  next.forEach((id, row) => {
    if (id >= 0) data[row * shape[2] + id] = 1;
  });
  return { dtype: 'float32', shape, data };
}

/** The class token and the patches that each picture keeps, [B, kept + 1, d]. */
function seenRows(
  examples: readonly CaptionExample[],
  kept: readonly (readonly number[])[],
  d: number,
): Feed {
  const tokens = kept[0]!.length + 1;
  const data = new Float32Array(examples.length * tokens * d);
  examples.forEach(({ image }, b) => {
    [0, ...kept[b]!.map((patch) => patch + 1)].forEach((row, i) => {
      data.set(image.subarray(row * d, (row + 1) * d), (b * tokens + i) * d);
    });
  });
  return { dtype: 'float32', shape: [examples.length, tokens, d], data };
}
