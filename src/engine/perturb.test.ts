import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fineGrid, removedCount } from '../faithfulness';
import { createEngine, type ClipmapperEngine } from './engine';
import { perturbExample, wordsOf, type CurvePoint, type PerturbTask } from './perturb';
import { TensorPool } from './program';
import type { Ort } from './runtime';
import { seededArray, toyFolder } from './testing/toy';
import type { EncodedImage } from './types';

const runtime = ort as unknown as Ort;
const QUESTION = 'is the cat red or blue?';
const grey = { width: 32, height: 32, data: new Uint8ClampedArray(32 * 32 * 4).fill(200) };

let engine: ClipmapperEngine;
let image: EncodedImage;
let patches: Float32Array;
beforeAll(async () => {
  engine = await createEngine(runtime, await toyFolder({ seed: 95, maxTokens: 32 }), {
    provider: 'cpu',
    threads: 1,
  });
  image = await engine.encodeImage(grey);
  patches = seededArray(16 * 192, 96);
});
afterAll(async () => {
  image.dispose();
  await engine.dispose();
});

async function curves(task: Omit<PerturbTask, 'onPoint' | 'seed'>, pixels = patches): Promise<CurvePoint[]> {
  const { ids, wordIds } = engine.model.tokenizer.encode(QUESTION);
  const points: CurvePoint[] = [];
  const onPoint = (point: CurvePoint) => points.push(point);
  await perturbExample(engine, { patches: pixels, ids, wordIds }, { ...task, seed: 4, onPoint });
  return points;
}

/** Probability of "red" with some patches left, each set in a run of its own. */
async function redGiven(kept: readonly number[]): Promise<number> {
  const { model, info } = engine;
  const { vision, answer } = await model.programs({ detail: 'reduced' });
  const pool = new TensorPool();
  model.feed(pool, model.embeddings.image([{ patches, kept }]));
  model.feed(pool, model.embeddings.text([{ ids: model.tokenizer.encode(QUESTION).ids }]));
  await vision.run(pool, pool);
  await answer.run(pool, pool);
  const powers = Array.from(pool.get('logits')!.data as Float32Array, Math.exp);
  return powers[info.answers.indexOf('red')]! / powers.reduce((a, b) => a + b);
}

describe('perturbExample', () => {
  // Patch 0 is the most relevant, then 1, …: the order of removal can be read off.
  const descending = Float64Array.from({ length: 16 }, (_, patch) => 16 - patch);
  const all = Array.from({ length: 16 }, (_, patch) => patch);

  it('removes patches, the most relevant first or last, and scores what is left', async () => {
    const points = await curves({ modality: 'image', maps: [descending], answer: 'red' });
    for (const { direction, fraction, score, method } of points) {
      if (method !== 0) continue;
      const removed = removedCount(fraction, 16);
      const kept = direction === 'positive' ? all.slice(removed) : all.slice(0, 16 - removed);
      expect(score, `${direction} ${fraction}`).toBeCloseTo(await redGiven(kept), 5);
    }
  });

  it('tells every point of every curve once, random too, and the area with the last of each', async () => {
    const points = await curves({ modality: 'image', maps: [descending, descending], answer: 'red' });
    const grid = [...fineGrid(16)];
    for (const method of [0, 1, -1]) {
      for (const direction of ['positive', 'negative'] as const) {
        const curve = points.filter((point) => point.method === method && point.direction === direction);
        expect(curve.map(({ fraction }) => fraction).sort((a, b) => a - b)).toEqual(grid);
        const areas = curve.flatMap(({ auc }, place) => (auc === undefined ? [] : [[place, auc] as const]));
        expect(areas).toHaveLength(1);
        const byFraction = [...curve].sort((a, b) => a.fraction - b.fraction);
        let area = 0;
        for (let i = 1; i < byFraction.length; i++) {
          const [left, right] = [byFraction[i - 1]!, byFraction[i]!];
          area += ((right.fraction - left.fraction) * (left.score + right.score)) / 2;
        }
        expect(areas[0]![0]).toBe(curve.length - 1);
        expect(areas[0]![1]).toBeCloseTo(area / (grid.at(-1)! - grid[0]!), 9);
      }
    }
  });

  it('scores A against B alone when there is a rival: both shares sum to 1', async () => {
    const of = (answer: string, versus: string) =>
      curves({ modality: 'image', maps: [descending], answer, versus });
    const [red, blue] = [await of('red', 'blue'), await of('blue', 'red')];
    red.forEach(({ score }, i) => expect(score + blue[i]!.score).toBeCloseTo(1, 6));
  });

  it('removes whole words and closes the gap: as if the question had been asked without them', async () => {
    const { wordIds } = engine.model.tokenizer.encode(QUESTION);
    const words = ['is', 'the', 'cat', 'red', 'or', 'blue', '?'];
    expect(wordsOf(wordIds)).toHaveLength(words.length);
    const { manifest } = engine.model.folder;
    expect(manifest.preprocessing.resize).toBe('square');
    // The grey image as patches: every pixel 200.
    const { mean, std } = manifest.preprocessing;
    const pixels = Float32Array.from({ length: 16 * 192 }, (_, i) => {
      const channel = Math.floor((i % 192) / 64);
      return (200 / 255 - mean[channel]!) / std[channel]!;
    });
    const white = { ...grey, data: grey.data.map((value, i) => (i % 4 === 3 ? 255 : value)) };
    const opaque = await engine.encodeImage(white);
    // Earlier words are more relevant, however many tokens they have: positive removal takes them from the front.
    const map = wordIds.map((word) => (word < 0 ? 0 : 100 ** -word));
    const points = await curves({ modality: 'text', maps: [map], answer: 'red' }, pixels);
    for (const { method, direction, fraction, score } of points) {
      if (method !== 0 || direction !== 'positive' || fraction === 1) continue;
      const rest = words.slice(Math.round(fraction * words.length)).join(' ');
      const answered = await engine.answer(opaque, rest);
      const { probability } = answered.answers.find(({ text }) => text === 'red')!;
      expect(score, rest).toBeCloseTo(probability, 5);
      answered.dispose();
    }
    opaque.dispose();
  });

  it('stops between batches when told', async () => {
    let asked = 0;
    const isCancelled = async () => ++asked > 2;
    const some = await curves({ modality: 'image', maps: [descending], answer: 'red', isCancelled });
    const whole = await curves({ modality: 'image', maps: [descending], answer: 'red' });
    expect(some.length).toBeLessThan(whole.length);
    expect(asked).toBe(3);
  });
});
