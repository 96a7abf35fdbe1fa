/**
 * A seeded stream of numbers that is the same on every JavaScript engine: integer operations only.
 *
 * The generator is sfc32 (Chris Doty-Humphrey's small fast counting generator, PractRand), its state filled by
 * splitmix32 so that neighbouring seeds give unrelated streams.
 */
export interface Random {
  /** Next integer in 0 … 2³² − 1. */
  uint32(): number;
  /** Next number in 0 ≤ u < 1, a multiple of 2⁻³². */
  next(): number;
  /** Integer in 0 … n − 1; `n` at least 1. */
  int(n: number): number;
  /** Number in low ≤ u < high. */
  between(low: number, high: number): number;
  /** True with the probability given. */
  chance(probability: number): boolean;
  /** One item of a list that is not empty. */
  pick<T>(items: readonly T[]): T;
  /** A shuffled copy (Fisher–Yates). */
  shuffle<T>(items: readonly T[]): T[];
  /** One item, chosen in proportion to its weight (≥ 0, not all zero). */
  weighted<T>(items: readonly T[], weights: readonly number[]): T;
}

/** A well-mixed 32-bit hash of an integer; the finaliser of splitmix32. */
export function hash32(value: number): number {
  let h = (value + 0x9e3779b9) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x21f0aaad);
  h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
  return (h ^ (h >>> 15)) >>> 0;
}

/** Starts a stream. `seed` is an integer in 0 … 2⁵³ − 1; throws a RangeError otherwise. */
export function createRandom(seed: number): Random {
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new RangeError(`A seed is a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, not ${seed}.`);
  const low = seed >>> 0;
  const high = Math.floor(seed / 0x100000000);
  let a = hash32(low);
  let b = hash32(high ^ a);
  let c = hash32(b ^ low);
  let counter = 1;

  function uint32(): number {
    const out = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + out) | 0;
    return out >>> 0;
  }
  // The first outputs still show the seed's structure; PractRand's author discards a dozen.
  for (let i = 0; i < 12; i++) uint32();

  const next = (): number => uint32() / 0x100000000;
  const int = (n: number): number => Math.floor(next() * n);

  function pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('Cannot pick from an empty list.');
    return items[int(items.length)]!;
  }

  function shuffle<T>(items: readonly T[]): T[] {
    const out = items.slice();
    for (let i = out.length - 1; i > 0; i--) {
      const j = int(i + 1);
      const held = out[i]!;
      out[i] = out[j]!;
      out[j] = held;
    }
    return out;
  }

  function weighted<T>(items: readonly T[], weights: readonly number[]): T {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    if (items.length === 0 || items.length !== weights.length || !(total > 0))
      throw new RangeError('A weighted choice needs as many weights as items, and one above 0.');
    let left = next() * total;
    let last = 0;
    for (let i = 0; i < items.length; i++) {
      if (!(weights[i]! > 0)) continue;
      last = i;
      left -= weights[i]!;
      if (left < 0) break;
    }
    // Rounding may leave a rest above 0 at the end: the last item with a weight then.
    return items[last]!;
  }

  return {
    uint32,
    next,
    int,
    between: (from, to) => from + (to - from) * next(),
    chance: (probability) => next() < probability,
    pick,
    shuffle,
    weighted,
  };
}
