import { describe, expect, it } from 'vitest';
import { array64 } from '../../src/onnx/reference/array';
import { evaluate } from '../../src/onnx/reference/evaluate';
import { readAt, streamOf } from '../../src/anatomy';
import { attentionMaps, relevanceOf } from '../../src/methods/compute';
import type { Block, Importance } from '../../src/relevance/types';
import { handAttention } from './testing/hand';

/*
 * On paper. Tokens x = (1, 0). Block 0: q = 1 − 2x = (−1, 1), k = x ln 3 = (ln 3, 0), v = 3x − 1 = (2, −1).
 *   scores q kᵀ = [[−ln 3, 0], [ln 3, 0]]         A₀ = [[1/4, 3/4], [3/4, 1/4]]
 *   a = 2 A₀v + 1 = 2 (−1/4, 5/4) + 1 = (1/2, 7/2)  s = x + a = (3/2, 7/2)
 * Block 1: q = 0, so A₁ = 1/2 everywhere; v = s, o = 1: a = (5/2, 5/2), z = s + a = (4, 6), y = z₁ = 6.
 * Backward: ∂y/∂z = (0, 1). ∇A₁[n, m] = ∂y/∂z_n · v_m = [[0, 0], [3/2, 7/2]].
 *   ∂y/∂s = (1/2, 1 + 1/2): half of each through A₁, and the residual. Nothing through scores, as q is constant.
 *   ∇A₀[n, m] = ∂y/∂s_n · 2 v_m = [[2, −1], [6, −3]].
 * Ā = (∇A ⊙ A)⁺:  Ā₀ = [[1/2, 0], [9/2, 0]],  Ā₁ = [[0, 0], [3/4, 7/4]].
 * Equal: R = I + Ā₀ = [[3/2, 0], [9/2, 1]]; then the second row gains Ā₁R = 3/4 (3/2, 0) + 7/4 (9/2, 1) = (9, 7/4).
 * Weighted by norm: w₀ = (½ / 1, 7/2 / 0) = (1/2, 20 after the cut), w₁ = (5/2 / 3/2, 5/2 / 7/2) = (5/3, 5/7).
 *   R = [[5/4, 0], [90, 1]]; second row gains 5/7 (3/4 (5/4, 0) + 7/4 (90, 1)) = (12675/112, 5/4).
 */
const { graph, places } = handAttention();
const outputs = evaluate(graph, { x: array64([1, 2, 1], [1, 0]) });
const near = (name: string, expected: readonly number[]) => {
  const { data } = outputs[name]!;
  expect(data).toHaveLength(expected.length);
  // ln 3 is stored in float32.
  expected.forEach((value, i) => expect(data[i], `${name}[${i}]`).toBeCloseTo(value, 6));
};

/** In the order of the columns, two each: I(a), I(x). */
const IMPORTANCES: readonly Importance[] = ['norm', 'norm-ln', 'gradient', 'mixing'];

const blocks = places.map((place, n): Block => {
  const table = outputs[`${n}.importance`]!.data;
  const column = (index: number) => Float64Array.from([table[index]!, table[8 + index]!]);
  return {
    ...place,
    rows: 2,
    cols: 2,
    abar: outputs[`${n}.abar`]!.data,
    attention: outputs[`${n}.attention`]!.data,
    importance: Object.fromEntries(
      IMPORTANCES.map((name, i) => [name, { output: column(2 * i), residual: column(2 * i + 1) }]),
    ),
  };
});
const evidence = {
  streams: [streamOf('text', [{ kind: 'words', count: 2, label: 'words' }])],
  blocks,
  readOuts: [readAt(blocks, 'text', 1, 2)],
};
const rowOfR = (id: string, importance?: Importance) =>
  relevanceOf(evidence, { id, importance })['text']!['text']!;

describe('two tokens, one head, two blocks, worked out on paper', () => {
  it('gives the answer and both attention maps', () => {
    near('y', [6]);
    near('0.attention', [1 / 4, 3 / 4, 3 / 4, 1 / 4]);
    near('1.attention', [1 / 2, 1 / 2, 1 / 2, 1 / 2]);
  });

  it('gives the gradients with respect to both maps, through the later block too', () => {
    near('1.gradient', [0, 0, 3 / 2, 7 / 2]);
    near('0.gradient', [2, -1, 6, -3]);
  });

  it('clamps before it averages', () => {
    near('0.abar', [1 / 2, 0, 9 / 2, 0]);
    near('1.abar', [0, 0, 3 / 4, 7 / 4]);
  });

  it('measures importances: norm, centred norm (zero in width 1), gradient and mixing', () => {
    // Columns I(a), I(x) of norm, norm-ln, gradient, mixing. Block 0: own = 2 A_nn v_n = (1, −1/2),
    // a − b_O = (−1/2, 5/2), others = (−3/2, 3), x + own = (2, −1/2); g = (1/2, 3/2).
    near('0.importance', [1 / 2, 1, 0, 0, 1 / 4, 1 / 2, 3 / 2, 2, 7 / 2, 0, 0, 0, 21 / 4, 0, 3, 1 / 2]);
    // Block 1: own = s/2 = (3/4, 7/4), others = (7/4, 3/4), x + own = (9/4, 21/4); g = (0, 1).
    near('1.importance', [
      5 / 2,
      3 / 2,
      0,
      0,
      0,
      0,
      7 / 4,
      9 / 4,
      5 / 2,
      7 / 2,
      0,
      0,
      5 / 2,
      7 / 2,
      3 / 4,
      21 / 4,
    ]);
  });

  it('accumulates equal relevance', () => {
    [3 / 2, 0, 27 / 2, 11 / 4].forEach((value, i) => expect(rowOfR('equal')[i]).toBeCloseTo(value, 6));
  });

  it('accumulates weighted relevance, with the weight of a token that held nothing cut at 20', () => {
    [5 / 4, 0, 90 + 12675 / 112, 9 / 4].forEach((value, i) =>
      expect(rowOfR('weighted', 'norm')[i]! / (value || 1)).toBeCloseTo(value === 0 ? 0 : 1, 6),
    );
  });

  it('reads the answer’s row by vectors too', () => {
    const [equal, weighted] = attentionMaps(evidence, [
      { id: 'equal' },
      { id: 'weighted', importance: 'norm' },
    ]);
    [27 / 2, 11 / 4].forEach((value, i) => expect(equal!['text']![i]).toBeCloseTo(value, 5));
    [90 + 12675 / 112, 9 / 4].forEach((value, i) => expect(weighted!['text']![i]! / value).toBeCloseTo(1, 6));
  });
});
