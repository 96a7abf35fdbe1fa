import { describe, expect, it } from 'vitest';
import { fineGrid } from '../faithfulness';
import { pairsToTest } from './comparisons';
import { randomTruth } from './explainer';
import { areaUnder, interpolated, metricsOf } from './metrics';
import type { ItemRecord, MethodRecord } from './records';

describe('figures by hand', () => {
  const record: MethodRecord = {
    image: { positive: [], negative: [] },
    text: { positive: [1, 1, 0, 0, 0], negative: [1, 1, 1, 1, 0] },
    textInPlace: { positive: [1, 0, 0, 0, 0], negative: [1, 1, 1, 1, 0] },
    probability: { image: { positive: 0.1, negative: 0.2 }, text: { positive: 0.3, negative: 0.4 } },
    truth: { mass: 0.5, rank: 0.6, pointing: 0.7 },
  };

  it('areas over words', () => {
    const of = (reading: 'fine' | 'reference' | 'inPlace' | 'probability') =>
      areaUnder(record, 'text', 'positive', reading, 16);
    expect(of('fine')).toBeCloseTo(0.25 + 0.125, 12);
    expect(of('inPlace')).toBeCloseTo(0.125, 12);
    // Removed of 4 words at 0, .25, .5, .75, .8, .85, .9, .95, 1: 0, 1, 2, 3, 3, 3, 4, 4, 4.
    expect(of('reference')).toBeCloseTo(0.25 + 0.125, 12);
    expect(areaUnder(record, 'text', 'negative', 'reference', 16)).toBeCloseTo(0.85 + 0.025, 12);
    expect(of('probability')).toBe(0.3);
    expect(interpolated([1, 0, 0.5], 0.25)).toBe(0.5);
    expect(interpolated([1, 0, 0.5], 1)).toBe(0.5);
  });

  it('areas over patches, on both grids', () => {
    // The score is 1 until half of 16 patches are gone, then 0.
    const scores = fineGrid(16).map((fraction) => Number(fraction < 0.5));
    const one = { ...record, image: { positive: scores, negative: scores } };
    // Fine: last 1 at 0.25, 0 at 0.5.
    expect(areaUnder(one, 'image', 'positive', 'fine', 16)).toBeCloseTo(0.375, 12);
    expect(areaUnder(one, 'image', 'positive', 'reference', 16)).toBeCloseTo(0.375, 12);
  });

  it('ground truth of questions on the background stands apart', () => {
    const mass = metricsOf(16).find(({ id }) => id === 'truth.mass')!;
    const item = (family: string) => ({ family }) as ItemRecord;
    expect(mass.value(record, item('where'))).toBe(0.5);
    expect(mass.value(record, item('background'))).toBeUndefined();
  });

  it('random order agrees with theory: mean(c) for mass, rank and pointing', () => {
    const coverage = [1, 0.5, 0.5, 0, 0, 0, 0, 0];
    const found = randomTruth(coverage, 4000, 3)!;
    for (const value of Object.values(found)) expect(Math.abs(value - 0.25)).toBeLessThan(0.02);
  });

  it('pairs: all against equal, weighted against its controls', () => {
    expect(pairsToTest(['equal', 'weighted-norm', 'layer-mean', 'shuffled', 'random'])).toEqual([
      ['weighted-norm', 'equal'],
      ['layer-mean', 'equal'],
      ['shuffled', 'equal'],
      ['random', 'equal'],
      ['weighted-norm', 'layer-mean'],
      ['weighted-norm', 'shuffled'],
    ]);
  });
});
