/** Removed fractions of the reference (Chefer et al. 2021, lxmert/perturbation.py): they suit the negative test. */
export const REFERENCE_GRID: readonly number[] = [0, 0.25, 0.5, 0.75, 0.8, 0.85, 0.9, 0.95, 1];

/** Fractions that the fine grid adds beside 1/N, 2/N and 3/N. */
const EARLY: readonly number[] = [0.1, 0.15, 0.2];

/**
 * The reference grid with 1/N, 2/N, 3/N, 0.1, 0.15 and 0.2 added, ascending. Without these the positive test is blunt:
 * most of what it measures happens while the first few patches go.
 */
export function fineGrid(units: number): number[] {
  const few = [1, 2, 3].filter((k) => k <= units).map((k) => k / units);
  return [...new Set([...REFERENCE_GRID, ...EARLY, ...few])].sort((a, b) => a - b);
}

/** 0, 1/N, 2/N … 1: words are removed one by one. A question without words has the single point 0. */
export function wordGrid(words: number): number[] {
  return Array.from({ length: words + 1 }, (_, k) => (k === 0 ? 0 : k / words));
}

/** How many of `units` a fraction removes: k = round(f · N), halves up. */
export function removedCount(fraction: number, units: number): number {
  return Math.round(fraction * units);
}
