import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { upsample } from './upsample';

const transposed = (values: readonly number[], rows: number, cols: number) =>
  Array.from({ length: rows * cols }, (_, i) => values[(i % rows) * cols + Math.floor(i / rows)]!);

const maps = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })).chain(([rows, cols]) =>
  fc.record({
    rows: fc.constant(rows),
    cols: fc.constant(cols),
    values: fc.array(fc.integer({ min: -50, max: 50 }), { minLength: rows * cols, maxLength: rows * cols }),
  }),
);

describe('upsample, smooth', () => {
  it('goes through the value of every patch at its centre', () => {
    const values = [0, 3, 1, 9, 4, 4, 2, 0, 7, 5, 1, 6];
    // Nine pixels a patch: the fifth is the centre.
    const out = upsample(values, 3, 4, 36, 27);
    values.forEach((value, i) => {
      expect(out[(Math.floor(i / 4) * 9 + 4) * 36 + (i % 4) * 9 + 4]).toBeCloseTo(value, 5);
    });
  });

  it('follows the monotone cubic worked out by hand', () => {
    // Slope at the middle value: the harmonic mean of 1 and 3, 1.5; at the ends 0. Of six pixels the third lies at
    // 2.5 / 6 · 3 − 0.5 = 0.75 between the first two centres: (3t² − 2t³) · 1 + (t³ − t²) · 1.5 = 0.6328125.
    expect(upsample([0, 1, 4], 1, 3, 6, 1)[2]).toBeCloseTo(0.84375 - 0.2109375, 6);
  });

  it('never leaves the range of the map, and keeps zeros zero', () => {
    fc.assert(
      fc.property(maps, ({ rows, cols, values }) => {
        const out = upsample(values, rows, cols, 17, 13);
        const [low, high] = [Math.min(...values), Math.max(...values)];
        for (const value of out) {
          expect(value).toBeGreaterThanOrEqual(low - 1e-4);
          expect(value).toBeLessThanOrEqual(high + 1e-4);
        }
      }),
      { seed: 7, numRuns: 60 },
    );
    expect(new Set(upsample([0, 0, 0, 0], 2, 2, 9, 9))).toEqual(new Set([0]));
  });

  it('treats rows and columns alike', () => {
    fc.assert(
      fc.property(maps, ({ rows, cols, values }) => {
        const one = upsample(values, rows, cols, 11, 7);
        const other = upsample(transposed(values, rows, cols), cols, rows, 7, 11);
        one.forEach((value, i) => {
          expect(value).toBeCloseTo(other[(i % 11) * 7 + Math.floor(i / 11)]!, 3);
        });
      }),
      { seed: 8, numRuns: 30 },
    );
  });
});

describe('upsample, by patch', () => {
  it('repeats each value', () => {
    expect([...upsample([1, 2, 3, 4], 2, 2, 4, 2, 'patch')]).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
  });

  it('agrees with pixel centres where sizes do not divide', () => {
    expect([...upsample([1, 2, 3], 1, 3, 5, 1, 'patch')]).toEqual([1, 1, 2, 3, 3]);
  });
});

it('upsample refuses a map of the wrong length and an empty size', () => {
  expect(() => upsample([1, 2, 3], 2, 2, 4, 4)).toThrow('has 4 values, but 3 came');
  expect(() => upsample([1], 1, 1, 0, 4)).toThrow('0 × 4');
});
