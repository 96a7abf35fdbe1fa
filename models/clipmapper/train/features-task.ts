import type { ClipmapperConfig } from '../config';
import { keyFeeds, type Feed } from '../../../src/train/batch';
import { dropPlaces, keptPatches, NO_DROPOUT, type DropoutOptions } from '../../../src/train/dropout';
import { mapperStepProgram } from './graphs';
import { PARAMETER_RULES } from './parameters';
import { oneHot, type Task } from '../../../src/train/task';

/** One image with its questions, as a frozen CLIP sees them. */
export interface FeatureExample {
  /** Vision tower's last hidden state [T, d_vision], the class token first. */
  readonly image: Float32Array;
  /** Text tower's last hidden states [L, d_text], start and end token included. */
  readonly questions: readonly { readonly hidden: Float32Array; readonly answer: number }[];
}

export interface FeaturesTaskOptions {
  readonly config: ClipmapperConfig;
  /** Size of the answer vocabulary. */
  readonly answers: number;
  readonly images: number;
  /** Questions per image; at least 1. */
  readonly questions: number;
  readonly dropout: DropoutOptions;
}

/**
 * Training of the mapper alone, on features of a frozen CLIP. What dropout leaves out here is left out of what the mapper
 * sees; the features that stay were computed with the whole image and the whole question.
 */
export function featuresTask(options: FeaturesTaskOptions): Task<FeatureExample> {
  const { config, answers, images, questions, dropout } = options;
  const { text_config: text, vision_config: vision } = config.clip;
  return {
    images,
    answers,
    ...PARAMETER_RULES,
    program: (mode) => mapperStepProgram(config, answers, { images, questions }, mode),
    inputs(examples, _parameters, uniform) {
      const drop = uniform === undefined ? NO_DROPOUT : dropout;
      const draw = uniform ?? (() => 1);
      const tokens = examples[0]!.image.length / vision.hidden_size;
      const kept = keptPatches(images, tokens - 1, drop, draw);
      const asked = examples.flatMap((example) => example.questions);
      const places = asked.map(({ hidden }) => dropPlaces(hidden.length / text.hidden_size, drop, draw));
      const right = asked.map(({ answer }) => answer);
      const question = gatherRows(
        asked.map(({ hidden }) => hidden),
        places,
        text.hidden_size,
      );
      const imageRows = kept.map((patches) => [0, ...patches.map((patch) => patch + 1)]);
      const feeds: Record<string, Feed> = {
        image_hidden: gatherRows(
          examples.map(({ image }) => image),
          imageRows,
          vision.hidden_size,
        ),
        question_hidden: question,
        ...keyFeeds(
          'question',
          places.map(({ length }) => length),
          question.shape[1],
        ),
        answers: oneHot(right, answers),
      };
      return { feeds, answers: right, texts: {} };
    },
  };
}

/** Chosen rows of several matrices [.., d], padded with zeros to the longest choice: [B, longest, d]. */
function gatherRows(
  matrices: readonly Float32Array[],
  rows: readonly (readonly number[])[],
  d: number,
): Feed & { readonly shape: readonly [number, number, number] } {
  const longest = Math.max(...rows.map(({ length }) => length));
  const data = new Float32Array(matrices.length * longest * d);
  matrices.forEach((matrix, b) => {
    rows[b]!.forEach((row, i) => data.set(matrix.subarray(row * d, (row + 1) * d), (b * longest + i) * d));
  });
  return { dtype: 'float32', shape: [matrices.length, longest, d], data };
}
