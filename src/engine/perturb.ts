import {
  auc,
  fineGrid,
  keptTokens,
  planPerturbation,
  wordGrid,
  wordRelevance,
  type Curve,
} from '../faithfulness';
import { tokensOfWords } from '../anatomy';
import type { Shortened } from '../methods/probe';
import { argmax } from '../tensor/argmax';
import { probabilitiesOf, type TargetVector } from './target';

/** One point of a perturbation curve, on a single example. */
export interface CurvePoint {
  /** Place of the method in the request; −1 for `random`. */
  readonly method: number;
  readonly direction: 'positive' | 'negative';
  readonly fraction: number;
  /** The target's probability; against the rival when there is one. */
  readonly score: number;
  /** First answer on what is left. */
  readonly answer: string;
  /** On the last point of a curve. */
  readonly auc?: number;
}

/** What is removed: patches of the image, or words of the text. */
export type Modality = 'image' | 'text';

export interface PerturbTask {
  readonly modality: Modality;
  /** Relevance of every patch, or of every token, one map a method. */
  readonly maps: readonly ArrayLike<number>[];
  readonly seed: number;
  readonly onPoint: (point: CurvePoint) => void;
  /** Asked between batches; true stops. */
  readonly isCancelled?: () => Promise<boolean>;
}

/** An answered example, with what answers shortened versions of it. */
export interface Perturbed {
  /** Answers in the order of the logits. */
  readonly vocabulary: readonly string[];
  readonly wordIds: readonly number[];
  readonly target: TargetVector;
  /** As the model's facts say. */
  readonly scoring?: 'softmax' | 'sigmoid' | undefined;
  /** Logits [runs, answers] of runs that are equally long. */
  logits(runs: readonly Shortened[]): Promise<Float32Array>;
}

/** Shortened sequences run together. */
const BATCH = 8;

interface Scored {
  readonly score: number;
  readonly answer: string;
}

/**
 * Perturbation curves on one image and text, positive and negative, of each map and of the mean of ten random orders
 * (after Chefer et al. 2021, section 5; see `planPerturbation`). What is removed is left out of the sequence: patches keep
 * their position embeddings, words close up. Runs of equal length share a batch; methods come before `random`, so that
 * their curves are whole first.
 */
export async function perturbExample(example: Perturbed, task: PerturbTask): Promise<void> {
  const { vocabulary, wordIds, target } = example;
  const words = tokensOfWords(wordIds);
  const isText = task.modality === 'text';
  const maps = isText ? task.maps.map((map) => wordRelevance(map, words)) : task.maps;
  const grid = isText ? wordGrid(words.length) : fineGrid(maps[0]!.length);
  const plan = planPerturbation({ maps, grid, seed: task.seed });
  const scores = new Array<Scored | undefined>(plan.keepSets.length);
  // Words differ in tokens, and a batch must be equally long.
  const lengthOf = (run: number) => {
    const kept = plan.keepSets[run]!;
    return isText ? keptTokens(words, kept, wordIds.length).length : kept.length;
  };
  const methodRuns = new Set(plan.points.flatMap(({ positive, negative }) => [...positive, ...negative]));
  const rest = plan.keepSets.map((_, run) => run).filter((run) => !methodRuns.has(run));
  const batches = [...batchesOf([...methodRuns], lengthOf), ...batchesOf(rest, lengthOf)];
  const tell = pointTeller(plan, scores, task.onPoint);
  for (const batch of batches) {
    if (await task.isCancelled?.()) return;
    const found = await example.logits(
      batch.map((run) => {
        const kept = [...plan.keepSets[run]!];
        return isText ? { words: kept } : { patches: kept };
      }),
    );
    const width = vocabulary.length;
    batch.forEach((run, i) => {
      scores[run] = scoreOf(found.subarray(i * width, (i + 1) * width), vocabulary, target, example.scoring);
    });
    tell();
  }
}

/** Runs of equal size together, at most `BATCH` at a time, largest first. */
function batchesOf(runs: readonly number[], sizeOf: (run: number) => number): number[][] {
  const sorted = [...runs].sort((a, b) => sizeOf(b) - sizeOf(a));
  const batches: number[][] = [];
  for (const run of sorted) {
    const open = batches.at(-1);
    if (open && open.length < BATCH && sizeOf(open[0]!) === sizeOf(run)) open.push(run);
    else batches.push([run]);
  }
  return batches;
}

function scoreOf(
  logits: Float32Array,
  answers: readonly string[],
  { index, rival: against }: TargetVector,
  scoring: Perturbed['scoring'],
): Scored {
  // Of two rivals one is held to be right, whatever the model says of each by itself.
  const probabilities = probabilitiesOf(logits, against === undefined ? scoring : 'softmax');
  const p = probabilities[index]!;
  const rival = against === undefined ? undefined : probabilities[against]!;
  return { score: rival === undefined ? p : p / (p + rival), answer: answers[argmax(logits)]! };
}

/** Calls `onPoint` for every point whose runs have been scored since the last call, each curve in its order. */
function pointTeller(
  plan: ReturnType<typeof planPerturbation>,
  scores: readonly (Scored | undefined)[],
  onPoint: (point: CurvePoint) => void,
): () => void {
  const curves = plan.points.flatMap((points, method) =>
    (['positive', 'negative'] as const).map((direction) => ({
      method,
      direction,
      runs: points[direction].map((run) => [run]),
    })),
  );
  const random = (['positive', 'negative'] as const).map((direction) => ({
    method: -1,
    direction,
    runs: plan.grid.map((_, step) => plan.randomPoints.map((points) => points[direction][step]!)),
  }));
  const told = new Map<object, Set<number>>();
  return () => {
    for (const curve of [...curves, ...random]) {
      const done = told.get(curve) ?? new Set<number>();
      told.set(curve, done);
      const mean = (runs: readonly number[]) =>
        runs.reduce((sum, run) => sum + scores[run]!.score, 0) / runs.length;
      curve.runs.forEach((runs, step) => {
        if (done.has(step) || runs.some((run) => !scores[run])) return;
        done.add(step);
        const whole = done.size === plan.grid.length;
        const area: Curve = { fractions: plan.grid, scores: whole ? curve.runs.map(mean) : [] };
        onPoint({
          method: curve.method,
          direction: curve.direction,
          fraction: plan.grid[step]!,
          score: mean(runs),
          answer: scores[runs[0]!]!.answer,
          ...(whole ? { auc: auc(area) } : {}),
        });
      });
    }
  };
}
