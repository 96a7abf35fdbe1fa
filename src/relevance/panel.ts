/**
 * Products of one matrix with a panel of vectors: n rows of `width` numbers, row-major, one column for each method that
 * is computed at the same time. Each entry of the matrix is read once for four methods, which makes explaining with
 * many methods at once much cheaper than with one after the other. Columns never mix, and each is summed in the same order whatever
 * the width, so a method's numbers do not depend on its company.
 */
export type Panel = Float64Array;

type Matrix = Float32Array | Float64Array;

/** A · X: matrix rows × cols, panel cols × width, result rows × width. */
export function timesPanel(a: Matrix, rows: number, cols: number, x: Panel, width: number): Panel {
  return product({ a, out: rows, outStride: cols, inner: cols, innerStride: 1, x, width });
}

/** Aᵀ · X: matrix rows × cols, panel rows × width, result cols × width. */
export function transposedTimesPanel(a: Matrix, rows: number, cols: number, x: Panel, width: number): Panel {
  return product({ a, out: cols, outStride: 1, inner: rows, innerStride: cols, x, width });
}

/** y[r] = Σ_k a[r · outStride + k · innerStride] x[k] for `out` rows r and `inner` terms k, `width` columns each. */
interface Product {
  readonly a: Matrix;
  readonly out: number;
  readonly outStride: number;
  readonly inner: number;
  readonly innerStride: number;
  readonly x: Panel;
  readonly width: number;
}

/**
 * The kernels below hold a tile of the result in local variables: 2 rows × 4 columns, 4 × 2 or 4 × 1, so that each
 * number read is used several times. A tile that reaches over the last row computes that row again.
 */
function product(p: Product): Panel {
  const y = new Float64Array(p.out * p.width);
  let column = 0;
  for (; column + 4 <= p.width; column += 4) tiles2x4(p, column, y);
  for (; column + 2 <= p.width; column += 2) tiles4x2(p, column, y);
  if (column < p.width) tiles4x1(p, column, y);
  return y;
}

function tiles2x4(
  { a, out, outStride, inner, innerStride, x, width }: Product,
  column: number,
  y: Panel,
): void {
  for (let r = 0; r < out; r += 2) {
    const next = Math.min(r + 1, out - 1);
    let p = r * outStride;
    let q = next * outStride;
    let at = column;
    let p0 = 0;
    let p1 = 0;
    let p2 = 0;
    let p3 = 0;
    let q0 = 0;
    let q1 = 0;
    let q2 = 0;
    let q3 = 0;
    for (let k = 0; k < inner; k++) {
      const ap = a[p]!;
      const aq = a[q]!;
      const x0 = x[at]!;
      const x1 = x[at + 1]!;
      const x2 = x[at + 2]!;
      const x3 = x[at + 3]!;
      p0 += ap * x0;
      p1 += ap * x1;
      p2 += ap * x2;
      p3 += ap * x3;
      q0 += aq * x0;
      q1 += aq * x1;
      q2 += aq * x2;
      q3 += aq * x3;
      p += innerStride;
      q += innerStride;
      at += width;
    }
    const to = r * width + column;
    y[to] = p0;
    y[to + 1] = p1;
    y[to + 2] = p2;
    y[to + 3] = p3;
    const toNext = next * width + column;
    y[toNext] = q0;
    y[toNext + 1] = q1;
    y[toNext + 2] = q2;
    y[toNext + 3] = q3;
  }
}

function tiles4x2(
  { a, out, outStride, inner, innerStride, x, width }: Product,
  column: number,
  y: Panel,
): void {
  const last = out - 1;
  for (let r = 0; r < out; r += 4) {
    const r1 = Math.min(r + 1, last);
    const r2 = Math.min(r + 2, last);
    const r3 = Math.min(r + 3, last);
    let p = r * outStride;
    const step1 = r1 * outStride - p;
    const step2 = r2 * outStride - p;
    const step3 = r3 * outStride - p;
    let at = column;
    let p0 = 0;
    let p1 = 0;
    let q0 = 0;
    let q1 = 0;
    let s0 = 0;
    let s1 = 0;
    let t0 = 0;
    let t1 = 0;
    for (let k = 0; k < inner; k++) {
      const x0 = x[at]!;
      const x1 = x[at + 1]!;
      const ap = a[p]!;
      const aq = a[p + step1]!;
      const as = a[p + step2]!;
      const aT = a[p + step3]!;
      p0 += ap * x0;
      p1 += ap * x1;
      q0 += aq * x0;
      q1 += aq * x1;
      s0 += as * x0;
      s1 += as * x1;
      t0 += aT * x0;
      t1 += aT * x1;
      p += innerStride;
      at += width;
    }
    y[r * width + column] = p0;
    y[r * width + column + 1] = p1;
    y[r1 * width + column] = q0;
    y[r1 * width + column + 1] = q1;
    y[r2 * width + column] = s0;
    y[r2 * width + column + 1] = s1;
    y[r3 * width + column] = t0;
    y[r3 * width + column + 1] = t1;
  }
}

function tiles4x1(
  { a, out, outStride, inner, innerStride, x, width }: Product,
  column: number,
  y: Panel,
): void {
  const last = out - 1;
  for (let r = 0; r < out; r += 4) {
    const r1 = Math.min(r + 1, last);
    const r2 = Math.min(r + 2, last);
    const r3 = Math.min(r + 3, last);
    let p = r * outStride;
    const step1 = r1 * outStride - p;
    const step2 = r2 * outStride - p;
    const step3 = r3 * outStride - p;
    let at = column;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let k = 0; k < inner; k++) {
      const value = x[at]!;
      s0 += a[p]! * value;
      s1 += a[p + step1]! * value;
      s2 += a[p + step2]! * value;
      s3 += a[p + step3]! * value;
      p += innerStride;
      at += width;
    }
    y[r * width + column] = s0;
    y[r1 * width + column] = s1;
    y[r2 * width + column] = s2;
    y[r3 * width + column] = s3;
  }
}
