import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answered, Model } from '../../src/engine/model';
import type { CurvePoint } from '../../src/engine/perturb';
import { noise, RUNTIME } from '../../src/engine/testing/toy';
import { METHODS, serves } from '../../src/methods/registry';
import { readTensorF32 } from '../../src/weights/values';
import { openModel } from '..';
import { loadCheckpoint } from '../hub/checkpoint';
import type { ModelFolder } from '../hub/folder';
import { readerOf, siglipFiles } from '../hub/testing/published';

const CHOICES = ['a cat', 'a dog', 'cat s'];

let folder: ModelFolder;
let model: Model;
let answered: Answered;
beforeAll(async () => {
  folder = await loadCheckpoint(readerOf(siglipFiles(7)), { id: 'toy' });
  model = await openModel(folder, RUNTIME);
  answered = await model.ask(noise(16, 16, 3), '{}', { choices: CHOICES });
});
afterAll(async () => {
  answered.dispose();
  await model.dispose();
});

const read = (name: string) => [...readTensorF32(folder.weights, name)];
const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, i) => sum + value * b[i]!, 0);

async function dumped(answer: string) {
  const why = await answered.explain({ answer, methods: ['equal', 'weighted'] });
  const tensors = new Map(
    (await why.dump(['equal', 'weighted'])).map((tensor) => [tensor.name, tensor.data]),
  );
  return { why, values: (name: string) => [...(tensors.get(name) as Float32Array)] };
}

/** x Wᵀ + b */
function linear(prefix: string, x: readonly number[]): number[] {
  const [weight, bias] = [read(`${prefix}.weight`), read(`${prefix}.bias`)];
  return bias.map((b, row) => b + dot(weight.slice(row * x.length, (row + 1) * x.length), x));
}

function norm(prefix: string, x: readonly number[]): number[] {
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
  const [gamma, beta] = [read(`${prefix}.weight`), read(`${prefix}.bias`)];
  return x.map((value, i) => ((value - mean) / Math.sqrt(variance + 1e-6)) * gamma[i]! + beta[i]!);
}

const gelu = (x: number) => (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));

it('blocks: the vision tower’s, its pooling head, the text tower’s', () => {
  expect(
    model.facts.blocks.map(({ kind, query, key, depth, pooling }) => [kind, query, key, depth, pooling]),
  ).toEqual([
    ['vision.self', 'image', 'image', 0, undefined],
    ['vision.self', 'image', 'image', 1, undefined],
    ['vision.pool', 'probe', 'image', null, true],
    ['text.self', 'text', 'text', 0, undefined],
    ['text.self', 'text', 'text', 1, undefined],
  ]);
});

describe('answers', () => {
  it('are scale times cosine plus bias, each with a probability of its own', async () => {
    const [scale, bias] = [Math.exp(read('logit_scale')[0]!), read('logit_bias')[0]!];
    for (const text of CHOICES) {
      const { values } = await dumped(text);
      const { logit, probability } = answered.answers.find((answer) => answer.text === text)!;
      expect(logit).toBeCloseTo(scale * dot(values('image_embedding'), values('text_embedding')) + bias, 5);
      expect(probability).toBeCloseTo(1 / (1 + Math.exp(-logit)), 12);
    }
  });

  it('the image’s embedding is the direction of o + mlp(norm(o)), with o what the probe gathers', async () => {
    const { values } = await dumped(CHOICES[0]!);
    const head = 'vision_model.head';
    const o = values('002.vision.pool.output');
    const inner = linear(`${head}.mlp.fc1`, norm(`${head}.layernorm`, o)).map(gelu);
    const pooled = linear(`${head}.mlp.fc2`, inner).map((value, i) => value + o[i]!);
    const length = Math.hypot(...pooled);
    values('image_embedding').forEach((value, i) => expect(value).toBeCloseTo(pooled[i]! / length, 5));
  });

  it('texts are padded to the model’s length, and cut before their end token', async () => {
    const { values, why } = await dumped('a cat');
    expect(values('input_ids').map(Number)).toEqual([3, 4, 1, 1, 1, 1]);
    expect(why.document.tokens).toEqual(['a', 'cat', '</s>']);
  });
});

it('every method that the model can serve gives maps of its patches and words', async () => {
  const methods = METHODS.filter((method) => serves(method, model.facts.offers)).map(({ id }) => id);
  expect(methods).toContain('occlusion');
  expect(methods).not.toContain('grad-eclip');
  const { document } = await answered.explain({ answer: 'a cat', methods });
  for (const { image, text } of document.methods) {
    expect(image?.values).toHaveLength(4);
    expect(text?.values).toHaveLength(3);
    expect([...image!.values, ...text!.values].every(Number.isFinite)).toBe(true);
  }
});

it('curves start at the answer’s own probability', async () => {
  const { why } = await dumped('a cat');
  const points: CurvePoint[] = [];
  const maps = [Float32Array.of(4, 3, 2, 1)];
  await why.perturb({ modality: 'image', maps, seed: 1, onPoint: (point) => points.push(point) });
  const { probability } = answered.answers.find(({ text }) => text === 'a cat')!;
  const first = points.filter(({ fraction }) => fraction === 0);
  expect(first.length).toBeGreaterThan(0);
  for (const { score } of first) expect(score).toBeCloseTo(probability, 6);
});
