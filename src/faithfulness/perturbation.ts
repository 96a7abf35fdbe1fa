import { permutation, prng } from '../relevance/prng';
import { auc, meanCurve, type Curve } from './curve';
import { removedCount } from './grid';
import { keptUnits, removalOrder, tieBreak, type Direction } from './order';

/** Fewest permutations whose mean stands for the `random` baseline. */
const RANDOM_PERMUTATIONS = 10;

/** Both curves of one method and the areas under them, on the plan's grid. */
export interface Faithfulness {
  readonly positive: Curve & { readonly auc: number };
  readonly negative: Curve & { readonly auc: number };
}

export interface PlanRequest {
  /** How many patches or words there are; the length of the maps when left out. */
  readonly units?: number;
  /** One map per method, all equally long: relevance of each patch, or of each word. */
  readonly maps: readonly ArrayLike<number>[];
  /** Removed fractions, ascending from 0 (see `fineGrid`, `wordGrid`). */
  readonly grid: readonly number[];
  /** Fixes ties and the permutations of `random`. */
  readonly seed: number;
  /** Permutations of `random`; 0 leaves it out. */
  readonly permutations?: number;
}

/** What has to be run, each set of kept units once, and which run is which point of which curve. */
export interface Plan {
  readonly grid: readonly number[];
  /** Units that stay in each run, ascending. Methods and directions share runs where they agree (0 and 1 always). */
  readonly keepSets: readonly Int32Array[];
  /** Per method and direction, for each point of the grid the index of its run. */
  readonly points: readonly Readonly<Record<Direction, readonly number[]>>[];
  /** The same for each permutation of `random`. */
  readonly randomPoints: readonly Readonly<Record<Direction, readonly number[]>>[];
}

/**
 * Lays out a perturbation test (after Chefer et al. 2021, section 5: positive and negative perturbation): growing
 * fractions of the units are removed by falling and by rising relevance. `random` removes them in seeded permutations,
 * each forward for the positive test and backward for the negative one.
 */
export function planPerturbation({
  maps,
  grid,
  seed,
  permutations = RANDOM_PERMUTATIONS,
  units = maps[0]?.length ?? 0,
}: PlanRequest): Plan {
  const ties = tieBreak(units, seed);
  const keepSets: Int32Array[] = [];
  const known = new Map<string, number>();
  const run = (order: Int32Array, fraction: number): number => {
    const kept = keptUnits(order, removedCount(fraction, units));
    const key = kept.join();
    const found = known.get(key);
    if (found !== undefined) return found;
    known.set(key, keepSets.length);
    return keepSets.push(kept) - 1;
  };
  const walk = (order: Int32Array): number[] => grid.map((fraction) => run(order, fraction));
  const points = maps.map((map) => ({
    positive: walk(removalOrder(map, ties, 'positive')),
    negative: walk(removalOrder(map, ties, 'negative')),
  }));
  const randomPoints = Array.from({ length: permutations }, (_, n) => {
    const order = permutation(units, prng(seed, 1 + n));
    return { positive: walk(order), negative: walk(order.slice().reverse()) };
  });
  return { grid, keepSets, points, randomPoints };
}

/** Curves of each method and of `random` (null when the plan has none), from the score of each run of the plan. */
export function readPlan(
  plan: Plan,
  scores: ArrayLike<number>,
): { readonly methods: Faithfulness[]; readonly random: Faithfulness | null } {
  if (scores.length !== plan.keepSets.length) {
    throw new RangeError(
      `A plan of ${plan.keepSets.length} runs got ${scores.length} scores; expected one each.`,
    );
  }
  const curve = (points: readonly number[]): Curve => ({
    fractions: plan.grid,
    scores: points.map((run) => scores[run]!),
  });
  const withArea = (one: Curve) => ({ ...one, auc: auc(one) });
  const both = (of: (direction: Direction) => Curve): Faithfulness => ({
    positive: withArea(of('positive')),
    negative: withArea(of('negative')),
  });
  return {
    methods: plan.points.map((points) => both((direction) => curve(points[direction]))),
    random:
      plan.randomPoints.length === 0
        ? null
        : both((direction) => meanCurve(plan.randomPoints.map((points) => curve(points[direction])))),
  };
}
