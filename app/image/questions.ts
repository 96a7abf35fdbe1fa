/** Questions about scenes: what draws and words them is loaded when a scene is first asked about. */
import {
  createRandom,
  generateQuestions,
  SAMPLES,
  suggestQuestions,
  type Question,
  type Scene,
} from '../../src/scene';
import { idle } from './idle';
import type { Search, Truth } from './truth';

const OFFERED = 4;
const SEED = 1;
/** Questions are drawn at random; so many draws of so many reach most that can be put plainly. */
const KNOWN = 240;
const DRAWS = 4;

/** A few questions of different kinds to offer. */
export const suggestionsFor = (scene: Scene): readonly Question[] => suggestQuestions(scene, OFFERED, SEED);

/**
 * Questions of a scene whose truth is known, found by their plain spelling. They are drawn as somebody asks, in plain
 * wording first and in the training data's many wordings then, and kept.
 */
export function knownQuestions(scene: Scene): Search {
  const known = new Map<string, Truth>();
  const keep = (questions: readonly (Truth & { readonly text: string })[]) =>
    questions.forEach((entry) => known.set(plain(entry.text), entry));
  keep(
    SAMPLES.filter((sample) => sample.scene === scene).map(({ question, ...truth }) => ({
      ...truth,
      text: question,
    })),
  );
  const draws = Array.from({ length: DRAWS }, (_, i) => [
    () => keep(suggestQuestions(scene, KNOWN, SEED + i)),
    () => keep(generateQuestions(scene, createRandom(SEED + i), { count: KNOWN })),
  ]).flat();
  return async (question, signal) => {
    const wanted = plain(question);
    while (!known.has(wanted) && draws.length > 0) {
      await idle();
      if (signal?.aborted) return undefined;
      draws.shift()?.();
    }
    return known.get(wanted);
  };
}

/** Spelling that makes no difference to what is asked. */
const plain = (question: string): string =>
  question.toLowerCase().replace(/[?.!]/g, '').replace(/\s+/g, ' ').trim();
