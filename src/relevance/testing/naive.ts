/**
 * The equations again, straight from the papers with nested loops over arrays of arrays, for comparison only. R is kept
 * whole (no split into identity and rest) and each product is written out, so it shares nothing with the real code.
 */
import { LARGEST_WEIGHT } from '../importance';
import type { MethodOptions } from '../../methods/rules';
import type { Block, Importance } from '../types';

type Matrix = number[][];
export interface NaiveRelevance {
  tt: Matrix;
  ti: Matrix;
  it: Matrix;
  ii: Matrix;
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
    // The identity is subtracted in float64 here, so a row of zeros may come out as rounding noise.
    return row.map((value) => (Math.abs(sum) < 1e-13 ? 0 : value / sum));
  });
}

/** `permuted` gives the shuffled control's order of a block's tokens. */
export function naiveRelevance(
  blocks: readonly Block[],
  text: number,
  image: number,
  options: MethodOptions,
  permuted: (block: Block, index: number) => number[] = () => [],
): NaiveRelevance {
  const R = {
    text: { text: diagonal(Array<number>(text).fill(1)), image: zeros(text, image) },
    image: { text: zeros(image, text), image: diagonal(Array<number>(image).fill(1)) },
  };
  const D = { text: Array<number>(text).fill(1), image: Array<number>(image).fill(1) };
  const bar = (s: 'text' | 'image'): Matrix =>
    options.id === 'equal-no-normalisation'
      ? R[s][s]
      : plus(rownorm(minus(R[s][s], diagonal(D[s]))), rownorm(diagonal(D[s])));

  let n = 0;
  while (n < blocks.length) {
    const layer: number[] = [n];
    while (n + 1 < blocks.length && blocks[n + 1]!.group === blocks[n]!.group) layer.push(++n);
    n++;
    const applied: (() => void)[] = [];
    for (const index of layer) {
      const block = blocks[index]!;
      if (/^(vision|text)\./.test(block.kind) && block.layer < (options.startLayer ?? 0)) continue;
      const s = block.query;
      const q = s === 'text' ? 'image' : 'text';
      const A: Matrix = Array.from({ length: block.rows }, (_, i) =>
        Array.from(block.abar.slice(i * block.cols, (i + 1) * block.cols)),
      );
      const { alpha, gain } = weights(block, index, options, permuted);
      const B = scaled(A, gain);
      if (options.importance === 'mixing' && block.key === s && isWeighted(options.id)) {
        for (let i = 0; i < block.rows; i++) B[i]![i] = A[i]![i]! * alpha[i]!;
      }
      let addSs: Matrix;
      let addSq: Matrix;
      if (block.key === s) {
        addSs = times(B, R[s][s]);
        addSq = times(B, R[s][q]);
      } else {
        addSs = times(B, R[q][s]);
        addSq = options.id === 'equal-no-self' ? B : times(transposed(bar(s)), times(B, bar(q)));
      }
      applied.push(() => {
        R[s][s] = plus(scaled(R[s][s], alpha), addSs);
        R[s][q] = plus(scaled(R[s][q], alpha), addSq);
        D[s] = D[s].map((d, i) => d * alpha[i]!);
      });
    }
    for (const apply of applied) apply();
  }
  return { tt: R.text.text, ti: R.text.image, it: R.image.text, ii: R.image.image };
}

function isWeighted(id: string): boolean {
  return ['weighted', 'convex', 'layer-mean', 'shuffled'].includes(id);
}

function weights(
  block: Block,
  index: number,
  options: MethodOptions,
  permuted: (block: Block, index: number) => number[],
): { alpha: number[]; gain: number[] } {
  const ones = Array<number>(block.rows).fill(1);
  if (!isWeighted(options.id)) return { alpha: ones, gain: ones };
  const { output, residual } = block.importance[options.importance as Importance];
  if (options.id === 'convex') {
    const alpha = ones.map((_, i) =>
      output[i] === 0 && residual[i] === 0 ? 1 : (2 * residual[i]!) / (residual[i]! + output[i]!),
    );
    return { alpha, gain: alpha.map((a) => 2 - a) };
  }
  const w = ones.map((_, i) => {
    if (residual[i] === 0) return output[i] === 0 ? 1 : LARGEST_WEIGHT;
    return Math.min(output[i]! / residual[i]!, LARGEST_WEIGHT);
  });
  if (options.id === 'layer-mean') {
    const mean = w.reduce((total, value) => total + value, 0) / w.length;
    return { alpha: ones, gain: ones.map(() => mean) };
  }
  if (options.id === 'shuffled') return { alpha: ones, gain: permuted(block, index).map((from) => w[from]!) };
  return { alpha: ones, gain: w };
}
