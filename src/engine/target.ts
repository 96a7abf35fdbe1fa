import { WhylightError } from '../tensor/error';
import { quoted, shortened } from '../tensor/quote';
import type { Target } from '../ask/asked';

/** Which logits are explained: y = c · logits. */
export interface TargetVector {
  readonly answer: string;
  readonly versus?: string;
  /** Index of the answer in the vocabulary. */
  readonly index: number;
  readonly rival?: number;
  /** One-hot for "why this answer", e_A − e_B for "why A rather than B". */
  readonly c: Float32Array;
}

/**
 * The vector c of a target. `first` is the model's own answer, explained when none is named.
 * @throws WhylightError for an answer outside of the vocabulary
 */
export function targetVector(target: Target, vocabulary: readonly string[], first: string): TargetVector {
  const answer = target.answer ?? first;
  const c = new Float32Array(vocabulary.length);
  const index = indexOf(answer, vocabulary);
  c[index] = 1;
  if (target.versus === undefined) return { answer, index, c };
  if (target.versus === answer) {
    throw new WhylightError(
      'bad-input',
      `${quoted(answer)} is to be explained against itself: choose another rival answer.`,
    );
  }
  const rival = indexOf(target.versus, vocabulary);
  c[rival] = -1;
  return { answer, versus: target.versus, index, rival, c };
}

function indexOf(answer: string, vocabulary: readonly string[]): number {
  const index = vocabulary.indexOf(answer);
  if (index >= 0) return index;
  const shown = vocabulary
    .slice(0, 12)
    .map((word) => shortened(word, 20))
    .join(', ');
  throw new WhylightError(
    'bad-input',
    `The model has no answer ${quoted(answer, 80)}; it knows ${vocabulary.length}: ${shown}${vocabulary.length > 12 ? ', …' : ''}.`,
  );
}

/** Probabilities of logits, by `ModelFacts.scoring`. */
export const probabilitiesOf = (
  logits: ArrayLike<number>,
  scoring: 'softmax' | 'sigmoid' = 'softmax',
): Float64Array =>
  scoring === 'softmax' ? softmax(logits) : Float64Array.from(logits, (s) => 1 / (1 + Math.exp(-s)));

/** Softmax in float64, largest taken out. */
export function softmax(logits: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(logits);
  const max = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = values.map((value) => Math.exp(value - max));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}
