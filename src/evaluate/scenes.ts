import {
  composeScene,
  coverageOf,
  createRandom,
  generateCaption,
  generateQuestions,
  generateScene,
  questionRandom,
  questionsOf,
  scoreBaselines,
  type Atlas,
  type Question,
  type Split,
} from '../scene';
import type { Dataset, Picture } from './dataset';

/** Scenes of one seed of `--seed`; other seeds give other scenes. */
export const SCENES_PER_SEED = 2 ** 20;

/** Pictures among which a caption has to be found. */
export const RETRIEVED_AMONG = 64;

/** Training scenes, and questions on each, from which the baselines learn what is asked and answered. */
const BASELINE_SCENES = 4000;
const BASELINE_QUESTIONS = 8;

export interface SceneRequest {
  readonly split: Split;
  /** Questions in all. */
  readonly n: number;
  readonly perScene: number;
  readonly seed: number;
}

/** Sticker scenes with generated questions: picture i of seed S is scene S·2²⁰ + i of the split. */
export function sceneDataset({ split, n, perScene, seed }: SceneRequest, atlas: Atlas): Dataset {
  const first = seed * SCENES_PER_SEED;
  const pictures: Picture[] = [];
  const asked: Question[] = [];
  for (let scene = first; asked.length < n && scene < first + SCENES_PER_SEED; scene++) {
    const questions = generateQuestions(generateScene(scene, split), questionRandom(scene, split), {
      count: Math.min(perScene, n - asked.length),
    });
    asked.push(...questions);
    pictures.push(picture(scene, split, questions, atlas));
  }
  return {
    name: `scenes:${split}`,
    pictures,
    hasTruth: true,
    captionsBeside: (index) => {
      const block = first + index - (index % RETRIEVED_AMONG);
      const own = first + index;
      const others = Array.from({ length: RETRIEVED_AMONG }, (_, i) => block + i).filter((s) => s !== own);
      return [own, ...others].map((scene) => captionOf(scene, split));
    },
    baselines: () => scoreBaselines(trainingQuestions(), asked),
  };
}

let known: readonly Question[] | undefined;

/** What baselines learn from: the same for every set of scenes, and so much work that it is done once. */
const trainingQuestions = (): readonly Question[] =>
  (known ??= [...questionsOf('train', 0, BASELINE_SCENES, BASELINE_QUESTIONS)]);

/** The caption of a scene in the retrieval test: always the same. */
export function captionOf(seed: number, split: Split): string {
  return generateCaption(generateScene(seed, split), createRandom(questionRandom(seed, split).uint32()));
}

function picture(seed: number, split: Split, questions: readonly Question[], atlas: Atlas): Picture {
  return {
    id: String(seed),
    items: questions.map(({ text, family, answer }, n) => ({
      id: `${seed}.${n}`,
      question: text,
      family,
      truth: answer,
      credit: (given) => Number(given === answer),
    })),
    caption: () => captionOf(seed, split),
    draw: async (size, { rows, cols }) => {
      const scene = generateScene(seed, split);
      const { width, height, data, ids } = composeScene(scene, atlas, size);
      const objects = coverageOf(ids, scene.stickers.length, size, rows, cols);
      return {
        pixels: { width, height, data },
        coverage: questions.map((question) => justification(question, objects, rows * cols)),
      };
    },
  };
}

/**
 * Share of each patch that justifies the answer: the visible parts of the justifying objects; for questions on the
 * background, what no object covers. Null when no object justifies it.
 */
export function justification(
  { family, objects }: Pick<Question, 'family' | 'objects'>,
  coverage: readonly Float32Array[],
  patches: number,
): Float32Array | null {
  const isBackground = family === 'background';
  const chosen = isBackground ? [...coverage.keys()] : [...new Set(objects)];
  if (chosen.length === 0 && !isBackground) return null;
  const covered = new Float32Array(patches);
  for (const object of chosen) coverage[object]!.forEach((share, p) => (covered[p]! += share));
  return covered.map((share) => Math.min(1, Math.max(0, isBackground ? 1 - share : share)));
}
