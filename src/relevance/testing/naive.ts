/**
 * The equations again, straight from their definition with nested loops over arrays of arrays, for comparison only. Every
 * state of every stream is kept, R is kept whole (no split into identity and rest), each product is written out and
 * nothing is shared with the real code.
 */
import type { Evidence, MethodOptions } from '../../methods/method';
import type { Block } from '../types';

type Matrix = number[][];

/** The rows of one stream at one version. */
interface State {
  /** R_st of every stream t. */
  R: Record<string, Matrix>;
  /** What is left of the identity in R_ss: its diagonal. */
  D: number[];
}

/** Gives the shuffled control's order of a block's tokens. */
export type Permuted = (block: Block, index: number) => number[];

export interface NaiveRelevance {
  /** R_st of stream s at a version, for every stream t. */
  at(stream: string, version: number): Record<string, Matrix>;
  /** After all blocks. */
  last(stream: string): Record<string, Matrix>;
}

const zeros = (rows: number, cols: number): Matrix =>
  Array.from({ length: rows }, () => Array.from({ length: cols }, () => 0));
const diagonal = (d: number[]): Matrix => d.map((value, i) => d.map((_, j) => (i === j ? value : 0)));
const transposed = (a: Matrix): Matrix => a[0]!.map((_, j) => a.map((row) => row[j]!));
const plus = (a: Matrix, b: Matrix): Matrix => a.map((row, i) => row.map((value, j) => value + b[i]![j]!));
const minus = (a: Matrix, b: Matrix): Matrix => a.map((row, i) => row.map((value, j) => value - b[i]![j]!));
const scaled = (a: Matrix, factors: number[]): Matrix => a.map((row, i) => row.map((v) => v * factors[i]!));

function times(a: Matrix, b: Matrix): Matrix {
  const out = zeros(a.length, b[0]!.length);
  for (let i = 0; i < a.length; i++)
    for (let j = 0; j < b[0]!.length; j++)
      for (let k = 0; k < b.length; k++) out[i]![j]! += a[i]![k]! * b[k]![j]!;
  return out;
}

function rownorm(a: Matrix): Matrix {
  return a.map((row) => {
    const sum = row.reduce((total, value) => total + value, 0);
    return row.map((value) => (sum === 0 ? 0 : value / sum));
  });
}

/** Relevance of every state of every stream. */
export function naiveRelevance(
  { streams, blocks }: Pick<Evidence, 'streams' | 'blocks'>,
  options: MethodOptions,
  permuted: Permuted = () => [],
): NaiveRelevance {
  const names = streams.map(({ id }) => id);
  const size = (name: string) => streams.find(({ id }) => id === name)!.parts.at(-1)!.to;
  const begin = (s: string): State => ({
    R: Object.fromEntries(names.map((t) => [t, s === t ? diagonal(ones(size(s))) : zeros(size(s), size(t))])),
    D: ones(size(s)),
  });
  /** By the index of the block that made them. */
  const states: State[] = [];
  const stateOf = (stream: string, version: number): State =>
    version === -1 ? begin(stream) : states[version]!;

  blocks.forEach((block, index) => {
    const { query: s, key: k } = block;
    const before = stateOf(s, block.queryVersion);
    if (block.depth !== null && block.depth < (options.startLayer ?? 0)) {
      states.push(before);
      return;
    }
    const S = block.pooling ? begin(s) : before;
    const Q = stateOf(k, block.keyVersion);
    const { alpha, M } = weightedMap(block, index, options, permuted);
    const R: State['R'] = {};
    for (const t of names) {
      let gained = times(M, Q.R[t]!);
      if (k !== s && t === k)
        gained =
          options.id === 'equal-no-self'
            ? M
            : times(transposed(bar(S, s, options)), times(M, bar(Q, k, options)));
      R[t] = plus(scaled(S.R[t]!, alpha), gained);
    }
    states.push({ R, D: S.D.map((d, i) => d * alpha[i]!) });
  });

  return {
    at: (stream, version) => stateOf(stream, version).R,
    last: (stream) => stateOf(stream, blocks.map(({ query }) => query).lastIndexOf(stream)).R,
  };
}

/** For every stream the weighted rows that are read, added up. */
export function naiveRows(
  evidence: Evidence,
  options: MethodOptions,
  permuted?: Permuted,
): Record<string, number[]> {
  const relevance = naiveRelevance(evidence, options, permuted);
  const sums = Object.fromEntries(
    evidence.streams.map(({ id, parts }) => [id, Array.from({ length: parts.at(-1)!.to }, () => 0)]),
  );
  for (const { stream, version, weights } of evidence.readOuts)
    for (const [t, matrix] of Object.entries(relevance.at(stream, version)))
      matrix.forEach((row, i) => row.forEach((value, j) => (sums[t]![j]! += weights[i]! * value)));
  return sums;
}

/** R̄_ss (eqs. 8, 9). */
function bar({ R, D }: State, s: string, { id }: MethodOptions): Matrix {
  if (id === 'equal-no-normalisation') return R[s]!;
  return plus(rownorm(minus(R[s]!, diagonal(D))), rownorm(diagonal(D)));
}

const ones = (n: number): number[] => Array.from({ length: n }, () => 1);

const isWeighted = (id: string): boolean => ['weighted', 'convex', 'layer-mean', 'shuffled'].includes(id);

/** α of what was there before, and Ā with the weights of what attention adds. */
function weightedMap(
  block: Block,
  index: number,
  options: MethodOptions,
  permuted: Permuted,
): { alpha: number[]; M: Matrix } {
  const A = Array.from({ length: block.rows }, (_, i) =>
    Array.from(block.abar.slice(i * block.cols, (i + 1) * block.cols)),
  );
  const { alpha, gain } = weights(block, index, options, permuted);
  const M = scaled(A, gain);
  if (options.importance === 'mixing' && block.key === block.query && isWeighted(options.id))
    for (let i = 0; i < block.rows; i++) M[i]![i] = A[i]![i]! * alpha[i]!;
  return { alpha, M };
}

function weights(
  block: Block,
  index: number,
  { id, importance }: MethodOptions,
  permuted: Permuted,
): { alpha: number[]; gain: number[] } {
  const unweighted = { alpha: ones(block.rows), gain: ones(block.rows) };
  if (!isWeighted(id) || block.pooling) return unweighted;
  const { output, residual } = block.importance[importance!]!;
  const of = (weight: (a: number, x: number) => number): number[] =>
    unweighted.gain.map((_, i) =>
      output[i] === 0 && residual[i] === 0 ? 1 : weight(output[i]!, residual[i]!),
    );
  if (id === 'convex') {
    const alpha = of((a, x) => (2 * x) / (x + a));
    return { alpha, gain: alpha.map((value) => 2 - value) };
  }
  const w = of((a, x) => (x === 0 || a / x > 20 ? 20 : a / x));
  if (id === 'layer-mean') {
    const mean = w.reduce((total, value) => total + value, 0) / w.length;
    return { ...unweighted, gain: w.map(() => mean) };
  }
  if (id === 'shuffled') return { ...unweighted, gain: permuted(block, index).map((from) => w[from]!) };
  return { ...unweighted, gain: w };
}
