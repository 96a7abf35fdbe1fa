import { describe, expect, it } from 'vitest';
import { array64, type Array64 } from '../../../src/onnx/reference/array';
import { evaluate } from '../../../src/onnx/reference/evaluate';
import type { Graph } from '../../../src/onnx/graph';
import { clipmapperTensors } from '../tensors';
import { toyConfig } from '../../fixtures/clipmapper';
import { seededUniform } from '../../fixtures/random';
import type { Example } from '../../../src/train/batch';
import { DROPOUT_DEFAULTS, NO_DROPOUT } from '../../../src/train/dropout';
import { featuresTask, type FeatureExample } from './features-task';
import { labelTensors, type StepShape } from './graphs';
import { identityLayers, initialize } from './parameters';
import type { Parameters } from '../../../src/train/parameters';
import type { Task } from '../../../src/train/task';
import { towersTask } from './towers-task';

const ANSWERS = 3;
const LABELS = { kind: 3, centre: 2 };
const ALIGNMENTS = { kind: 2 };
/** Two wordings a class, of different lengths. */
const TEXTS = {
  kind: [
    [
      [18, 3, 19],
      [18, 4, 3, 19],
    ],
    [
      [18, 5, 7, 19],
      [18, 5, 19],
    ],
  ],
};
const WEIGHTS = { answers: 1, contrastive: 0.5, labels: 0.7, alignment: 0.6 };

/** 4 patches, one layer a tower, two in the mapper: small enough to be run hundreds of times in float64. */
const config = toyConfig({ seed: 0, imageSize: 16, visionLayers: 1, textLayers: 1, mapperLayers: 2 }, 20);
const { vision_config: vision, text_config: text } = config.clip;

function randomParameters(seed: number, model = config): Parameters {
  const uniform = seededUniform(seed);
  const tables = { ...clipmapperTensors(model, ANSWERS), ...labelTensors(LABELS, vision.hidden_size) };
  const parameters = initialize(tables, 1, uniform);
  // At zero and one, biases and norms would hide mistakes.
  for (const { shape, data } of parameters.values())
    if (shape.length === 1) for (let i = 0; i < data.length; i++) data[i]! += 0.4 * uniform() - 0.2;
  return parameters;
}

const noise = (length: number, uniform: () => number) =>
  Float32Array.from({ length }, () => 2 * uniform() - 1);

/** Texts of different lengths, so that padding takes part; soft labels as scenes have them. */
function examples(seed: number): Example[] {
  const uniform = seededUniform(seed);
  return [0, 1].map((i) => ({
    patches: noise(4 * 192, uniform),
    caption: [18, 3 + i, 5, ...(i === 0 ? [7] : []), 19],
    questions: [
      { ids: [18, 4 + i, 19], answer: i },
      { ids: [18, 9, 2, 6 + i, 19], answer: 2 },
    ],
    labels: Object.fromEntries(
      Object.entries(LABELS).map(([name, classes]) => [
        name,
        Float32Array.from({ length: 4 * classes }, (_, j) => (j % classes === (i + j) % classes ? 0.8 : 0.2)),
      ]),
    ),
  }));
}

/** The program's inputs in float64, what dropout leaves out decided by the seed. */
function inputsOf<E>(task: Task<E>, given: readonly E[], parameters: Parameters, seed: number) {
  const { feeds } = task.inputs(given, parameters, seededUniform(seed));
  const inputs: Record<string, Array64> = {};
  for (const [name, { shape, data }] of [...Object.entries(feeds), ...parameters])
    inputs[name] = array64(shape, data);
  for (const [name, weight] of Object.entries(WEIGHTS)) inputs[`weight.${name}`] = array64([], [weight]);
  return inputs;
}

/**
 * Compares gradients, of every third input and of all that stand alone, with the loss's slope along a random
 * direction: central differences, error O(h⁴). Returns how many gradients there are.
 */
function checkGradients(train: Graph, lossOnly: Graph, inputs: Record<string, Array64>): number {
  const outputs = evaluate(train, inputs);
  const names = Object.keys(outputs).filter((name) => name.startsWith('d '));
  names.forEach((output, n) => {
    const name = output.slice(2);
    const { shape, data } = inputs[name]!;
    if (n % 3 !== 0 && !/embed|labels|projection|logit_scale/.test(name)) return;
    const uniform = seededUniform(1000 + n);
    const direction = Array.from(data, () => 2 * uniform() - 1);
    const lossAt = (h: number) => {
      const moved = array64(
        shape,
        data.map((value, i) => value + h * direction[i]!),
      );
      return evaluate(lossOnly, { ...inputs, [name]: moved }).loss!.data[0]!;
    };
    const slope = (h: number) => (lossAt(h) - lossAt(-h)) / (2 * h);
    const expected = (4 * slope(5e-4) - slope(1e-3)) / 3;
    const gradient = outputs[output]!.data;
    expect(gradient).toHaveLength(data.length);
    const actual = gradient.reduce((sum, g, i) => sum + g * direction[i]!, 0);
    // Keys' biases shift every score of a row alike, so that their gradient is zero but for rounding.
    const tolerance = 1e-5 * Math.abs(expected) + 1e-10;
    expect(Math.abs(actual - expected), `${name}: ${actual} for ${expected}`).toBeLessThan(tolerance);
  });
  return names.length;
}

