import { topMembership } from '../relevance/compare';

/** How well a map agrees with the patches that justify the answer, each 0 … 1. */
export interface TruthScores {
  /** Share of the relevance that lies on justifying patches. */
  readonly mass: number;
  /** Share of the K most relevant patches that justify. */
  readonly rank: number;
  /** Whether the most relevant patch justifies. */
  readonly pointing: number;
}

/** Scores with what they are to be held against. */
export interface GroundTruth {
  readonly scores: TruthScores;
  /** Largest values that any map could reach on this mask. */
  readonly ceiling: TruthScores;
  /** Expected score of a random map: mean(c), for all three. */
  readonly random: number;
  /** (score − random) / (ceiling − random): 0 for random, 1 for the best map; null where these two agree. */
  readonly lift: { readonly [Metric in keyof TruthScores]: number | null };
}

/**
 * Scores a patch map against ground truth, after CLEVR-XAI (Arras et al. 2022, arXiv 2003.07258), on patches.
 *
 * @param relevance r_p, one value per patch. What speaks against the answer (negative values) justifies nothing and
 *   counts as 0 in `mass`. A map without any relevance is taken as uniform, which gives the random value.
 * @param coverage c_p in 0 … 1: share of the patch covered by the justifying objects' visible masks.
 * @returns null when the mask is empty ("no dog"): there is nothing to find, and the example is skipped.
 */
export function groundTruth(relevance: ArrayLike<number>, coverage: ArrayLike<number>): GroundTruth | null {
  if (relevance.length !== coverage.length) {
    throw new RangeError(
      `A map of ${relevance.length} patches meets a mask of ${coverage.length}; expected as many.`,
    );
  }
  const total = Array.from(coverage).reduce((sum, c) => sum + c, 0);
  if (total === 0) return null;
  const random = total / coverage.length;
  const scores = {
    mass: massScore(relevance, coverage),
    rank: rankScore(relevance, coverage),
    pointing: pointingScore(relevance, coverage),
  };
  const largest = Array.from(coverage).reduce((most, c) => Math.max(most, c), 0);
  const ceiling = { mass: largest, rank: rankScore(coverage, coverage), pointing: largest };
  const lift = (score: number, best: number) => (best === random ? null : (score - random) / (best - random));
  return {
    scores,
    ceiling,
    random,
    lift: {
      mass: lift(scores.mass, ceiling.mass),
      rank: lift(scores.rank, ceiling.rank),
      pointing: lift(scores.pointing, ceiling.pointing),
    },
  };
}

/** Σ r_p c_p / Σ r_p. */
export function massScore(relevance: ArrayLike<number>, coverage: ArrayLike<number>): number {
  let inside = 0;
  let all = 0;
  for (let p = 0; p < coverage.length; p++) {
    const r = Math.max(0, relevance[p]!);
    inside += r * coverage[p]!;
    all += r;
  }
  return all === 0 ? weightedMean(coverage, new Float64Array(coverage.length).fill(1)) : inside / all;
}

/**
 * With K = Σ c: (sum of c over the ⌊K⌋ most relevant patches + the fraction K − ⌊K⌋ of the next) / K. Where patches tie,
 * the mean over all their orders.
 */
export function rankScore(relevance: ArrayLike<number>, coverage: ArrayLike<number>): number {
  const k = Array.from(coverage).reduce((sum, c) => sum + c, 0);
  const whole = topMembership(relevance, Math.floor(k));
  const next = topMembership(relevance, Math.floor(k) + 1);
  const fraction = k - Math.floor(k);
  const member = whole.map((part, p) => part + fraction * (Math.min(1, next[p]!) - part));
  return weightedMean(coverage, member);
}

/** c at the maximum of the map; the mean over all maxima when there are several. */
export function pointingScore(relevance: ArrayLike<number>, coverage: ArrayLike<number>): number {
  return weightedMean(coverage, topMembership(relevance, 1));
}

function weightedMean(values: ArrayLike<number>, weights: Float64Array): number {
  let sum = 0;
  let total = 0;
  weights.forEach((weight, n) => {
    sum += weight * values[n]!;
    total += weight;
  });
  return sum / total;
}
