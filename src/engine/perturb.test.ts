import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openModel } from '../../models';
import { imagesOf, textsOf } from '../../models/clip/texts';
import type { Mapper } from '../../models/clipmapper/mapper-model';
import { toyMapper } from '../../models/clipmapper/testing/toy';
import { tokensOfWords } from '../anatomy';
import type { Target } from '../ask/asked';
import { fineGrid, removedCount } from '../faithfulness';
import type { Encoding } from '../text/tokenizer';
import type { Model } from './model';
import { perturbExample, type CurvePoint, type PerturbTask } from './perturb';
import { TensorPool } from './program';
import { targetVector } from './target';
import { RUNTIME, seededArray, toyFolder } from './testing/toy';

const TOY = { seed: 95, maxTokens: 32 };
const QUESTION = 'is the cat red or blue?';
const grey = { width: 32, height: 32, data: new Uint8ClampedArray(32 * 32 * 4).fill(200) };
const patches = seededArray(16 * 192, 96);

let mapper: Mapper;
let model: Model;
let encoding: Encoding;
beforeAll(async () => {
  mapper = await toyMapper(TOY);
  model = await openModel(await toyFolder(TOY), RUNTIME);
  encoding = mapper.encode(QUESTION);
});
afterAll(async () => {
  await mapper.sessions.dispose();
  await model.dispose();
});

async function curves(
  { answer, versus, ...task }: Omit<PerturbTask, 'onPoint' | 'seed'> & Target,
  pixels = patches,
): Promise<CurvePoint[]> {
  const points: CurvePoint[] = [];
  const asked = { answer, ...(versus === undefined ? {} : { versus }) };
  const example = {
    vocabulary: mapper.answers,
    wordIds: encoding.wordIds,
    target: targetVector(asked, mapper.answers, 'yes'),
    logits: (runs: Parameters<typeof imagesOf>[1]) =>
      mapper.logits(imagesOf(pixels, runs), textsOf(encoding, runs)),
  };
  await perturbExample(example, { ...task, seed: 4, onPoint: (point) => points.push(point) });
  return points;
}

/** Probability of "red" with some patches left, each set in a run of its own. */
async function redGiven(kept: readonly number[]): Promise<number> {
  const pool = new TensorPool();
  mapper.feed(pool, mapper.embeddings.image([{ patches, kept }]));
  mapper.feed(pool, mapper.embeddings.text([encoding]));
  await (await mapper.program('vision', 'reduced')).run(pool, pool);
  await (await mapper.program('answer', 'reduced')).run(pool, pool);
  const powers = Array.from(pool.get('logits')!.data as Float32Array, Math.exp);
  return powers[mapper.answers.indexOf('red')]! / powers.reduce((a, b) => a + b);
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
    const { wordIds } = encoding;
    const words = ['is', 'the', 'cat', 'red', 'or', 'blue', '?'];
    expect(tokensOfWords(wordIds)).toHaveLength(words.length);
    const { manifest } = mapper.files;
    expect(manifest.preprocessing.resize).toBe('square');
    // The grey image as patches: every pixel 200.
    const { mean, std } = manifest.preprocessing;
    const pixels = Float32Array.from({ length: 16 * 192 }, (_, i) => {
      const channel = Math.floor((i % 192) / 64);
      return (200 / 255 - mean[channel]!) / std[channel]!;
    });
    const white = { ...grey, data: grey.data.map((value, i) => (i % 4 === 3 ? 255 : value)) };
    const opaque = await model.see(white);
    // Earlier words are more relevant, however many tokens they have: positive removal takes them from the front.
    const map = wordIds.map((word) => (word < 0 ? 0 : 100 ** -word));
    const points = await curves({ modality: 'text', maps: [map], answer: 'red' }, pixels);
    for (const { method, direction, fraction, score } of points) {
      if (method !== 0 || direction !== 'positive' || fraction === 1) continue;
      const rest = words.slice(Math.round(fraction * words.length)).join(' ');
      const answered = await model.ask(opaque, rest);
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

  it('of an explanation is that of its answer and rival', async () => {
    const answered = await model.ask(grey, QUESTION);
    const why = await answered.explain({ answer: 'red', rather: 'blue', methods: ['equal'] });
    const maps = [why.document.methods[0]!.image!.values];
    const points: CurvePoint[] = [];
    await why.perturb({ modality: 'image', maps, seed: 4, onPoint: (point) => points.push(point) });
    const task = { modality: 'image', maps, answer: 'red', versus: 'blue' } as const;
    expect(points).toEqual(await curves(task, mapper.patchesOf(grey)));
    answered.dispose();
  });
});
