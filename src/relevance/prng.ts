/** A source of numbers that look random and are fixed by their seed. */
export interface Prng {
  /** Uniform in [0, 1), 32 bits of resolution. */
  next(): number;
  /** Uniform integer in 0 … n − 1. */
  below(n: number): number;
}

/** Spreads an integer's bits over 32 bits, so that neighbouring seeds share nothing (the finaliser of MurmurHash3). */
function scramble(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * A generator for `seed` and any number of sub-stream indices: the same arguments always give the same sequence, other
 * arguments an unrelated one. A Weyl sequence whose values are scrambled, as in SplitMix (Steele et al. 2014): period
 * 2³², good for shuffles, bootstraps and random maps, not for secrets.
 */
export function prng(seed: number, ...streams: readonly number[]): Prng {
  let state = scramble(seed + 0x9e3779b9);
  for (const stream of streams) state = scramble(state ^ scramble(stream + 0x7f4a7c15));
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    return scramble(scramble(state)) / 4294967296;
  };
  return { next, below: (n) => Math.floor(next() * n) };
}

/** A permutation of 0 … n − 1, uniform over all of them (Fisher–Yates). */
export function permutation(n: number, random: Prng): Int32Array {
  const order = new Int32Array(n).map((_, index) => index);
  for (let last = n - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const held = order[last]!;
    order[last] = order[other]!;
    order[other] = held;
  }
  return order;
}
