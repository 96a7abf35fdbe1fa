/** Seeded maps: the same numbers at every visit, so that a picture of the gallery can be held against another. */
import { createRandom } from '../../../src/scene';

/** Where relevance gathers, in shares of width and height, and how wide and strong it is. */
export type Blob = readonly [x: number, y: number, width: number, strength: number];

/** Shares that add up to 1, as a surface's values do; all zero stay zero. */
export function shares(values: readonly number[]): Float32Array {
  const sum = values.reduce((total, value) => total + value, 0);
  return Float32Array.from(values, (value) => (sum > 0 ? value / sum : 0));
}

/** A map over patches, row by row. */
export function patchMap(rows: number, cols: number, blobs: readonly Blob[], seed: number): Float32Array {
  const random = createRandom(seed);
  return shares(
    Array.from({ length: rows * cols }, (_, patch) => {
      const x = ((patch % cols) + 0.5) / cols;
      const y = (Math.floor(patch / cols) + 0.5) / rows;
      const heat = blobs.reduce(
        (sum, [bx, by, width, strength]) =>
          sum + strength * Math.exp(-((x - bx) ** 2 + (y - by) ** 2) / (2 * width ** 2)),
        0,
      );
      return heat * random.between(0.8, 1.2) + random.between(0, 0.05);
    }),
  );
}

/** Shares of `count` parts, a few of which hold most. */
export function unevenMap(count: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return shares(Array.from({ length: count }, () => random.next() ** 2.5));
}

export const zeros = (count: number): Float32Array => new Float32Array(count);
