import { chunks } from '../../engine/batches';
import type { Model } from '../../engine/model';
import { massScore } from '../../faithfulness';
import { spearman, topOverlap } from '../../relevance';
import { WhylightError } from '../../tensor/error';
import type { Dataset } from '../dataset';
import { noProgress } from '../progress';
import { firstAnswers, mapsOf, type FixedAnswer } from './maps';
import { similarity, type SanityOptions, type Similarity, type Value } from './similarity';

/** From this mean rank correlation on, between two questions on one image, a method has not noticed. */
export const UNNOTICED_QUESTION = 0.9;

export interface SwapReport {
  /** Pairs of questions on one image. */
  readonly pairs: number;
  readonly methods: Readonly<
    Record<
      string,
      {
        /** Rank correlation of the two image maps. */
        readonly similarity: Similarity | null;
        /** Overlap of their top fifths. */
        readonly overlap: Similarity | null;
        /** Mass of a map on its own question's objects less that on the other's; above 0 when the map goes with the mask. */
        readonly ownMask: Similarity | null;
      }
    >
  >;
  /** Methods whose map stays alike (mean of 0.9 and more), or does not go with the mask (interval holds 0). */
  readonly unnoticed: readonly string[];
}

/**
 * Question swap: two questions on the same image. A map that is about the answer changes with the question, and lies more
 * on its own question's objects than on the other's.
 * @throws WhylightError when no picture has two questions
 */
export async function questionSwap(
  model: Model,
  dataset: Pick<Dataset, 'pictures'>,
  { methods, startLayer, seed, startProgress = noProgress }: SanityOptions,
): Promise<SwapReport> {
  const asked = await firstAnswers(model, dataset);
  const pairs = dataset.pictures.flatMap(({ id }) => {
    const own = asked.filter(({ picture }) => picture === id);
    return chunks(own, 2).filter((pair) => pair.length === 2) as [FixedAnswer, FixedAnswer][];
  });
  if (pairs.length === 0) {
    throw new WhylightError(
      'bad-input',
      'No picture has two questions, so none can be swapped: ask for --per-picture 2 or more.',
    );
  }
  const progress = startProgress('Swapping questions', pairs.length, 'pairs');
  const similar: Value[][] = methods.map(() => []);
  const overlaps: Value[][] = methods.map(() => []);
  const ownMask: Value[][] = methods.map(() => []);
  for (const [first, second] of pairs) {
    const [a, b] = [
      await mapsOf(model, first, methods, startLayer),
      await mapsOf(model, second, methods, startLayer),
    ];
    const { picture } = first;
    methods.forEach((_, m) => {
      const [one, two] = [a[m]!.image, b[m]!.image];
      const value = spearman(one, two);
      if (value !== null) similar[m]!.push({ picture, value });
      overlaps[m]!.push({ picture, value: topOverlap(one, two) });
      const advantage = ownMaskAdvantage(one, two, first.coverage, second.coverage);
      if (advantage !== null) ownMask[m]!.push({ picture, value: advantage });
    });
    progress.add(1);
  }
  progress.end();
  const found = methods.map(({ name }, m) => {
    const [alike, mask] = [similarity(similar[m]!, seed), similarity(ownMask[m]!, seed)];
    return [name, { similarity: alike, overlap: similarity(overlaps[m]!, seed), ownMask: mask }] as const;
  });
  return {
    pairs: pairs.length,
    methods: Object.fromEntries(found),
    unnoticed: found.flatMap(([name, { similarity: alike, ownMask: mask }]) => {
      const isStill = alike !== null && alike.mean >= UNNOTICED_QUESTION;
      const isOff = mask !== null && mask.interval[0] <= 0;
      return isStill || isOff ? [name] : [];
    }),
  };
}

/**
 * Mean over the two maps of: mass on the own question's mask less mass on the other's. Null where a mask is missing or
 * both are the same: nothing can be told apart.
 */
export function ownMaskAdvantage(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  firstMask: Float32Array | null,
  secondMask: Float32Array | null,
): number | null {
  if (!firstMask || !secondMask || firstMask.every((share, p) => share === secondMask[p])) return null;
  const of = (map: ArrayLike<number>, own: Float32Array, other: Float32Array) =>
    massScore(map, own) - massScore(map, other);
  return (of(first, firstMask, secondMask) + of(second, secondMask, firstMask)) / 2;
}
