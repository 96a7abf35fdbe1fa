/** The cross on a dense output: which point it stands on, and where keys lead it. */
import type { AnswerData } from '../answer';

type Grid = Pick<AnswerData['output'], 'rows' | 'cols'>;

const clamp = (value: number, count: number): number => Math.min(count - 1, Math.max(0, value));

/** Middle of a point, in shares of width and height. */
export function centreOf({ rows, cols }: Grid, at: number): { readonly x: number; readonly y: number } {
  return { x: ((at % cols) + 0.5) / cols, y: (Math.floor(at / cols) + 0.5) / rows };
}

/** The point under a place given in shares of width and height; the nearest one for places beyond the edge. */
export function pointAt({ rows, cols }: Grid, x: number, y: number): number {
  return clamp(Math.floor(y * rows), rows) * cols + clamp(Math.floor(x * cols), cols);
}

/** Where a key leads the cross, `steps` points at a time and never beyond the edge; undefined: the key means nothing here. */
export function moveCross({ rows, cols }: Grid, at: number, key: string, steps = 1): number | undefined {
  if (rows * cols === 0) return undefined;
  const row = Math.floor(at / cols);
  const col = at % cols;
  const to = (newRow: number, newCol: number) => clamp(newRow, rows) * cols + clamp(newCol, cols);
  switch (key) {
    case 'ArrowLeft':
      return to(row, col - steps);
    case 'ArrowRight':
      return to(row, col + steps);
    case 'ArrowUp':
      return to(row - steps, col);
    case 'ArrowDown':
      return to(row + steps, col);
    case 'Home':
      return to(row, 0);
    case 'End':
      return to(row, cols - 1);
    default:
      return undefined;
  }
}
