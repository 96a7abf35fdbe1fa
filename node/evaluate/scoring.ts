import { keptTokens, type Words } from '../../src/faithfulness';
import { softmax } from '../../src/engine/target';
import { argmax } from '../../src/tensor/argmax';
import { batchesBy, chunks } from './answering';
import type { Forward, Hidden } from './forward';

/** Most tokens, all rows together, that go through the model at once: what the caches of a processor like. */
const TOKENS_AT_ONCE = 1024;

/** What is asked, and how answers are scored. */
export interface Question {
  readonly ids: readonly number[];
  readonly words: Words;
  /** Answers in the order of the logits. */
  readonly answers: readonly string[];
  /** The answer that is explained. */
  readonly target: string;
  credit(answer: string): number;
}

/** How the model does on what is left of an example. */
export interface Score {
  /** Credit of its first answer, 0 … 1. */
  readonly credit: number;
  /** Probability of the explained answer. */
  readonly probability: number;
}

/**
 * Scores of an example with some of its patches left out: the vision tower runs on the shortened sequence, patches keep
 * their position embeddings. Sets of equal size share a batch.
 */
export async function scorePatchSets(
  forward: Forward,
  patches: Float32Array,
  question: Question,
  sets: readonly Int32Array[],
): Promise<Score[]> {
  return scoreInBatches(
    sets,
    (set) => set.length + 1,
    question,
    async (batch) => {
      const seen = await forward.see(batch.map((set) => ({ patches, kept: [...set] })));
      return forward.answer(seen, [{ ids: question.ids }]);
    },
  );
}

/**
 * Scores of an example with some of its words left out; the picture is not looked at again. `inPlace`: the words that
 * stay keep their positions, else they close up, as in the reference (Chefer et al. 2021).
 */
export async function scoreWordSets(
  forward: Forward,
  seen: Hidden,
  question: Question,
  sets: readonly Int32Array[],
  inPlace: boolean,
): Promise<Score[]> {
  const texts = sets.map((set) => {
    const positions = [...keptTokens(question.words, set, question.ids.length)];
    return { ids: positions.map((token) => question.ids[token]!), positions };
  });
  return scoreInBatches(
    texts,
    ({ ids }) => ids.length,
    question,
    (batch) => forward.answer(seen, inPlace ? batch : batch.map(({ ids }) => ({ ids }))),
    seen.tokens,
  );
}

/** Runs entries of equal length together and scores each row of logits; results come in the order of the entries. */
async function scoreInBatches<T>(
  entries: readonly T[],
  lengthOf: (entry: T) => number,
  { answers, target, credit }: Question,
  run: (batch: T[]) => Promise<Float32Array>,
  tokensBeside = 0,
): Promise<Score[]> {
  const scores = new Array<Score>(entries.length);
  const at = answers.indexOf(target);
  const indexed = entries.map((entry, index) => ({ entry, index, length: lengthOf(entry) }));
  for (const group of batchesBy(indexed, ({ length }) => length, Infinity)) {
    const rows = Math.max(1, Math.floor(TOKENS_AT_ONCE / (group[0]!.length + tokensBeside)));
    for (const batch of chunks(group, rows)) {
      const logits = await run(batch.map(({ entry }) => entry));
      batch.forEach(({ index }, row) => {
        const own = logits.subarray(row * answers.length, (row + 1) * answers.length);
        scores[index] = { credit: credit(answers[argmax(own)]!), probability: softmax(own)[at]! };
      });
    }
  }
  return scores;
}
