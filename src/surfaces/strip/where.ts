/** Most is more than half, in no more than a third of the strip. */
const MOST = 0.5;
const LONGEST = 1 / 3;

/** Positions `from` up to, but not with, `to`, counted from 0. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * The shortest stretch that holds more than half of all values, where that is no more than a third of the strip; of several
 * as short, the one that holds the most. Undefined where there is none, for values that may be negative, and for zeros.
 */
export function mostlyStretch(values: ArrayLike<number>): Stretch | undefined {
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    if (!(values[i]! >= 0)) return undefined;
    total += values[i]!;
  }
  let best: (Stretch & { readonly sum: number }) | undefined;
  let from = 0;
  let sum = 0;
  for (let to = 1; to <= values.length; to++) {
    sum += values[to - 1]!;
    while (sum - values[from]! > MOST * total) sum -= values[from++]!;
    if (!(sum > MOST * total)) continue;
    const shorter = best === undefined ? Infinity : best.to - best.from - (to - from);
    if (shorter > 0 || (shorter === 0 && sum > best!.sum)) best = { from, to, sum };
  }
  if (!best || best.to - best.from > LONGEST * values.length) return undefined;
  return { from: best.from, to: best.to };
}
