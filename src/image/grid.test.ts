import { describe, expect, it } from 'vitest';
import { clipPreprocessing, squarePreprocessing } from './config';
import { neighbour, patchAt, patchGrid, patchPosition, patchRect } from './grid';
import { regionOf, regionShares } from './regions';

describe('patchGrid', () => {
  it('covers the middle square of a wide photo', () => {
    const grid = patchGrid(600, 400, clipPreprocessing(224), 32);
    expect([grid.rows, grid.cols]).toEqual([7, 7]);
    // 224 · 600 / 400 = 336; the crop begins at 56 of 336, that is 100 of 600.
    expect(grid.source).toEqual({ x: 100, y: 0, width: 400, height: 400 });
  });

  it('covers the whole of a distorted image', () => {
    const grid = patchGrid(300, 100, squarePreprocessing(160), 16);
    expect(grid.source).toEqual({ x: 0, y: 0, width: 300, height: 100 });
    const last = patchRect(grid, 99);
    expect([last.x, last.y, last.width, last.height]).toEqual([270, 90, 30, 10]);
  });

  it('finds each patch again from its centre', () => {
    const grid = patchGrid(517, 803, clipPreprocessing(96), 16);
    for (let patch = 0; patch < grid.rows * grid.cols; patch++) {
      const { x, y, width, height } = patchRect(grid, patch);
      expect(patchAt(grid, x + width / 2, y + height / 2)).toBe(patch);
    }
    expect(patchAt(grid, 5, 5)).toBeUndefined();
    expect(patchAt(grid, 5, 802)).toBeUndefined();
  });

  it('refuses patches that do not divide the image, and patches off the grid', () => {
    expect(() => patchGrid(10, 10, squarePreprocessing(100), 16)).toThrow('does not divide');
    expect(() => patchPosition({ rows: 2, cols: 2 }, 4)).toThrow('patches are 0 to 3');
  });
});

describe('neighbour', () => {
  const grid = { rows: 2, cols: 3 };
  it('walks and stays inside', () => {
    expect(neighbour(grid, 1, 'left')).toBe(0);
    expect(neighbour(grid, 0, 'left')).toBe(0);
    expect(neighbour(grid, 2, 'right')).toBe(2);
    expect(neighbour(grid, 1, 'down')).toBe(4);
    expect(neighbour(grid, 4, 'down')).toBe(4);
    expect(neighbour(grid, 4, 'up')).toBe(1);
    expect(neighbour(grid, 1, 'up')).toBe(1);
    expect(neighbour(grid, 4, 'row-start')).toBe(3);
    expect(neighbour(grid, 4, 'row-end')).toBe(5);
  });
});

describe('regions', () => {
  it('names ninths of the image', () => {
    const grid = { rows: 6, cols: 6 };
    expect([0, 2, 5, 14, 21, 33, 35].map((patch) => regionOf(grid, patch))).toEqual([
      'upper left',
      'upper middle',
      'upper right',
      'centre',
      'centre',
      'lower middle',
      'lower right',
    ]);
  });

  it('sums shares, largest first', () => {
    const values = [1, 0, 0, 0, 0, 0, 0, 0, 3];
    expect(regionShares({ rows: 3, cols: 3 }, values)).toEqual([
      { region: 'lower right', share: 0.75 },
      { region: 'upper left', share: 0.25 },
    ]);
    expect(regionShares({ rows: 3, cols: 3 }, new Float32Array(9))).toEqual([]);
  });
});
