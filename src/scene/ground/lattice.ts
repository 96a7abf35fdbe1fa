import { hash32 } from '../random';

/** A number in 0…1 that depends on where (u, v), each 0…1, is. */
export type Field = (u: number, v: number) => number;

/** Random values on a lattice, `columns`+1 by `rows`+1, each 0…1. */
function lattice(seed: number, columns: number, rows: number): Float64Array {
  const values = new Float64Array((columns + 1) * (rows + 1));
  const salt = hash32(seed);
  for (let i = 0; i < values.length; i++) values[i] = hash32(salt ^ (i * 0x9e3779b1)) / 0xffffffff;
  return values;
}

/** Smooth value noise: random values on a lattice, eased between. Same look at every resolution. */
export function smoothNoise(seed: number, columns: number, rows = columns): Field {
  const values = lattice(seed, columns, rows);
  const stride = columns + 1;
  return (u, v) => {
    const x = u * columns;
    const y = v * rows;
    const col = Math.min(Math.floor(x), columns - 1);
    const row = Math.min(Math.floor(y), rows - 1);
    const fx = x - col;
    const fy = y - row;
    const ex = fx * fx * (3 - 2 * fx);
    const ey = fy * fy * (3 - 2 * fy);
    const at = row * stride + col;
    const top = values[at]! + (values[at + 1]! - values[at]!) * ex;
    const bottom = values[at + stride]! + (values[at + stride + 1]! - values[at + stride]!) * ex;
    return top + (bottom - top) * ey;
  };
}

/** A random value for each cell of a grid, without easing. */
export function cellNoise(seed: number, columns: number, rows = columns): Field {
  const values = lattice(seed, columns, rows);
  return (u, v) => values[Math.floor(v * rows) * (columns + 1) + Math.floor(u * columns)]!;
}
