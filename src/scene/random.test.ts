import { describe, expect, it } from 'vitest';
import { createRandom } from './random';

describe('createRandom', () => {
  it('gives the same stream for the same seed, and another for the next', () => {
    const draw = (seed: number) => Array.from({ length: 5 }, createRandom(seed).uint32);
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    expect(draw(7)).not.toEqual(draw(7 + 2 ** 32));
  });

  it('is even over ten cells (chi-squared, 9 degrees of freedom, far tail)', () => {
    const random = createRandom(1);
    const cells = new Array<number>(10).fill(0);
    for (let i = 0; i < 10_000; i++) cells[random.int(10)]!++;
    expect(cells.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0)).toBeLessThan(30);
  });

  it('shuffles without loss and weighs as told', () => {
    const random = createRandom(2);
    expect(random.shuffle([1, 2, 3, 4]).sort()).toEqual([1, 2, 3, 4]);
    let second = 0;
    for (let i = 0; i < 4000; i++) if (random.weighted(['a', 'b', 'c'], [1, 3, 0]) === 'b') second++;
    expect(second / 4000).toBeCloseTo(0.75, 1);
  });

  it('refuses seeds and choices that mean nothing', () => {
    expect(() => createRandom(-1)).toThrow(RangeError);
    expect(() => createRandom(0.5)).toThrow(RangeError);
    expect(() => createRandom(1).pick([])).toThrow('empty');
    expect(() => createRandom(1).weighted(['a'], [0])).toThrow(RangeError);
  });
});
