import { describe, expect, it } from 'vitest';
import { minMaxScale, percent, positionOf, scaleLabel, scaleTicks, sharedScale, signedScale } from './scale';

describe('scales', () => {
  it('share one scale from zero to the largest value of all maps', () => {
    const scale = sharedScale([[0.1, 0.2], new Float64Array([0.4, 0])]);
    expect(scale).toEqual({ kind: 'sequential', min: 0, max: 0.4, perMap: false });
    expect([0, 0.1, 0.4, 1, -1].map((value) => positionOf(scale, value))).toEqual([0, 0.25, 1, 1, 0]);
  });

  it('are symmetric for signed maps, zero in the middle', () => {
    const scale = signedScale([[0.1, -0.3], [0.2]]);
    expect([scale.min, scale.max]).toEqual([-0.3, 0.3]);
    expect([-0.3, 0, 0.15].map((value) => positionOf(scale, value))).toEqual([0, 0.5, 0.75]);
  });

  it('stretch to one map on request, and say so', () => {
    const scale = minMaxScale([0.2, 0.3, 0.6]);
    expect([0.2, 0.4, 0.6].map((value) => positionOf(scale, value))).toEqual([0, expect.closeTo(0.5), 1]);
    expect(scaleLabel(scale)).toBe("60 % of the relevance a patch (this map's own scale)");
  });

  it('put everything at nothing for all-zero and empty maps', () => {
    expect(positionOf(sharedScale([[0, 0]]), 0)).toBe(0);
    expect(positionOf(signedScale([[0, 0]]), 0)).toBe(0.5);
    expect(positionOf(minMaxScale([]), 0)).toBe(0);
    expect(scaleLabel(sharedScale([]))).toBe('no relevance');
    expect(scaleTicks(sharedScale([[0]]))).toEqual([{ value: 0, position: 0, label: '0 %' }]);
  });

  it('refuse NaN and infinity by their place', () => {
    expect(() => sharedScale([[0, NaN]])).toThrow('value 1 of a map is NaN');
    expect(() => signedScale([[-Infinity]])).toThrow('value 0');
  });
});

describe('labels', () => {
  it('are percentages with two digits', () => {
    const shares = [0, 0.047, 0.0471, 0.394, 1, 0.0996, 0.00471, 0.00002, 1e-9, -0.1234, -0.047];
    expect(shares.map(percent)).toEqual([
      '0 %',
      '4.7 %',
      '4.7 %',
      '39 %',
      '100 %',
      '10 %',
      '0.47 %',
      '0.002 %',
      '< 0.001 %',
      '−12 %',
      '−4.7 %',
    ]);
  });

  it('say what the end of the bar is', () => {
    expect(scaleLabel(sharedScale([[0.047]]))).toBe('4.7 % of the relevance a patch');
    expect(scaleLabel(sharedScale([[0.39]]), 'word')).toBe('39 % of the relevance a word');
    expect(scaleLabel(signedScale([[-0.02]]))).toBe('± 2 % of the relevance a patch');
  });

  it('tick both ends and round numbers between', () => {
    const ticks = scaleTicks(sharedScale([[0.047]]));
    expect(ticks.map((tick) => tick.label)).toEqual(['0 %', '1 %', '2 %', '3 %', '4 %', '4.7 %']);
    expect(ticks[1]!.position).toBeCloseTo(1 / 4.7, 10);
  });
});
