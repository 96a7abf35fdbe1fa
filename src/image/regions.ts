import { patchPosition } from './grid';
import type { PatchGrid } from './grid';

const NAMES = [
  ['upper left', 'upper middle', 'upper right'],
  ['middle left', 'centre', 'middle right'],
  ['lower left', 'lower middle', 'lower right'],
] as const;

/** A ninth of the image, in words for people who do not see it. */
export type Region = (typeof NAMES)[number][number];

type GridShape = Pick<PatchGrid, 'rows' | 'cols'>;

/** Which third position `index` of `count` lies in, by its centre: 0, 1 or 2. */
function third(index: number, count: number): 0 | 1 | 2 {
  return Math.min(Math.floor(((index + 0.5) / count) * 3), 2) as 0 | 1 | 2;
}

/** The name of the region that a patch's centre lies in. */
export function regionOf(grid: GridShape, patch: number): Region {
  const { row, col } = patchPosition(grid, patch);
  return NAMES[third(row, grid.rows)][third(col, grid.cols)];
}

/**
 * Share of a map's mass in each region, largest first; regions without any are left out. `values` is row-major, one
 * number ≥ 0 a patch, of any total. An all-zero map gives an empty list.
 */
export function regionShares(
  grid: GridShape,
  values: ArrayLike<number>,
): { region: Region; share: number }[] {
  const mass = new Map<Region, number>();
  let total = 0;
  for (let patch = 0; patch < grid.rows * grid.cols; patch++) {
    const value = values[patch] ?? 0;
    const region = regionOf(grid, patch);
    mass.set(region, (mass.get(region) ?? 0) + value);
    total += value;
  }
  if (total <= 0) return [];
  return [...mass]
    .filter(([, sum]) => sum > 0)
    .map(([region, sum]) => ({ region, share: sum / total }))
    .sort((a, b) => b.share - a.share);
}

const ROWS = ['upper third', 'middle row', 'lower third'] as const;
const COLS = ['left third', 'middle column', 'right third'] as const;

/** A third of the image, across or down, in words. */
export type Band = (typeof ROWS)[number] | (typeof COLS)[number];

/** Share of a map's mass in each third, across and down, largest first; see `regionShares` for `values`. */
export function bandShares(grid: GridShape, values: ArrayLike<number>): { band: Band; share: number }[] {
  const mass = new Map<Band, number>();
  let total = 0;
  for (let patch = 0; patch < grid.rows * grid.cols; patch++) {
    const value = values[patch] ?? 0;
    const { row, col } = patchPosition(grid, patch);
    for (const band of [ROWS[third(row, grid.rows)], COLS[third(col, grid.cols)]])
      mass.set(band, (mass.get(band) ?? 0) + value);
    total += value;
  }
  if (total <= 0) return [];
  return [...mass]
    .filter(([, sum]) => sum > 0)
    .map(([band, sum]) => ({ band, share: sum / total }))
    .sort((a, b) => b.share - a.share);
}
