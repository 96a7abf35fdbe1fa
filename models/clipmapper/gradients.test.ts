import { describe, expect, it } from 'vitest';
import type { Value } from '../../src/onnx/graph';
import { extract } from '../../src/onnx/extract';
import { array64, type Array64 } from '../../src/onnx/reference/array';
import { evaluate } from '../../src/onnx/reference/evaluate';
import { seededArray, toArrays, weightReader } from '../../src/engine/testing/toy';
import { jointNetwork, toyFeeds, toyMapper } from './testing/toy';

const TARGET = [0.3, 1, 0, -0.5, -1];

/** A model small enough to be run hundreds of times in float64: 4 patches, 4 tokens. */
const setUp = async (activation: 'quick_gelu' | 'gelu') => {
  const sizes = { imageSize: 16, visionLayers: 1, textLayers: 2, mapperLayers: 2 };
  const mapper = await toyMapper({ seed: 31, activation, ...sizes });
  const { net, graph } = jointNetwork(mapper.files);
  const inputs = toArrays(toyFeeds(mapper, 32, [520, 100, 519, 521], TARGET));
  const external = weightReader(mapper);
  return { net, inputs, external, outputs: evaluate(graph, inputs, external) };
};

/** y = c · logits as a function of an intermediate value, everything before it left out. */
function restFrom(
  { net, inputs, external }: Awaited<ReturnType<typeof setUp>>,
  value: Value,
): (given: Array64) => number {
  const rest = extract('rest', { logits: net.logits }, new Set([value]));
  return (given) => {
    const { logits } = evaluate(rest, { ...inputs, [value.name]: given }, external);
    return TARGET.reduce((y, c, i) => y + c * logits!.data[i]!, 0);
  };
}

/** Derivative of f at x along a direction: central differences with Richardson's extrapolation, error O(h⁴). */
function slopeAlong(f: (x: Array64) => number, x: Array64, direction: Float32Array): number {
  const at = (h: number) =>
    f(
      array64(
        x.shape,
        x.data.map((value, i) => value + h * direction[i]!),
      ),
    );
  const slope = (h: number) => (at(h) - at(-h)) / (2 * h);
  return (4 * slope(5e-4) - slope(1e-3)) / 3;
}

describe.each(['quick_gelu', 'gelu'] as const)(
  'gradients of a whole CLIPmapper in float64, %s',
  (activation) => {
    it('of every attention map and of every x + a equal central differences along random directions', async () => {
      const toy = await setUp(activation);
      const { net, outputs } = toy;
      const start = evaluateAt(toy);
      let checked = 0;
      net.blocks.forEach((block, n) => {
        for (const [part, value] of [
          ['gradient', block.attention],
          ['output_gradient', block.sum],
        ] as const) {
          const gradient = outputs[`${n}.${part}`];
          if (!gradient) continue;
          const direction = seededArray(gradient.data.length, 100 + n);
          const expected = slopeAlong(restFrom(toy, value), start(value), direction);
          const actual = gradient.data.reduce((sum, g, i) => sum + g * direction[i]!, 0);
          const name = `${block.kind} ${block.layer} ${part}`;
          expect(Math.abs(actual - expected) / Math.abs(expected), name).toBeLessThan(1e-5);
          checked++;
        }
      });
      // 11 blocks, less the last layer's image_to_text and image.self.
      expect(checked).toBe(2 * 9);
    });

    it('of the last text→image attention equal central differences entry by entry', async () => {
      const toy = await setUp(activation);
      const n = toy.net.blocks.findLastIndex(({ kind }) => kind === 'mapper.text_to_image');
      const value = toy.net.blocks[n]!.attention;
      const [f, at] = [restFrom(toy, value), evaluateAt(toy)(value)];
      const gradient = toy.outputs[`${n}.gradient`]!.data;
      const largest = Math.max(...gradient.map(Math.abs));
      gradient.forEach((actual, i) => {
        const unit = new Float32Array(gradient.length);
        unit[i] = 1;
        expect(Math.abs(actual - slopeAlong(f, at, unit)) / largest, `entry ${i}`).toBeLessThan(1e-5);
      });
    });
  },
);

it('what gets no gradient has no influence on the answer', async () => {
  const toy = await setUp('quick_gelu');
  const needed = new Set(extract('answer', { logits: toy.net.logits }).nodes);
  const idle = toy.net.blocks.flatMap((block, n) => (toy.outputs[`${n}.gradient`] ? [] : [block]));
  expect(idle.map(({ kind, layer }) => `${kind} ${layer}`)).toEqual([
    'mapper.image_to_text 1',
    'mapper.image.self 1',
  ]);
  for (const block of idle) expect(needed.has(block.attention)).toBe(false);
});

/** Reads any value of the network. */
function evaluateAt({ inputs, external }: Awaited<ReturnType<typeof setUp>>) {
  return (value: Value): Array64 => evaluate(extract('value', { value }), inputs, external).value!;
}