describe('the loss of patch labels', () => {
  it('is the sum of its heads, each with its factor', () => {
    const parameters = randomParameters(8);
    const lossOf = (more: Pick<StepShape, 'labels' | 'labelWeights'>) => {
      const shape = { images: 2, questions: 0, captions: false, ...more };
      const task = towersTask({ config, answers: ANSWERS, shape, dropout: NO_DROPOUT });
      return evaluate(task.program('evaluate').graph, inputsOf(task, examples(2), parameters, 3))[
        'loss.labels'
      ]!.data[0]!;
    };
    const [kind, centre] = [lossOf({ labels: { kind: 3 } }), lossOf({ labels: { centre: 2 } })];
    expect(lossOf({ labels: LABELS })).toBeCloseTo(kind + centre, 10);
    expect(lossOf({ labels: LABELS, labelWeights: { centre: 16 } })).toBeCloseTo(kind + 16 * centre, 10);
  });
});

describe('a tower that has grown by a layer', () => {
  const deeper = { ...config, clip: { ...config.clip, vision_config: { ...vision, num_hidden_layers: 2 } } };
  const labelLoss = (model: typeof config, parameters: Parameters, labelDepths: Record<string, number>) => {
    const shape = { images: 2, questions: 0, captions: false, labels: LABELS, labelDepths };
    const task = towersTask({ config: model, answers: ANSWERS, shape, dropout: NO_DROPOUT });
    const program = task.program('evaluate').graph;
    return evaluate(program, inputsOf(task, examples(2), parameters, 3))['loss.labels']!.data[0]!;
  };
  const known = randomParameters(8);
  const grown = () => new Map([...randomParameters(9, deeper), ...known]);

  it('is read before that layer by the heads that are to', () => {
    const before = labelLoss(deeper, grown(), { kind: 1, centre: 1 });
    expect(before).toBeCloseTo(labelLoss(config, known, {}), 10);
    expect(labelLoss(deeper, grown(), { centre: 1 })).not.toBeCloseTo(before, 3);
  });

  it('computes what it did when the layer begins as the identity', () => {
    const parameters = new Map([
      ...initialize(clipmapperTensors(deeper, ANSWERS), 2, seededUniform(9)),
      ...known,
    ]);
    const missing = [...parameters.keys()].filter((name) => !known.has(name));
    expect(missing.length).toBeGreaterThan(0);
    const before = labelLoss(config, known, {});
    expect(labelLoss(deeper, parameters, {})).not.toBeCloseTo(before, 3);
    identityLayers(parameters, missing);
    expect(labelLoss(deeper, parameters, {})).toBeCloseTo(before, 10);
  });
});

describe('gradients of a training step in float64 equal central differences', () => {
  it('with captions, patch labels, alignment with texts and answers in one step', () => {
    const shape: StepShape = {
      images: 2,
      questions: 2,
      captions: true,
      labels: LABELS,
      alignments: ALIGNMENTS,
    };
    const task = towersTask({ config, answers: ANSWERS, shape, dropout: DROPOUT_DEFAULTS, texts: TEXTS });
    const parameters = randomParameters(1);
    const inputs = inputsOf(task, examples(2), parameters, 3);
    const train = task.program('train');
    const checked = checkGradients(train.graph, task.program('evaluate').graph, inputs);
    // What the tables' gradients are made of stands beside the parameters: three embedded inputs.
    expect(checked).toBe(train.parameters.length + 3);
    // Nothing is left out except the tables, looked up outside, and what the last mapper layer's image side holds.
    const idle = [...parameters.keys()].filter((name) => !train.parameters.includes(name));
    expect(idle.filter((name) => !/^mapper\.layers\.1\.image\./.test(name)).sort()).toEqual([
      'text_model.embeddings.position_embedding.weight',
      'text_model.embeddings.token_embedding.weight',
    ]);
  });

  it('for a mapper on features', () => {
    const uniform = seededUniform(5);
    const given = [0, 1].map((i): FeatureExample => ({
      image: noise(5 * vision.hidden_size, uniform),
      questions: [3, 4 + i].map((length, answer) => ({
        hidden: noise(length * text.hidden_size, uniform),
        answer,
      })),
    }));
    const task = featuresTask({
      config,
      answers: ANSWERS,
      images: 2,
      questions: 2,
      dropout: { patchSteps: 1, minimumKept: 0.5, backgroundSteps: 0, questions: 1, words: 0.3 },
    });
    const parameters = randomParameters(6);
    const { graph, parameters: trained } = task.program('train');
    const checked = checkGradients(
      graph,
      task.program('evaluate').graph,
      inputsOf(task, given, parameters, 7),
    );
    expect(checked).toBe(trained.length);
    expect(trained.every((name) => /^(mapper|classifier)\./.test(name))).toBe(true);
  });
});
