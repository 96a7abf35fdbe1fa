import { describe, expect, it } from 'vitest';
import { ranks, spearman, topMembership, topOverlap } from './compare';
import { difference, normaliseMap } from './display';

describe('normaliseMap', () => {
  it('scales to mass 1 and keeps the raw mass', () => {
    expect(normaliseMap([1, 3, 4])).toEqual({ values: Float64Array.of(0.125, 0.375, 0.5), rawMass: 8 });
  });

  it('leaves special tokens out of map and mass', () => {
    const { values, rawMass } = normaliseMap([100, 1, 3, 50], [true, false, false, true]);
    expect([...values]).toEqual([0, 0.25, 0.75, 0]);
    expect(rawMass).toBe(4);
  });

  it('scales a signed map to absolute mass 1', () => {
    expect([...normaliseMap([-1, 3]).values]).toEqual([-0.25, 0.75]);
  });

  it('leaves an all-zero map zero', () => {
    expect(normaliseMap([0, 0])).toEqual({ values: Float64Array.of(0, 0), rawMass: 0 });
  });
});

describe('difference', () => {
  it('subtracts', () => expect([...difference([0.5, 0.5], [0.25, 0.75])]).toEqual([0.25, -0.25]));

  it('refuses maps of different length', () => {
    expect(() => difference([1], [1, 2])).toThrow('1 and 2 entries');
  });
});

describe('ranks', () => {
  it('averages ties', () => expect([...ranks([10, 20, 20, 5])]).toEqual([2, 3.5, 3.5, 1]));
});

describe('spearman', () => {
  it('is 1 for the same order and −1 for the reverse', () => {
    expect(spearman([1, 2, 3], [10, 100, 1000])).toBe(1);
    expect(spearman([1, 2, 3], [3, 2, 1])).toBe(-1);
  });

  it('equals 1 − 6Σd²/(n(n²−1)) without ties', () => {
    // Rank differences 1, −1, 0, 1, −1: Σd² = 4, so 1 − 24/120 = 0.8.
    expect(spearman([1, 2, 3, 4, 5], [2, 1, 3, 5, 4])).toBeCloseTo(0.8, 12);
  });

  it('correlates averaged ranks when there are ties', () => {
    // Ranks 1.5, 1.5, 3 and 1, 2, 3; deviations −.5, −.5, 1 and −1, 0, 1: 1.5/√(1.5 · 2) = √3/2.
    expect(spearman([0, 0, 7], [1, 2, 3])).toBeCloseTo(Math.sqrt(3) / 2, 12);
  });

  it('is null for a constant map', () => expect(spearman([1, 1], [1, 2])).toBeNull());
});

describe('topOverlap', () => {
  it('counts common entries of the top fifth', () => {
    // 10 entries, top 2: {9, 8} and {9, 0}.
    const a = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    const b = [8, 1, 2, 3, 4, 5, 6, 7, 0, 9];
    expect(topOverlap(a, b)).toBe(0.5);
  });

  it('lets entries tied at the edge belong in equal parts', () => {
    expect([...topMembership([5, 1, 1, 1, 0], 2)]).toEqual([1, 1 / 3, 1 / 3, 1 / 3, 0]);
    // Constant against {4}: the one place of the top is shared by five, so they have a fifth in common.
    expect(topOverlap([1, 1, 1, 1, 1], [0, 0, 0, 0, 1])).toBeCloseTo(0.2, 12);
  });
});
