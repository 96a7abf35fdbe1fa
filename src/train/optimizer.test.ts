import { describe, expect, it } from 'vitest';
import { AdamW } from './adamw';
import type { Parameters } from './parameters';
import { learningRate } from './schedule';

const one = (name: string, shape: number[], values: number[]): Parameters =>
  new Map([[name, { shape, data: Float32Array.from(values) }]]);

const isMatrix = (_: string, shape: readonly number[]) => shape.length >= 2;

describe('AdamW', () => {
  const options = { beta1: 0.9, beta2: 0.99, epsilon: 0, weightDecay: 0.1, clip: 100 };

  it('first step: a matrix shrinks by rate · decay, then moves by the rate against the sign of its gradient', () => {
    const parameters = one('w.weight', [1, 2], [2, -1]);
    const norm = new AdamW(parameters, isMatrix, options).update(
      new Map([['w.weight', Float32Array.of(3, -4)]]),
      () => 0.01,
    );
    expect(norm).toBe(5);
    // Corrected moments are g and g², so that the step is g/|g|; 2 · (1 − 0.001) − 0.01, −1 · (1 − 0.001) + 0.01.
    const [a, b] = parameters.get('w.weight')!.data;
    expect(a).toBeCloseTo(1.988, 6);
    expect(b).toBeCloseTo(-0.989, 6);
  });

  it('second step by hand, a bias without decay', () => {
    const parameters = one('w.bias', [1], [0]);
    const adam = new AdamW(parameters, isMatrix, options);
    for (const gradient of [1, 3]) adam.update(new Map([['w.bias', Float32Array.of(gradient)]]), () => 0.01);
    // m = 0.9·0.1 + 0.1·3 = 0.39, corrected 0.39/0.19; v = 0.99·0.01 + 0.01·9 = 0.0999, corrected 0.0999/0.0199.
    const second = (0.01 * (0.39 / 0.19)) / Math.sqrt(0.0999 / 0.0199);
    expect(parameters.get('w.bias')!.data[0]).toBeCloseTo(-0.01 - second, 6);
  });

  it('clips the norm of the whole gradient, which scales the moments', () => {
    const parameters = one('w.bias', [2], [0, 0]);
    const adam = new AdamW(parameters, isMatrix, { ...options, clip: 1 });
    expect(adam.update(new Map([['w.bias', Float32Array.of(3, 4)]]), () => 0.01)).toBe(5);
    const { first } = adam.moments.get('w.bias')!;
    expect(first[0]).toBeCloseTo(0.06, 6);
    expect(first[1]).toBeCloseTo(0.08, 6);
  });

  it('leaves a frozen parameter and its norm out, and names a gradient that is not finite', () => {
    const parameters: Parameters = new Map([...one('a', [1], [1]), ...one('b', [1], [1])]);
    const adam = new AdamW(parameters, isMatrix, options);
    const gradients = new Map([
      ['a', Float32Array.of(1)],
      ['b', Float32Array.of(1000)],
    ]);
    expect(adam.update(gradients, (name) => (name === 'b' ? 0 : 0.1))).toBe(1);
    expect(parameters.get('b')!.data[0]).toBe(1);
    expect(() => adam.update(new Map([['a', Float32Array.of(NaN)]]), () => 0.1)).toThrow(
      'gradient of a is not finite',
    );
  });
});

describe('learningRate', () => {
  const schedule = { peak: 2, warmup: 4, total: 12, floor: 0.1 };

  it('warms up in equal steps, then falls along half a cosine to the floor', () => {
    expect([0, 1, 2, 3].map((step) => learningRate(schedule, step))).toEqual([0.5, 1, 1.5, 2]);
    expect(learningRate(schedule, 4)).toBe(2);
    // Half way: the mean of peak and floor. A quarter: cos 45°.
    expect(learningRate(schedule, 8)).toBeCloseTo(1.1, 12);
    expect(learningRate(schedule, 6)).toBeCloseTo(2 * (0.1 + 0.45 * (1 + Math.SQRT1_2)), 12);
    expect(learningRate(schedule, 12)).toBeCloseTo(0.2, 12);
    expect(learningRate(schedule, 100)).toBeCloseTo(0.2, 12);
  });
});
