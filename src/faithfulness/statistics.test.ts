import { describe, expect, it } from 'vitest';
import { clusterBootstrap, holm, quantile, signFlipTest } from './statistics';

const ids = (n: number) => Array.from({ length: n }, (_, id) => id);

describe('clusterBootstrap', () => {
  it('gives mean, counts and an interval around the mean', () => {
    const estimate = clusterBootstrap([0, 1, 1, 0, 1], ['a', 'a', 'b', 'c', 'c'], { seed: 1 });
    expect(estimate.mean).toBe(0.6);
    expect(estimate.n).toBe(5);
    expect(estimate.clusters).toBe(3);
    expect(estimate.interval[0]).toBeLessThanOrEqual(0.6);
    expect(estimate.interval[1]).toBeGreaterThanOrEqual(0.6);
  });

  it('comes close to the normal interval for many independent values', () => {
    // Half zeros, half ones: 1.96 · 0.5/√400 = 0.049.
    const values = Array.from({ length: 400 }, (_, n) => n % 2);
    const [low, high] = clusterBootstrap(values, ids(400), { seed: 1 }).interval;
    expect(low).toBeCloseTo(0.451, 1.7);
    expect(high).toBeCloseTo(0.549, 1.7);
  });

  it('is as wide as if each cluster were one value when its values agree', () => {
    const values = Array.from({ length: 400 }, (_, n) => n % 2);
    const doubled = values.flatMap((value) => [value, value]);
    const clusters = ids(400).flatMap((id) => [id, id]);
    expect(clusterBootstrap(doubled, clusters, { seed: 1 }).interval).toEqual(
      clusterBootstrap(values, ids(400), { seed: 1 }).interval,
    );
  });

  it('refuses values without labels', () => {
    expect(() => clusterBootstrap([1], [], { seed: 1 })).toThrow('1 values and 0 cluster labels');
  });
});

describe('signFlipTest', () => {
  it('counts all sign patterns of few scenes', () => {
    // |1 + 2 + 3| = 6 is reached by +++ and −−− only: 2 of 8.
    expect(signFlipTest([1, 2, 3], ids(3), { seed: 1 })).toBe(0.25);
    // |1 + 2 − 1| = 2: sums ±4, ±2, ±2, 0, 0 → 6 of 8.
    expect(signFlipTest([1, 2, -1], ids(3), { seed: 1 })).toBe(0.75);
  });

  it('flips whole scenes', () => {
    // Scene sums 3 and 3: ±6 is 2 of 4.
    expect(signFlipTest([1, 2, 3], ['a', 'a', 'b'], { seed: 1 })).toBe(0.5);
  });

  it('draws patterns when there are too many, and never gives 0', () => {
    expect(signFlipTest(Array<number>(100).fill(1), ids(100), { seed: 1, draws: 999 })).toBe(0.001);
    const balanced = Array.from({ length: 100 }, (_, n) => (n % 2 === 0 ? 1 : -1));
    expect(signFlipTest(balanced, ids(100), { seed: 1, draws: 999 })).toBe(1);
  });
});

describe('holm', () => {
  it('multiplies by the number of tests that are left and never falls', () => {
    // Sorted 0.01·3, 0.02·2, 0.03·1 = 0.03, 0.04, 0.03 → 0.03, 0.04, 0.04.
    const adjusted = holm([0.03, 0.01, 0.02]);
    [0.04, 0.03, 0.04].forEach((p, n) => expect(adjusted[n]).toBeCloseTo(p, 12));
    expect(holm([0.6, 0.7])).toEqual([1, 1]);
  });
});

describe('quantile', () => {
  it('interpolates between neighbours', () => expect(quantile([0, 10, 20], 0.25)).toBe(5));
});
