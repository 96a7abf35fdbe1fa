import { neighbour, type Direction } from '../../image/grid';
import { regionOf } from '../../image/regions';
import { spoken, type Surface } from '../surface';
import { mostlyWhere } from './where';

const KEYS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'row-start',
  End: 'row-end',
};

/** Patches of a picture, as heat over it. */
export const picture: Surface<'picture'> = {
  kind: 'picture',
  label: 'Picture',
  unit: 'patch',
  size: ({ rows, cols }) => rows * cols,
  extent: ({ rows, cols }) => `${cols} by ${rows}`,
  where: mostlyWhere,
  partName: (grid, values, at) =>
    `row ${Math.floor(at / grid.cols) + 1}, column ${(at % grid.cols) + 1}, ${regionOf(grid, at)}, ${spoken(values[at] ?? 0)}`,
  move(grid, at, key) {
    const direction = KEYS[key];
    if (!direction) return undefined;
    if (at === undefined) return Math.floor(grid.rows / 2) * grid.cols + Math.floor(grid.cols / 2);
    return neighbour(grid, at, direction);
  },
  piece: async () => (await import('./piece')).drawPicture,
};
