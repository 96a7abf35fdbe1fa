import { describe, expect, it } from 'vitest';
import { shrinkToShow } from './shrink';

const grey = (width: number, height: number, at: (x: number, y: number) => number) => {
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) data.fill(at(i % width, Math.floor(i / width)), i * 4, i * 4 + 3);
  return { width, height, data };
};

describe('shrinkToShow', () => {
  it('averages squares of pixels, smaller ones at the edges', () => {
    // Factor 2 of 5 × 3: columns 0–1, 2–3, 4 and rows 0–1, 2.
    const { width, height, data } = shrinkToShow(
      grey(5, 3, (x, y) => x * 10 + y * 100),
      3,
    );
    expect([width, height]).toEqual([3, 2]);
    expect([...data].filter((_, i) => i % 4 === 0)).toEqual([55, 75, 90, 205, 225, 240]);
    expect([...data].filter((_, i) => i % 4 === 3)).toEqual(Array(6).fill(255));
  });

  it('gives back what fits, and never makes a side vanish', () => {
    const small = grey(7, 4, () => 9);
    expect(shrinkToShow(small, 7)).toBe(small);
    expect(
      shrinkToShow(
        grey(3000, 1, () => 9),
        1024,
      ),
    ).toMatchObject({ width: 1000, height: 1 });
  });
});
