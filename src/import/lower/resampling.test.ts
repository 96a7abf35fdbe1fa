import { describe, expect, it } from 'vitest';
import { feed, list, random, type Case } from '../testing/cases';
import { checkCases } from '../testing/checkCases';
import { resizeMatrix } from './resizeWeights';

const floats = (...numbers: number[]) => feed('float32', [numbers.length], numbers);
const none = feed('float32', [0], []);

const bySize = (
  attributes: Case['attributes'],
  shape: readonly number[],
  sizes: readonly number[],
): Case => ({
  op: 'Resize',
  inputs: [random(...shape), none, none, list(...sizes)],
  stored: [1, 2, 3],
  attributes,
});
const byScale = (
  attributes: Case['attributes'],
  shape: readonly number[],
  scales: readonly number[],
): Case => ({
  op: 'Resize',
  inputs: [random(...shape), none, floats(...scales)],
  stored: [1, 2],
  attributes,
});

const COORDINATES = ['half_pixel', 'pytorch_half_pixel', 'align_corners', 'asymmetric'];

describe('operators that resample pictures', () => {
  checkCases([
    ...COORDINATES.flatMap((coordinate_transformation_mode) =>
      ['linear', 'cubic'].flatMap((mode): Case[] => [
        bySize({ mode, coordinate_transformation_mode }, [1, 2, 3, 4], [1, 2, 5, 7]),
        bySize({ mode, coordinate_transformation_mode }, [1, 1, 6, 5], [1, 1, 4, 1]),
        byScale({ mode, coordinate_transformation_mode }, [1, 1, 4, 4], [1, 1, 2.3, 0.6]),
      ]),
    ),
    ...COORDINATES.flatMap((coordinate_transformation_mode) =>
      ['round_prefer_floor', 'round_prefer_ceil', 'floor', 'ceil'].map((nearest_mode) =>
        bySize({ mode: 'nearest', coordinate_transformation_mode, nearest_mode }, [1, 1, 4, 5], [1, 1, 6, 3]),
      ),
    ),
    bySize({ mode: 'cubic', cubic_coeff_a: -0.5, exclude_outside: 1n }, [1, 1, 5, 4], [1, 1, 8, 9]),
    {
      ...byScale(
        { mode: 'linear', coordinate_transformation_mode: 'half_pixel_symmetric' },
        [1, 1, 4, 6],
        [1, 1, 2.6, 1.4],
      ),
      opset: 19,
    },
    {
      op: 'AveragePool',
      inputs: [random(1, 3, 5, 6)],
      attributes: { kernel_shape: [2n, 3n], strides: [2n, 1n] },
    },
    {
      op: 'AveragePool',
      inputs: [random(1, 2, 5, 5)],
      attributes: { kernel_shape: [3n, 3n], pads: [1n, 1n, 1n, 0n] },
    },
    {
      op: 'AveragePool',
      inputs: [random(1, 2, 5, 5)],
      attributes: { kernel_shape: [3n, 3n], pads: [1n, 1n, 1n, 0n], count_include_pad: 1n },
    },
    {
      op: 'AveragePool',
      inputs: [random(1, 2, 7)],
      attributes: { kernel_shape: [2n], strides: [2n], ceil_mode: 1n },
    },
    {
      op: 'MaxPool',
      inputs: [random(1, 2, 5, 5)],
      attributes: { kernel_shape: [3n, 3n], pads: [1n, 1n, 1n, 1n], strides: [2n, 2n] },
    },
    { op: 'GlobalAveragePool', inputs: [random(2, 3, 4, 2)] },
    { op: 'GlobalMaxPool', inputs: [random(2, 3, 4, 2)] },
  ]);

  it('makes each entry of shares that sum to one, and doubles a ramp into a ramp', () => {
    const options = {
      coordinates: 'half_pixel',
      nearest: 'floor',
      cubicCoefficient: -0.75,
      excludeOutside: false,
    };
    for (const mode of ['linear', 'cubic'] as const) {
      const matrix = resizeMatrix(5, 8, 8 / 5, { ...options, mode })!;
      for (let row = 0; row < 8; row++)
        expect(matrix.subarray(5 * row, 5 * row + 5).reduce((a, b) => a + b)).toBeCloseTo(1, 6);
    }
    // 0, 1, 2, 3 at twice the size: every entry a quarter beside its pixel's centre.
    const doubled = resizeMatrix(4, 8, 2, { ...options, mode: 'linear' })!;
    const ramp = Array.from({ length: 8 }, (_, row) =>
      [0, 1, 2, 3].reduce((sum, value) => sum + value * doubled[4 * row + value]!, 0),
    );
    expect(ramp).toEqual([0, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3]);
  });
});
