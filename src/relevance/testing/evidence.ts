/** What a block leaves behind, from the maps of all its heads: by definition, one entry after the other. */
import type { Numbers } from '../types';

/** Entries of a matrix as a function of one head's values there, averaged over heads. Maps are [heads, queries, keys]. */
function meanOverHeads(
  heads: number,
  size: number,
  value: (at: number, head: number) => number,
): Float64Array {
  return Float64Array.from({ length: size }, (_, n) => {
    let sum = 0;
    for (let head = 0; head < heads; head++) sum += value(head * size + n, head);
    return sum / heads;
  });
}

/** Ā = mean over heads of (∇A ⊙ A)⁺ (Chefer et al. 2021, eq. 5). */
export function abarOf(A: Numbers, gradient: Numbers, heads: number): Float64Array {
  return meanOverHeads(heads, A.length / heads, (at) => Math.max(0, gradient[at]! * A[at]!));
}

/** Mean over heads of A. */
export function meanOf(A: Numbers, heads: number): Float64Array {
  return meanOverHeads(heads, A.length / heads, (at) => A[at]!);
}

/** relu of the mean over heads of A_h · mean(∇A_h). */
export function gradcamOf(A: Numbers, gradient: Numbers, heads: number): Float64Array {
  const size = A.length / heads;
  const weights = Array.from({ length: heads }, (_, head) => {
    const own = Float64Array.from(gradient.subarray(head * size, (head + 1) * size));
    return own.reduce((sum, value) => sum + value, 0) / size;
  });
  return meanOverHeads(heads, size, (at, head) => weights[head]! * A[at]!).map((value) => Math.max(0, value));
}
