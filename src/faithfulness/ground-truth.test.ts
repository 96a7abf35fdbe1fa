import { describe, expect, it } from 'vitest';
import { prng } from '../relevance/prng';
import { groundTruth, massScore, pointingScore, rankScore } from './ground-truth';

describe('ground-truth scores', () => {
  // Four patches, K = 1 + 0.5 + 0 + 0 = 1.5.
  const c = [1, 0.5, 0, 0];

  it('mass is the share of relevance on justifying patches', () => {
    // (0.4·1 + 0.2·0.5) / 1.
    expect(massScore([0.4, 0.2, 0.3, 0.1], c)).toBeCloseTo(0.5, 12);
    // What speaks against the answer counts as 0: (2·1 + 1·0.5) / 4.
    expect(massScore([2, 1, 1, -7], c)).toBeCloseTo(0.625, 12);
  });

  it('rank takes the ⌊K⌋ most relevant patches and the fraction of the next', () => {
    // Top patch 0 (c = 1), half of patch 2 (c = 0): 1/1.5.
    expect(rankScore([0.4, 0.2, 0.3, 0.1], c)).toBeCloseTo(2 / 3, 12);
    // Best order: 1 + 0.5·0.5 = 1.25 of 1.5.
    expect(rankScore([4, 3, 2, 1], c)).toBeCloseTo(1.25 / 1.5, 12);
  });

  it('rank averages over the orders of ties', () => {
    // Patches 0 and 2 tie at the top: either is first and the other next: (1 + 0.5·0 + 0 + 0.5·1)/2/1.5.
    expect(rankScore([5, 0, 5, 0], c)).toBeCloseTo(0.75 / 1.5, 12);
  });

  it('rank works for masks smaller than a patch', () => {
    expect(rankScore([3, 2, 1, 0], [0.25, 0, 0, 0])).toBeCloseTo(0.25, 12);
  });

  it('pointing reads c at the maximum, ties averaged', () => {
    expect(pointingScore([1, 7, 2, 3], c)).toBe(0.5);
    expect(pointingScore([7, 1, 7, 3], c)).toBe(0.5);
  });

  it('gives the random value to a map without relevance', () => {
    const { scores, random, lift } = groundTruth([0, 0, 0, 0], c)!;
    expect(random).toBe(0.375);
    for (const score of Object.values(scores)) expect(score).toBeCloseTo(0.375, 12);
    for (const value of Object.values(lift)) expect(value).toBeCloseTo(0, 12);
  });

  it('reports ceiling and lift', () => {
    const { ceiling, lift } = groundTruth([4, 3, 2, 1], c)!;
    expect(ceiling.rank).toBeCloseTo(1.25 / 1.5, 12);
    expect(ceiling.mass).toBe(1);
    expect(lift.rank).toBeCloseTo(1, 12);
    // Mass (4 + 1.5)/10 = 0.55: (0.55 − 0.375)/(1 − 0.375).
    expect(lift.mass).toBeCloseTo(0.175 / 0.625, 12);
    expect(groundTruth([1, 2], [1, 1])!.lift.rank).toBeNull();
  });

  it('skips empty masks', () => expect(groundTruth([1, 2], [0, 0])).toBeNull());

  it('expects mean(c) of random maps for all three', () => {
    const coverage = [1, 1, 0.7, 0.2, 0, 0, 0, 0, 0];
    const random = prng(3);
    const sums = { mass: 0, rank: 0, pointing: 0 };
    const draws = 20000;
    for (let n = 0; n < draws; n++) {
      const map = coverage.map(() => random.next());
      sums.mass += massScore(map, coverage);
      sums.rank += rankScore(map, coverage);
      sums.pointing += pointingScore(map, coverage);
    }
    for (const sum of Object.values(sums)) expect(Math.abs(sum / draws - 2.9 / 9)).toBeLessThan(0.01);
  });
});
