import type { Preprocessing } from './config';
import type { Rect } from './pixels';
import { place } from './placement';

/** The model's patches laid over the original image. Patches are numbered row by row from the upper left. */
export interface PatchGrid {
  readonly rows: number;
  readonly cols: number;
  /** What the model sees, in pixels of the original image (fractions occur; reaches outside where it was padded). */
  readonly source: Rect;
}

/** The grid for an original image of `width` × `height` pixels. Throws a RangeError unless patches divide the model's image. */
export function patchGrid(
  width: number,
  height: number,
  config: Preprocessing,
  patchSize: number,
): PatchGrid {
  const { scaled, window } = place(width, height, config);
  if (window.width % patchSize !== 0 || window.height % patchSize !== 0) {
    throw new RangeError(
      `patch grid: the model's image of ${window.width} × ${window.height} pixels does not divide into patches of ${patchSize} × ${patchSize}`,
    );
  }
  const scaleX = width / scaled.width;
  const scaleY = height / scaled.height;
  const source = {
    x: window.x * scaleX,
    y: window.y * scaleY,
    width: window.width * scaleX,
    height: window.height * scaleY,
  };
  return { rows: window.height / patchSize, cols: window.width / patchSize, source };
}

/** Row and column of a patch. Throws a RangeError for a patch that is not on the grid. */
export function patchPosition(
  grid: Pick<PatchGrid, 'rows' | 'cols'>,
  patch: number,
): { row: number; col: number } {
  if (!Number.isInteger(patch) || patch < 0 || patch >= grid.rows * grid.cols) {
    throw new RangeError(
      `patch grid: there is no patch ${patch} on a grid of ${grid.rows} × ${grid.cols}; patches are 0 to ${grid.rows * grid.cols - 1}`,
    );
  }
  return { row: Math.floor(patch / grid.cols), col: patch % grid.cols };
}

/** The patch's rectangle in pixels of the original image. */
export function patchRect(grid: PatchGrid, patch: number): Rect {
  const { row, col } = patchPosition(grid, patch);
  const width = grid.source.width / grid.cols;
  const height = grid.source.height / grid.rows;
  return { x: grid.source.x + col * width, y: grid.source.y + row * height, width, height };
}

/** The patch that holds point (x, y) of the original image; undefined outside what the model sees. */
export function patchAt(grid: PatchGrid, x: number, y: number): number | undefined {
  const col = Math.floor(((x - grid.source.x) / grid.source.width) * grid.cols);
  const row = Math.floor(((y - grid.source.y) / grid.source.height) * grid.rows);
  const inside = col >= 0 && col < grid.cols && row >= 0 && row < grid.rows;
  return inside ? row * grid.cols + col : undefined;
}

export type Direction = 'left' | 'right' | 'up' | 'down' | 'row-start' | 'row-end';

/** The patch next to `patch`; at the border it stays where it is, so that arrow keys never leave the grid. */
export function neighbour(
  grid: Pick<PatchGrid, 'rows' | 'cols'>,
  patch: number,
  direction: Direction,
): number {
  const { row, col } = patchPosition(grid, patch);
  const start = row * grid.cols;
  switch (direction) {
    case 'left':
      return start + Math.max(col - 1, 0);
    case 'right':
      return start + Math.min(col + 1, grid.cols - 1);
    case 'up':
      return row > 0 ? patch - grid.cols : patch;
    case 'down':
      return row < grid.rows - 1 ? patch + grid.cols : patch;
    case 'row-start':
      return start;
    case 'row-end':
      return start + grid.cols - 1;
  }
}
