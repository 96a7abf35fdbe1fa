import { describe, expect, it } from 'vitest';
import { timesPanel, transposedTimesPanel } from './panel';
import { prng } from './prng';

describe('products with panels', () => {
  const random = prng(1);
  const draw = (n: number) => Float64Array.from({ length: n }, () => random.next());

  it.each([
    [1, 1],
    [2, 3],
    [5, 4],
    [7, 9],
  ])('equal loops over entries for %i × %i and any width', (rows, cols) => {
    const a = draw(rows * cols);
    for (let width = 1; width <= 8; width++) {
      const right = draw(cols * width);
      const left = draw(rows * width);
      const times = timesPanel(a, rows, cols, right, width);
      const transposed = transposedTimesPanel(a, rows, cols, left, width);
      for (let m = 0; m < width; m++) {
        for (let i = 0; i < rows; i++) {
          let sum = 0;
          for (let j = 0; j < cols; j++) sum += a[i * cols + j]! * right[j * width + m]!;
          expect(times[i * width + m]).toBe(sum);
        }
        for (let j = 0; j < cols; j++) {
          let sum = 0;
          for (let i = 0; i < rows; i++) sum += a[i * cols + j]! * left[i * width + m]!;
          expect(transposed[j * width + m]).toBe(sum);
        }
      }
    }
  });
});
