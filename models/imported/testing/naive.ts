/** Relevance of one stream by whole matrices, in plain loops: Chefer et al. 2021, eqs. 5 and 6. */

interface Heads {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** The first row of R after all layers, of `tokens` tokens. */
export function naiveRelevance(
  layers: readonly { readonly attention: Heads; readonly gradient: Heads }[],
  tokens: number,
): number[] {
  let R = Array.from({ length: tokens }, (_, i) =>
    Array.from({ length: tokens }, (__, j) => Number(i === j)),
  );
  for (const { attention, gradient } of layers) {
    const heads = attention.shape[0]!;
    const mean = (i: number, j: number) => {
      let sum = 0;
      for (let h = 0; h < heads; h++) {
        const at = (h * tokens + i) * tokens + j;
        sum += Math.max(0, attention.data[at]! * gradient.data[at]!);
      }
      return sum / heads;
    };
    R = R.map((row, i) =>
      row.map((value, j) => value + R.reduce((sum, other, k) => sum + mean(i, k) * other[j]!, 0)),
    );
  }
  return R[0]!;
}
