import { describe, expect, it } from 'vitest';
import { array64, type Array64 } from '../../../src/onnx/reference/array';
import { evaluate } from '../../../src/onnx/reference/evaluate';
import { DROPOUT_DEFAULTS, NO_DROPOUT } from '../../../src/train/dropout';
import type { Parameters } from '../../../src/train/parameters';
import { clipTensors } from '../../clip/tensors';
import { plainText } from '../../clip/testing/plain';
import { initialize } from '../../clipmapper/train/parameters';
import { toyConfig } from '../../fixtures/clipmapper';
import { seededUniform } from '../../fixtures/random';
import { headTensors } from '../tensors';
import { plainCaptioner } from '../testing/plain';
import { captionsTask, type CaptionExample } from './captions-task';

const config = toyConfig({ seed: 0, imageSize: 16, visionLayers: 1, textLayers: 1, mapperLayers: 2 }, 20);
const { text_config: text, vision_config: vision } = config.clip;
const [START, END] = [18, 19];

function randomParameters(seed: number): Parameters {
  const uniform = seededUniform(seed);
  const parameters = initialize({ ...headTensors(config), ...clipTensors(config.clip) }, 1, uniform);
  for (const { shape, data } of parameters.values())
    if (shape.length === 1) for (let i = 0; i < data.length; i++) data[i]! += 0.4 * uniform() - 0.2;
  return parameters;
}

function examples(): CaptionExample[] {
  const uniform = seededUniform(8);
  return [
    [START, 3, 5, 7, END],
    [START, 4, END],
  ].map((caption) => ({
    image: Float32Array.from({ length: 5 * vision.hidden_size }, () => 2 * uniform() - 1),
    caption,
  }));
}

const task = captionsTask({ config, images: 2, dropout: { ...DROPOUT_DEFAULTS, patchSteps: 1 } });

function inputsOf(parameters: Parameters, uniform?: () => number): Record<string, Array64> {
  const { feeds } = task.inputs(examples(), parameters, uniform);
  const inputs: Record<string, Array64> = { 'weight.captions': array64([], [1]) };
  for (const [name, { shape, data }] of [...Object.entries(feeds), ...parameters])
    inputs[name] = array64(shape, data);
  return inputs;
}

const rowsOf = (data: Float32Array, width: number) =>
  Array.from({ length: data.length / width }, (_, n) => [...data.subarray(n * width, (n + 1) * width)]);

describe('a training step on captions', () => {
  it('has as its loss the mean of −ln p of what follows each token, in plain loops', () => {
    const parameters = randomParameters(1);
    const read = (name: string) => parameters.get(name)!.data;
    const losses = examples().flatMap(({ image, caption }) => {
      const said = plainText(read, config.clip, caption.slice(0, -1)).hidden;
      const logits = plainCaptioner(read, config.mapper, said, rowsOf(image, vision.hidden_size));
      return logits.map((row, n) => {
        const total = row.reduce((sum, value) => sum + Math.exp(value), 0);
        return Math.log(total) - row[caption[n + 1]!]!;
      });
    });
    expect(losses).toHaveLength(4 + 2);
    const { graph } = task.program('evaluate');
    const { loss } = evaluate(graph, inputsOf(parameters));
    expect(loss!.data[0]).toBeCloseTo(losses.reduce((a, b) => a + b, 0) / losses.length, 6);
  });

  it('has the gradients that central differences give, for the mapper and the head and nothing else', () => {
    const parameters = randomParameters(2);
    const inputs = inputsOf(parameters, seededUniform(3));
    const { graph, parameters: trained } = task.program('train');
    expect([...trained].sort()).toEqual(Object.keys(headTensors(config)).sort());
    const outputs = evaluate(graph, inputs);
    const lossAt = (name: string, direction: readonly number[], h: number) => {
      const { shape, data } = inputs[name]!;
      const moved = array64(
        shape,
        data.map((value, i) => value + h * direction[i]!),
      );
      return evaluate(task.program('evaluate').graph, { ...inputs, [name]: moved }).loss!.data[0]!;
    };
    const uniform = seededUniform(4);
    trained.forEach((name, n) => {
      if (n % 4 !== 0 && !/next_token|projection/.test(name)) return;
      const gradient = outputs[`d ${name}`]!.data;
      const direction = Array.from(gradient, () => 2 * uniform() - 1);
      const slope = (h: number) => (lossAt(name, direction, h) - lossAt(name, direction, -h)) / (2 * h);
      const expected = (4 * slope(5e-4) - slope(1e-3)) / 3;
      const actual = gradient.reduce((sum, g, i) => sum + g * direction[i]!, 0);
      expect(Math.abs(actual - expected), name).toBeLessThan(1e-7 + 1e-5 * Math.abs(expected));
    });
  });

  it('counts what follows a token, and nothing behind the end', () => {
    const { answers, feeds } = task.inputs(examples(), randomParameters(1), undefined);
    expect(answers).toEqual([3, 5, 7, END, 4, END, -1, -1]);
    const shape = feeds['answers']!.shape;
    expect(shape).toEqual([2, 4, text.vocab_size]);
    expect([...feeds['answers']!.data].reduce((a, b) => a + b)).toBe(6);
  });

  it('leaves patches out of what the mapper sees, the class token never', () => {
    const full = captionsTask({ config, images: 2, dropout: NO_DROPOUT });
    const whole = full.inputs(examples(), randomParameters(1), seededUniform(1)).feeds['image_hidden']!;
    const some = task.inputs(examples(), randomParameters(1), () => 0.1).feeds['image_hidden']!;
    expect(whole.shape).toEqual([2, 5, vision.hidden_size]);
    expect(some.shape[1]).toBeLessThan(5);
    expect([...some.data.subarray(0, vision.hidden_size)]).toEqual([
      ...whole.data.subarray(0, vision.hidden_size),
    ]);
  });
});
