import { describe, expect, it } from 'vitest';
import { auc, meanCurve, onGrid } from './curve';
import { fineGrid, REFERENCE_GRID, removedCount, wordGrid } from './grid';
import { keptUnits, removalOrder, tieBreak } from './order';
import { planPerturbation, readPlan, type PlanRequest } from './perturbation';

describe('grids', () => {
  it('adds early points to the reference grid', () => {
    const early = [1 / 144, 2 / 144, 3 / 144, 0.1, 0.15, 0.2];
    expect(fineGrid(144)).toEqual([0, ...early, ...REFERENCE_GRID.slice(1)]);
  });

  it('holds each fraction once', () => {
    expect(fineGrid(4)).toEqual([0, 0.1, 0.15, 0.2, 0.25, 0.5, 0.75, 0.8, 0.85, 0.9, 0.95, 1]);
    expect(fineGrid(2)).toEqual([0, 0.1, 0.15, 0.2, 0.25, 0.5, 0.75, 0.8, 0.85, 0.9, 0.95, 1]);
  });

  it('removes words one by one', () => {
    expect(wordGrid(4)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(wordGrid(0)).toEqual([0]);
  });

  it('removes round(f · N)', () => {
    // 144 patches: 115.2, 122.4, 129.6 and 136.8.
    expect(REFERENCE_GRID.map((f) => removedCount(f, 144))).toEqual([
      0, 36, 72, 108, 115, 122, 130, 137, 144,
    ]);
    expect([1, 2, 3, 7].map((k) => removedCount(k / 7, 7))).toEqual([1, 2, 3, 7]);
  });
});

describe('removalOrder', () => {
  const ties = Int32Array.of(2, 0, 1, 3);

  it('removes the most relevant first in the positive test, the least relevant in the negative', () => {
    expect([...removalOrder([0.1, 0.4, 0.2, 0.3], ties, 'positive')]).toEqual([1, 3, 2, 0]);
    expect([...removalOrder([0.1, 0.4, 0.2, 0.3], ties, 'negative')]).toEqual([0, 2, 3, 1]);
  });

  it('breaks ties by the shared permutation in both directions', () => {
    expect([...removalOrder([0, 0, 0, 5], ties, 'positive')]).toEqual([3, 1, 2, 0]);
    expect([...removalOrder([0, 0, 0, 5], ties, 'negative')]).toEqual([1, 2, 0, 3]);
  });

  it('has ties that are a permutation fixed by the seed', () => {
    expect([...tieBreak(9, 4)].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(tieBreak(9, 4)).toEqual(tieBreak(9, 4));
    expect(tieBreak(9, 4)).not.toEqual(tieBreak(9, 5));
  });

  it('refuses what cannot be ordered', () => {
    expect(() => removalOrder([1, NaN, 2, 3], ties, 'positive')).toThrow('not a finite number');
    expect(() => removalOrder([1], ties, 'positive')).toThrow('1 entries orders 4 units');
  });

  it('keeps the rest in the order of the input', () => {
    expect([...keptUnits(Int32Array.of(12, 3, 100, 7), 1)]).toEqual([3, 7, 100]);
  });
});

describe('auc', () => {
  it('is the trapezoid over the removed fraction', () => {
    // 0.25 · (1 + 0.6)/2 + 0.75 · (0.6 + 0)/2 = 0.2 + 0.225.
    expect(auc({ fractions: [0, 0.25, 1], scores: [1, 0.6, 0] })).toBeCloseTo(0.425, 12);
  });

  it('is the score itself when nothing could be removed', () => {
    expect(auc({ fractions: [0], scores: [0.7] })).toBe(0.7);
  });

  it('is read on a coarser grid from the same points', () => {
    const fine = { fractions: [0, 0.1, 0.5, 1], scores: [1, 0.2, 0.1, 0] };
    expect(onGrid(fine, [0, 0.5, 1]).scores).toEqual([1, 0.1, 0]);
    expect(() => onGrid(fine, [0, 0.3])).toThrow('no point at 0.3');
  });

  it('averages curves point by point', () => {
    const fractions = [0, 1];
    expect(
      meanCurve([
        { fractions, scores: [1, 0] },
        { fractions, scores: [0.5, 0.5] },
      ]).scores,
    ).toEqual([0.75, 0.25]);
  });
});

describe('perturbation', () => {
  // A model whose score is the kept share of weights 4, 3, 2, 1.
  const weights = [0.4, 0.3, 0.2, 0.1];
  const grid = wordGrid(4);
  const curves = (more: Partial<PlanRequest> = {}) => {
    const plan = planPerturbation({ maps: [weights], grid, seed: 1, ...more });
    const scores = plan.keepSets.map((kept) => kept.reduce((sum, unit) => sum + weights[unit]!, 0));
    return readPlan(plan, scores);
  };

  it('gives the curves of a perfect map', () => {
    const { methods } = curves();
    const { positive, negative } = methods[0]!;
    positive.scores.forEach((value, n) => expect(value).toBeCloseTo([1, 0.6, 0.3, 0.1, 0][n]!, 12));
    negative.scores.forEach((value, n) => expect(value).toBeCloseTo([1, 0.9, 0.7, 0.4, 0][n]!, 12));
    // (1/2 + 0.6 + 0.3 + 0.1)/4 and (1/2 + 0.9 + 0.7 + 0.4)/4.
    expect(positive.auc).toBeCloseTo(0.375, 12);
    expect(negative.auc).toBeCloseTo(0.625, 12);
  });

  it('expects the same area of random in both directions: here a half', () => {
    const { random } = curves({ permutations: 4000 });
    expect(random!.positive.auc).toBeCloseTo(0.5, 2);
    expect(random!.negative.auc).toBeCloseTo(0.5, 2);
  });

  it('walks each permutation of random forward for one direction and backward for the other', () => {
    const { keepSets, randomPoints } = planPerturbation({ maps: [weights], grid, seed: 1, permutations: 3 });
    for (const { positive, negative } of randomPoints) {
      // What is left after k are gone from one end, and after N − k from the other, is everything.
      positive.forEach((run, k) => {
        const other = keepSets[negative[4 - k]!]!;
        expect([...keepSets[run]!, ...other].sort()).toEqual([0, 1, 2, 3]);
      });
    }
  });

  it('runs each set of kept units once', () => {
    // Two equal maps share all runs; positive and negative share the ends.
    const plan = planPerturbation({ maps: [weights, weights], grid, seed: 1, permutations: 0 });
    expect(plan.keepSets.map((set) => [...set].join())).toEqual([
      '0,1,2,3',
      '1,2,3',
      '2,3',
      '3',
      '',
      '0,1,2',
      '0,1',
      '0',
    ]);
    expect(plan.points[1]).toEqual(plan.points[0]);
    expect(plan.points[0]!.negative).toEqual([0, 5, 6, 7, 4]);
    expect(readPlan(plan, new Float64Array(8)).random).toBeNull();
    expect(() => readPlan(plan, [1])).toThrow('8 runs got 1 scores');
  });
});
