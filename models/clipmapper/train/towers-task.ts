import { patchLength } from '../../clip/config';
import type { ClipmapperConfig } from '../config';
import {
  labelFeed,
  lookUp,
  padTexts,
  patchFeeds,
  textFeeds,
  type Example,
  type Feed,
  type PaddedTexts,
} from '../../../src/train/batch';
import { alignmentFeeds, type AlignmentTexts } from './alignment';
import { dropWords, keptPatches, NO_DROPOUT, type DropoutOptions } from '../../../src/train/dropout';
import { stepProgram, type StepShape } from './graphs';
import { parameterOf } from '../../../src/train/parameters';
import { PARAMETER_RULES, TEXT_TABLES } from './parameters';
import { oneHot, scalarFeed, type Task } from '../../../src/train/task';

export interface TowersTaskOptions {
  readonly config: ClipmapperConfig;
  /** Size of the answer vocabulary. */
  readonly answers: number;
  readonly shape: StepShape;
  readonly dropout: DropoutOptions;
  /** Texts of the shape's alignments. */
  readonly texts?: AlignmentTexts;
}

/** Training of the whole network, or of its towers alone: images as patches, texts as token ids. */
export function towersTask({
  config,
  answers,
  shape,
  dropout,
  texts: wordings = {},
}: TowersTaskOptions): Task<Example> {
  const { text_config: text, vision_config: vision } = config.clip;
  return {
    images: shape.images,
    answers,
    tables: TEXT_TABLES,
    ...PARAMETER_RULES,
    program: (mode) => stepProgram(config, answers, shape, mode),
    inputs(examples, parameters, uniform) {
      const drop = uniform === undefined ? NO_DROPOUT : dropout;
      const draw = uniform ?? (() => 1);
      const patches = examples[0]!.patches.length / patchLength(vision);
      const known = examples.flatMap(({ covered }) => covered ?? []);
      const covered = known.length === examples.length ? known : undefined;
      const kept = keptPatches(shape.images, patches, drop, draw, covered);
      const texts: Record<string, PaddedTexts> = {};
      if (shape.captions) texts.caption = padTexts(examples.map(({ caption }) => caption));
      const asked = shape.questions > 0 ? examples.flatMap(({ questions }) => questions) : [];
      if (asked.length > 0) texts.question = padTexts(asked.map(({ ids }) => dropWords(ids, drop, draw)));
      for (const name of Object.keys(shape.alignments ?? {})) {
        texts[`${name}_text`] = padTexts(
          wordings[name]!.map((choices) => choices[Math.floor(draw() * choices.length) % choices.length]!),
        );
      }
      // Half of the steps read a text at its last word instead of the end token, so that a word alone means what a text does.
      const lastWord = draw() < 0.5;
      const right = asked.map(({ answer }) => answer);

      const feeds: Record<string, Feed> = patchFeeds(examples, kept, patchLength(vision));
      for (const [name, padded] of Object.entries(texts)) {
        feeds[`${name}_embeds`] = lookUp(
          padded,
          parameterOf(parameters, TEXT_TABLES.tokens),
          parameterOf(parameters, TEXT_TABLES.positions),
          text.hidden_size,
        );
        Object.assign(feeds, textFeeds(name, padded, lastWord && name.endsWith('_text')));
      }
      if (shape.captions) Object.assign(feeds, contrastFeeds(shape.images, kept[0]!.length + 1));
      for (const [head, classes] of Object.entries(shape.labels)) {
        feeds[`labels.${head}.targets`] = labelFeed(examples, kept, head, classes);
      }
      if (shape.alignments) Object.assign(feeds, alignmentFeeds(examples, kept, shape.alignments));
      feeds['labels.scale'] = scalarFeed(1 / (shape.images * kept[0]!.length));
      if (asked.length > 0) feeds.answers = oneHot(right, answers);
      return { feeds, answers: right, texts };
    },
  };
}

/** The right pairs of the contrastive loss, and the selector of each image's class token [B, 1, T]. */
function contrastFeeds(images: number, tokens: number): Record<string, Feed> {
  const pairs = Array.from({ length: images }, (_, i) => i);
  const selector = oneHot(new Array<number>(images).fill(0), tokens);
  return {
    identity: oneHot(pairs, images),
    class_selector: { ...selector, shape: [images, 1, tokens] },
  };
}
