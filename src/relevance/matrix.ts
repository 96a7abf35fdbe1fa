/** Dense row-major matrices in float64; the few products that the relevance rules need. */

/** out += A · B, with A rows × inner and B inner × cols. Zero entries of A cost nothing (causal maps are half zeros). */
export function addProduct(
  out: Float64Array,
  a: Float64Array,
  b: Float64Array,
  rows: number,
  inner: number,
  cols: number,
): void {
  for (let i = 0; i < rows; i++) {
    const to = i * cols;
    for (let k = 0; k < inner; k++) {
      const factor = a[i * inner + k]!;
      if (factor === 0) continue;
      const from = k * cols;
      for (let j = 0; j < cols; j++) out[to + j]! += factor * b[from + j]!;
    }
  }
}

/** Aᵀ of A rows × cols. */
export function transpose(a: Float64Array, rows: number, cols: number): Float64Array {
  const out = new Float64Array(a.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) out[j * rows + i] = a[i * cols + j]!;
  return out;
}

/** Multiplies row n of A by factors[n], in place. */
export function scaleRows(a: Float64Array, factors: Float64Array): void {
  const cols = a.length / factors.length;
  factors.forEach((factor, n) => {
    for (let j = n * cols; j < (n + 1) * cols; j++) a[j]! *= factor;
  });
}

/** A += B, entry by entry. */
export function addInto(a: Float64Array, b: Float64Array): void {
  for (let n = 0; n < a.length; n++) a[n]! += b[n]!;
}
