import type { Example } from '../../src/train/batch';
import type { Tokenizer } from '../../src/text/tokenizer';
import { squarePreprocessing } from '../../src/image/config';
import { preprocess, toPatches } from '../../src/image/preprocess';
import {
  ANSWERS,
  composeScene,
  coverageOf,
  createRandom,
  generateCaption,
  generateQuestions,
  generateScene,
  type Split,
  type Topic,
} from '../../src/scene';
import type { Atlas } from '../../src/scene/atlas';
import { patchLabels } from './labels';

/** What an example of a sticker scene is to hold. */
export interface SceneRecipe {
  readonly size: number;
  readonly patch: number;
  /** Questions per image; 0 for none. */
  readonly questions: number;
  /** Families of questions, each as often as it is to be asked in proportion; each once when left out. */
  readonly families?: readonly Topic[];
  readonly captions: boolean;
  readonly labels: boolean;
  /** Contents of tokenizer.json; needed with questions or captions. */
  readonly tokenizer?: unknown;
  readonly maxTokens: number;
  /** Set of scenes that they are taken from; `train` when left out. */
  readonly split?: Split;
}

const ANSWER_INDEX = new Map(ANSWERS.map((answer, i) => [answer, i]));

/** The example of one scene; the same seed gives the same example. */
export function sceneExample(
  seed: number,
  recipe: SceneRecipe,
  atlas: Atlas,
  tokenizer: Tokenizer | undefined,
): Example {
  const scene = generateScene(seed, recipe.split ?? 'train');
  const random = createRandom(seed);
  const { width, height, data, ids } = composeScene(scene, atlas, recipe.size);
  const config = squarePreprocessing(recipe.size);
  const patches = toPatches(preprocess({ width, height, data }, config), recipe.patch, config);
  const side = recipe.size / recipe.patch;
  const encode = (text: string): readonly number[] => {
    if (!tokenizer) throw new Error('Captions and questions need a tokenizer.');
    return tokenizer.encode(text).ids;
  };
  const { questions: count, families } = recipe;
  const asked =
    count > 0 ? generateQuestions(scene, random, { count, ...(families ? { families } : {}) }) : [];
  const questions = Array.from({ length: recipe.questions }, (_, i) => {
    const { text, answer } = asked[i % asked.length]!;
    const index = ANSWER_INDEX.get(answer);
    if (index === undefined) throw new Error(`The answer ${answer} is not in the vocabulary.`);
    return { ids: encode(text), answer: index };
  });
  const coverage = recipe.labels
    ? coverageOf(ids, scene.stickers.length, recipe.size, side, side)
    : undefined;
  return {
    patches,
    caption: recipe.captions ? encode(generateCaption(scene, random)) : [],
    questions,
    labels: coverage ? patchLabels(scene, coverage, side, side) : {},
    ...(coverage ? { covered: coveredPatches(coverage, side * side) } : {}),
  };
}

/** Least share of a patch that an object must cover for the patch to count as showing it. */
const COVERED = 0.02;

function coveredPatches(coverage: readonly Float32Array[], patches: number): Uint8Array {
  return Uint8Array.from({ length: patches }, (_, patch) =>
    Number(coverage.some((shares) => shares[patch]! > COVERED)),
  );
}
