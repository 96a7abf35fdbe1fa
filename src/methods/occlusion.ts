import { tokensOfWords, type Grid } from '../anatomy';
import { CITATIONS } from './citations';
import { method } from './method';
import type { Probe, ProbedMaps, Shortened } from './probe';

/** Inputs that are run together. */
const BATCH = 8;

/** Windows are odd, about a quarter of the grid wide and one at least: 3 patches of 12, 1 of 7. */
export const windowSide = (side: number): number => 2 * Math.floor(side / 8) + 1;

/**
 * Occlusion (Zeiler and Fergus 2014, arXiv 1311.2901): how far the explained answer's log-odds fall when a square window
 * of patches, or a word, is left out of the sequence (patches keep their positions, words close up). Windows are centred
 * on every patch in turn (stride 1) and cut at the border; a patch gets the mean over the windows that hold it, a word's
 * tokens share its fall evenly. Signed: below zero where the answer gains by the loss. Knows nothing of the network.
 */
async function occlusionMaps(probe: Probe): Promise<ProbedMaps> {
  const { grid, target, wordIds } = probe;
  const window = windowSide(Math.min(grid.rows, grid.cols));
  const windows = windowsOf(grid, window);
  const patches = grid.rows * grid.cols;
  const all = Array.from({ length: patches }, (_, patch) => patch);
  const run = (runs: readonly Shortened[]) => probe.logits(runs);
  const [whole] = await oddsOf([{}], run, () => 0, target);
  const shownOdds = await oddsOf(
    windows.map((hidden) => ({ patches: all.filter((patch) => !hidden.includes(patch)) })),
    run,
    (one) => one.patches.length,
    target,
  );
  const words = tokensOfWords(wordIds);
  const wordOdds = await oddsOf(
    words.map((_, hidden) => ({ words: [...words.keys()].filter((word) => word !== hidden) })),
    run,
    (one) => one.words.reduce((sum, word) => sum + words[word]!.length, 0),
    target,
  );
  const text = new Float64Array(wordIds.length);
  words.forEach((tokens, word) =>
    tokens.forEach((token) => (text[token] = (whole! - wordOdds[word]!) / tokens.length)),
  );
  const falls = shownOdds.map((odds) => whole! - odds);
  return {
    maps: probe.maps(meanOverWindows(windows, falls, patches), text),
    facts: { window, stride: 1 },
  };
}

/** Patches of the window around each patch of the grid, cut at the border. */
export function windowsOf({ rows, cols }: Grid, window: number): number[][] {
  const reach = (window - 1) / 2;
  const near = (at: number, count: number) =>
    Array.from({ length: window }, (_, n) => at - reach + n).filter((x) => x >= 0 && x < count);
  return Array.from({ length: rows * cols }, (_, patch) =>
    near(Math.floor(patch / cols), rows).flatMap((row) =>
      near(patch % cols, cols).map((col) => row * cols + col),
    ),
  );
}

/** For each patch the mean value of the windows that hold it. */
export function meanOverWindows(
  windows: readonly (readonly number[])[],
  values: readonly number[],
  patches: number,
): Float64Array {
  const sums = new Float64Array(patches);
  const counts = new Float64Array(patches);
  windows.forEach((window, n) =>
    window.forEach((patch) => {
      sums[patch]! += values[n]!;
      counts[patch]!++;
    }),
  );
  return sums.map((sum, patch) => sum / counts[patch]!);
}

/**
 * Log-odds of the explained answer from one row of logits: y_A − logsumexp of all others; against a rival (c = e_A − e_B)
 * y_A − y_B.
 */
export function logOdds(logits: ArrayLike<number>, target: Float32Array): number {
  const difference = target.reduce((y, c, i) => y + c * logits[i]!, 0);
  if (target.some((c) => c < 0)) return difference;
  const others = Array.from(target.keys()).filter((i) => target[i] === 0);
  const largest = others.reduce((max, i) => Math.max(max, logits[i]!), -Infinity);
  return difference - largest - Math.log(others.reduce((sum, i) => sum + Math.exp(logits[i]! - largest), 0));
}

/** Log-odds of each input, those of equal length run together. */
async function oddsOf<T>(
  inputs: readonly T[],
  run: (batch: T[]) => Promise<Float32Array>,
  lengthOf: (input: T) => number,
  target: Float32Array,
): Promise<number[]> {
  const odds = new Array<number>(inputs.length);
  const order = [...inputs.keys()].sort((a, b) => lengthOf(inputs[a]!) - lengthOf(inputs[b]!));
  for (let first = 0; first < order.length;) {
    const length = lengthOf(inputs[order[first]!]!);
    const batch = order.slice(first, first + BATCH).filter((n) => lengthOf(inputs[n]!) === length);
    const logits = await run(batch.map((n) => inputs[n]!));
    batch.forEach((n, row) => {
      odds[n] = logOdds(logits.subarray(row * target.length, (row + 1) * target.length), target);
    });
    first += batch.length;
  }
  return odds;
}

export const occlusion = method({
  id: 'occlusion',
  link: 12,
  title: 'Occlusion',
  sentence:
    'How far the score falls when a window of patches, or a word, is hidden: slow, and blind to how the model works.',
  citation: CITATIONS.zeiler2014visualizing,
  cost: 'many-forwards',
  needs: ['model-runs'],
  usesStartLayer: false,
  seeded: false,
  page: null,
  compute: { kind: 'probe', maps: occlusionMaps },
});
