import { prng } from '../relevance/prng';

/** A mean with its confidence interval. */
export interface Estimate {
  readonly mean: number;
  readonly interval: readonly [low: number, high: number];
  /** Number of values. */
  readonly n: number;
  /** Number of clusters they come from. */
  readonly clusters: number;
}

export interface BootstrapOptions {
  readonly seed: number;
  /** Resamples; 2000 when left out. */
  readonly draws?: number;
  /** Confidence level; 0.95 when left out. */
  readonly level?: number;
}

/**
 * Mean of values with a percentile bootstrap interval, resampling whole clusters (scenes): questions on one scene are
 * not independent, and resampling them singly would make intervals too narrow (Cameron, Gelbach and Miller 2008).
 *
 * @param clusterOf cluster of each value, any label.
 */
export function clusterBootstrap(
  values: ArrayLike<number>,
  clusterOf: readonly (string | number)[],
  { seed, draws = 2000, level = 0.95 }: BootstrapOptions,
): Estimate {
  const clusters = clusterSums(values, clusterOf);
  const random = prng(seed);
  const means = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    let sum = 0;
    let count = 0;
    for (let n = 0; n < clusters.length; n++) {
      const picked = clusters[random.below(clusters.length)]!;
      sum += picked.sum;
      count += picked.count;
    }
    means[draw] = sum / count;
  }
  means.sort();
  const total = clusters.reduce((sum, cluster) => sum + cluster.sum, 0);
  return {
    mean: total / values.length,
    interval: [quantile(means, (1 - level) / 2), quantile(means, (1 + level) / 2)],
    n: values.length,
    clusters: clusters.length,
  };
}

/**
 * Two-sided p-value of a paired sign-flip test: were there no difference between two methods, each scene's sum of
 * differences could as well have the other sign. Signs are flipped a scene at a time; all 2ⁿ ways are counted when they
 * are no more than `draws`, else `draws` random ones, the observed one counted among them.
 *
 * @param differences score of one method minus that of the other, one per question.
 */
export function signFlipTest(
  differences: ArrayLike<number>,
  clusterOf: readonly (string | number)[],
  { seed, draws = 10000 }: { readonly seed: number; readonly draws?: number },
): number {
  const sums = clusterSums(differences, clusterOf).map(({ sum }) => sum);
  const observed = Math.abs(sums.reduce((total, sum) => total + sum, 0));
  // Sums of the same numbers in other signs differ by rounding: as large means as large up to that.
  const threshold = observed - 1e-12 * sums.reduce((total, sum) => total + Math.abs(sum), 0);
  const isAsLarge = (signOf: (n: number) => number): boolean =>
    Math.abs(sums.reduce((total, sum, n) => total + signOf(n) * sum, 0)) >= threshold;
  const ways = 2 ** sums.length;
  let asLarge = 0;
  if (ways <= draws) {
    for (let way = 0; way < ways; way++) if (isAsLarge((n) => ((way >> n) & 1 ? -1 : 1))) asLarge++;
    return asLarge / ways;
  }
  const random = prng(seed);
  for (let draw = 0; draw < draws; draw++) if (isAsLarge(() => (random.next() < 0.5 ? -1 : 1))) asLarge++;
  return (asLarge + 1) / (draws + 1);
}

/**
 * Holm's step-down correction (Holm 1979): adjusted p-values, in the order given. Rejecting where the adjusted value is
 * at most 0.05 keeps the chance of any false rejection at 5 %.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = [...pValues.keys()].sort((a, b) => pValues[a]! - pValues[b]!);
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  order.forEach((index, place) => {
    largest = Math.max(largest, Math.min(1, (pValues.length - place) * pValues[index]!));
    adjusted[index] = largest;
  });
  return adjusted;
}

/** Quantile of sorted values, interpolated linearly between neighbours. */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  const at = q * (sorted.length - 1);
  const low = sorted[Math.floor(at)]!;
  return low + (at - Math.floor(at)) * (sorted[Math.ceil(at)]! - low);
}

function clusterSums(
  values: ArrayLike<number>,
  clusterOf: readonly (string | number)[],
): { sum: number; count: number }[] {
  if (values.length === 0 || values.length !== clusterOf.length) {
    throw new RangeError(
      `Statistics got ${values.length} values and ${clusterOf.length} cluster labels; expected one label per value, and at least one.`,
    );
  }
  const clusters = new Map<string | number, { sum: number; count: number }>();
  clusterOf.forEach((label, n) => {
    const cluster = clusters.get(label) ?? { sum: 0, count: 0 };
    clusters.set(label, cluster);
    cluster.sum += values[n]!;
    cluster.count++;
  });
  return [...clusters.values()];
}
