import { describe, expect, it } from 'vitest';
import { permutation, prng } from './prng';

describe('prng', () => {
  it('is fixed by seed and stream, and differs between them', () => {
    const draw = (...seeds: [number, ...number[]]) => Array.from({ length: 4 }, prng(...seeds).next);
    expect(draw(1, 2)).toEqual(draw(1, 2));
    const sequences = [draw(0), draw(1), draw(1, 0), draw(1, 1), draw(1, 0, 0)].map((values) =>
      values.join(),
    );
    expect(new Set(sequences).size).toBe(5);
  });

  it('is uniform: mean 1/2, variance 1/12, every tenth as often', () => {
    const random = prng(5);
    const n = 100000;
    const tenths = new Float64Array(10);
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const value = random.next();
      sum += value;
      squares += value * value;
      tenths[Math.floor(value * 10)]! += 1 / n;
    }
    expect(sum / n).toBeCloseTo(0.5, 2);
    expect(squares / n - (sum / n) ** 2).toBeCloseTo(1 / 12, 2);
    for (const share of tenths) expect(Math.abs(share - 0.1)).toBeLessThan(0.005);
  });
});

describe('permutation', () => {
  it('gives all six orders of three equally often', () => {
    const random = prng(9);
    const seen = new Map<string, number>();
    for (let n = 0; n < 12000; n++) {
      const order = permutation(3, random).join();
      seen.set(order, (seen.get(order) ?? 0) + 1);
    }
    expect(seen.size).toBe(6);
    for (const count of seen.values()) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });
});
