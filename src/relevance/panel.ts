/**
 * Products of one matrix with a panel of vectors: n rows of `width` numbers, row-major, one column for each method that
 * is computed at the same time. Each entry of the matrix is read once for four methods, which is what makes explaining
 * with many methods cost little more than with one. Columns never mix, and each is summed in the same order whatever
 * the width, so a method's numbers do not depend on its company.
 */
export type Panel = Float64Array;

type Matrix = Float32Array | Float64Array;

/** A · X: matrix rows × cols, panel cols × width, result rows × width. */
export function timesPanel(a: Matrix, rows: number, cols: number, x: Panel, width: number): Panel {
  const y = new Float64Array(rows * width);
  let column = 0;
  for (; column + 4 <= width; column += 4) times4(a, rows, cols, x, width, column, y);
  for (; column < width; column++) times1(a, rows, cols, x, width, column, y);
  return y;
}

/** Aᵀ · X: matrix rows × cols, panel rows × width, result cols × width. */
export function transposedTimesPanel(a: Matrix, rows: number, cols: number, x: Panel, width: number): Panel {
  const y = new Float64Array(cols * width);
  let column = 0;
  for (; column + 4 <= width; column += 4) transposed4(a, rows, cols, x, width, column, y);
  for (; column < width; column++) transposed1(a, rows, cols, x, width, column, y);
  return y;
}

function times4(
  a: Matrix,
  rows: number,
  cols: number,
  x: Panel,
  width: number,
  column: number,
  y: Panel,
): void {
  for (let i = 0; i < rows; i++) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    let at = column;
    for (let k = i * cols; k < (i + 1) * cols; k++) {
      const value = a[k]!;
      s0 += value * x[at]!;
      s1 += value * x[at + 1]!;
      s2 += value * x[at + 2]!;
      s3 += value * x[at + 3]!;
      at += width;
    }
    const to = i * width + column;
    y[to] = s0;
    y[to + 1] = s1;
    y[to + 2] = s2;
    y[to + 3] = s3;
  }
}

function times1(
  a: Matrix,
  rows: number,
  cols: number,
  x: Panel,
  width: number,
  column: number,
  y: Panel,
): void {
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    let at = column;
    for (let k = i * cols; k < (i + 1) * cols; k++) {
      sum += a[k]! * x[at]!;
      at += width;
    }
    y[i * width + column] = sum;
  }
}

function transposed4(
  a: Matrix,
  rows: number,
  cols: number,
  x: Panel,
  width: number,
  column: number,
  y: Panel,
): void {
  for (let i = 0; i < rows; i++) {
    const from = i * width + column;
    const x0 = x[from]!;
    const x1 = x[from + 1]!;
    const x2 = x[from + 2]!;
    const x3 = x[from + 3]!;
    if (x0 === 0 && x1 === 0 && x2 === 0 && x3 === 0) continue;
    let at = column;
    for (let k = i * cols; k < (i + 1) * cols; k++) {
      const value = a[k]!;
      y[at]! += value * x0;
      y[at + 1]! += value * x1;
      y[at + 2]! += value * x2;
      y[at + 3]! += value * x3;
      at += width;
    }
  }
}

function transposed1(
  a: Matrix,
  rows: number,
  cols: number,
  x: Panel,
  width: number,
  column: number,
  y: Panel,
): void {
  for (let i = 0; i < rows; i++) {
    const factor = x[i * width + column]!;
    if (factor === 0) continue;
    let at = column;
    for (let k = i * cols; k < (i + 1) * cols; k++) {
      y[at]! += a[k]! * factor;
      at += width;
    }
  }
}

/** X ⊙ Y; null stands for all ones. */
export function multiply(x: Panel, y: Panel | null): Panel {
  if (y === null) return x;
  const out = new Float64Array(x.length);
  for (let n = 0; n < x.length; n++) out[n] = x[n]! * y[n]!;
  return out;
}

/** X ⊘ Y where Y is not 0, and 0 there: what a row that sums to zero gives after normalisation. */
export function divideOrZero(x: Panel, y: Panel): Panel {
  const out = new Float64Array(x.length);
  for (let n = 0; n < x.length; n++) out[n] = y[n] === 0 ? 0 : x[n]! / y[n]!;
  return out;
}

/** X where Y is not 0, and 0 there; null stands for all ones. */
export function keepWhere(x: Panel, y: Panel | null): Panel {
  if (y === null) return x;
  const out = new Float64Array(x.length);
  for (let n = 0; n < x.length; n++) out[n] = y[n] === 0 ? 0 : x[n]!;
  return out;
}

/** X + Y. */
export function add(x: Panel, y: Panel): Panel {
  const out = new Float64Array(x.length);
  for (let n = 0; n < x.length; n++) out[n] = x[n]! + y[n]!;
  return out;
}
