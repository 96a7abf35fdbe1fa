/** Largest difference, relative to the largest value wanted; infinite where lengths differ. */
export function distance(got: ArrayLike<number>, want: ArrayLike<number>): number {
  if (got.length !== want.length) return Infinity;
  const largest = Array.from(want).reduce((most, value) => Math.max(most, Math.abs(value)), 1e-300);
  const furthest = Array.from(want).reduce((most, value, n) => Math.max(most, Math.abs(value - got[n]!)), 0);
  return Number.isNaN(furthest) ? Infinity : furthest / largest;
}
