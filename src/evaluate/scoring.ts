import type { AskedOf, Removal } from '../engine/forward';
import { softmax } from '../engine/target';
import type { Shortened } from '../methods/probe';
import { argmax } from '../tensor/argmax';
import type { GivenAnswer, SeenPicture } from './answering';

/** A question on a picture that was seen, the answer that is explained, and how answers are scored. */
export interface Tested {
  readonly seen: SeenPicture;
  readonly question: string;
  readonly given: GivenAnswer;
  credit(answer: string): number;
}

/** How the model does on what is left of an example. */
export interface Score {
  /** Credit for its first answer, 0 … 1. */
  readonly credit: number;
  /** Probability of the explained answer. */
  readonly probability: number;
}

/** Scores of an example with some of its patches left out; patches keep their position embeddings. */
export const scorePatchSets = (tested: Tested, sets: readonly Int32Array[]): Promise<Score[]> =>
  scoreRuns(
    tested,
    sets.map((set) => ({ patches: [...set] })),
  );

/**
 * Scores of an example with some of its words left out: those that stay close up, as in the reference (Chefer et al.
 * 2021), or keep their positions.
 */
export const scoreWordSets = (
  tested: Tested,
  sets: readonly Int32Array[],
  removal: Removal,
): Promise<Score[]> =>
  scoreRuns(
    tested,
    sets.map((set) => ({ words: [...set] })),
    removal,
  );

async function scoreRuns(
  { seen, question, given: { answer, vocabulary }, credit }: Tested,
  runs: readonly Shortened[],
  removal?: Removal,
): Promise<Score[]> {
  const asked: AskedOf = { row: seen.row, question };
  const logits = await seen.together.shortened(asked, answer, runs, removal);
  const [width, at] = [vocabulary.length, vocabulary.indexOf(answer)];
  return runs.map((_, run) => {
    const own = logits.subarray(run * width, (run + 1) * width);
    return { credit: credit(vocabulary[argmax(own)]!), probability: softmax(own)[at]! };
  });
}
