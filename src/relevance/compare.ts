import { requireSameLength } from './display';

/** Ranks from 1 (smallest) to n; entries that are equal share the mean of their ranks. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, n) => n).sort((i, j) => values[i]! - values[j]!);
  const out = new Float64Array(values.length);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let n = start; n < end; n++) out[order[n]!] = (start + 1 + end) / 2;
    start = end;
  }
  return out;
}

/**
 * Spearman's rank correlation, −1 … 1, ties averaged (the correlation of the ranks). Null when a map is constant or
 * has fewer than two entries: it then has no order to compare.
 */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  requireSameLength(a, b);
  const x = ranks(a);
  const y = ranks(b);
  const mean = (a.length + 1) / 2;
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (let n = 0; n < x.length; n++) {
    const dx = x[n]! - mean;
    const dy = y[n]! - mean;
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xx === 0 || yy === 0 ? null : xy / Math.sqrt(xx * yy);
}

/**
 * Overlap of the top entries of two maps, 0 … 1: the share that the top `share` of one has in common with that of the
 * other. The top holds round(share · n) entries, at least one; entries tied at its edge belong to it in equal parts.
 */
export function topOverlap(a: ArrayLike<number>, b: ArrayLike<number>, share = 0.2): number {
  requireSameLength(a, b);
  if (a.length === 0) return 0;
  const size = Math.max(1, Math.round(share * a.length));
  const inA = topMembership(a, size);
  const inB = topMembership(b, size);
  return inA.reduce((sum, part, n) => sum + Math.min(part, inB[n]!), 0) / size;
}

/**
 * How far each entry belongs to the `size` largest, 0 … 1, summing to `size`: entries above the edge fully, those tied
 * at the edge in equal parts. `size` may be fractional.
 */
export function topMembership(values: ArrayLike<number>, size: number): Float64Array {
  const sorted = Float64Array.from(values).sort().reverse();
  const edge = sorted[Math.min(values.length, Math.ceil(size)) - 1];
  const out = new Float64Array(values.length);
  if (edge === undefined) return out;
  const above = sorted.filter((value) => value > edge).length;
  const tied = sorted.filter((value) => value === edge).length;
  for (let n = 0; n < values.length; n++) {
    if (values[n]! > edge) out[n] = 1;
    else if (values[n] === edge) out[n] = Math.min(1, (size - above) / tied);
  }
  return out;
}
