import { scaleLinear } from 'd3-scale';

/** Round numbers nearer to an end than this share of the strip would run into its label. */
const CROWDED = 0.1;

export interface StripTick {
  /** The position counted from 1, as it is said. */
  readonly label: number;
  /** Middle of the position, 0…1 from the left. */
  readonly place: number;
}

/** Labelled positions under a strip of `count`: the first, the last, and about `most` round numbers between. */
export function stripTicks(count: number, most: number): StripTick[] {
  if (count <= 0) return [];
  const place = scaleLinear([0.5, count + 0.5], [0, 1]);
  const round = scaleLinear([1, count], [0, 1])
    .ticks(most)
    .filter((tick) => Number.isInteger(tick) && tick > 1 && tick < count)
    .filter((tick) => place(tick) > CROWDED && place(tick) < 1 - CROWDED);
  const labels = count === 1 ? [1] : [1, ...round, count];
  return labels.map((label) => ({ label, place: place(label) }));
}
