import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type ClipmapperEngine } from '../engine/engine';
import { perturbExample } from '../engine/perturb';
import { toyFolder } from '../engine/testing/toy';
import { auc, fineGrid } from '../faithfulness';
import { loadAtlas } from '../../node/library/atlas';
import { seePictures } from './answering';
import { pairsToTest } from './comparisons';
import type { Dataset } from './dataset';
import { Explainer, randomTruth } from './explainer';
import { Forward, hiddenRows } from '../../node/evaluate/forward';
import { noJournal } from '../../node/evaluate/journal';
import { mergeJournals } from '../../node/evaluate/merge';
import { evaluatedMethods, importancesOf } from './methods';
import { areaUnder, interpolated, metricsOf } from './metrics';
import type { Header, ItemRecord, MethodRecord } from './records';
import { evaluationDocument } from './report';
import { runEvaluation } from './run';
import { sceneDataset } from './scenes';
import { scorePatchSets, scoreWordSets } from './scoring';

let engine: ClipmapperEngine;
let forward: Forward;
let dataset: Dataset;
const OPTIONS = { startLayer: 0, permutations: 3, seed: 5 };

beforeAll(async () => {
  const folder = await toyFolder({ seed: 9, maxTokens: 40 });
  engine = await createEngine(ort, folder, { provider: 'cpu', threads: 1 });
  forward = await Forward.create(engine.model);
  dataset = sceneDataset({ split: 'val', n: 3, perScene: 1, seed: 4 }, await loadAtlas());
});
afterAll(async () => {
  await forward.dispose();
  await engine.dispose();
});

const headerOf = (methods: readonly string[]): Header => ({
  whylight: 'evaluation',
  schema: 1,
  model: { id: 'toy', sha256: '0'.repeat(64) },
  settings: {
    dataset: 'scenes:val',
    n: 3,
    perPicture: 1,
    methods,
    importances: ['weighted-norm=norm', 'weighted-gradient=gradient'],
    ...OPTIONS,
  },
  shard: [1, 1],
  pictures: 3,
  patches: 16,
  baselines: { majority: 0.1, questionOnly: 0.2 },
  command: 'npx whylight evaluate',
});

describe('scores of shortened examples', () => {
  it('equal one run at a time, for patches and for words', async () => {
    const [seen] = await seePictures(engine.model, forward, dataset.pictures);
    const { question } = seen!.picture.items[0]!;
    const { ids, wordIds } = engine.model.tokenizer.encode(question);
    const words: number[][] = [];
    wordIds.forEach((word, token) => word >= 0 && (words[word] ??= []).push(token));
    const { answers } = engine.info;
    const asked = {
      ids,
      words,
      answers,
      target: 'red',
      credit: (answer: string) => Number(answer === 'red'),
    };
    const patchSets = [[0, 5, 9], [1, 2, 3], [], [4]].map((set) => Int32Array.from(set));
    const together = await scorePatchSets(forward, seen!.patches, asked, patchSets);
    for (const [n, set] of patchSets.entries()) {
      const [alone] = await scorePatchSets(forward, seen!.patches, asked, [set]);
      expect(together[n]!.probability).toBeCloseTo(alone!.probability, 6);
    }
    // The example's own curves come from the page's engine; both must agree on the ends: nothing and all removed.
    const points: { fraction: number; score: number }[] = [];
    await perturbExample(
      engine,
      { patches: seen!.patches, ids, wordIds },
      {
        modality: 'text',
        // The later a word, the more relevant, however many tokens it has.
        maps: [wordIds.map((word) => (word < 0 ? 0 : (word + 1) / words[word]!.length))],
        answer: 'red',
        seed: 1,
        onPoint: (point) => point.method === 0 && point.direction === 'positive' && points.push(point),
      },
    );
    points.sort((a, b) => a.fraction - b.fraction);
    const hidden = hiddenRows(seen!.seen, [0]);
    const order = words.map((_, n) => words.length - 1 - n);
    const sets = points.map((_, n) => Int32Array.from(order.slice(n)).sort());
    const scores = await scoreWordSets(forward, hidden, asked, sets, false);
    points.forEach(({ score }, n) => expect(scores[n]!.probability).toBeCloseTo(score, 5));
    const inPlace = await scoreWordSets(forward, hidden, asked, sets, true);
    expect(inPlace[0]!.probability).toBeCloseTo(scores[0]!.probability, 6);
    expect(inPlace[1]!.probability).not.toBeCloseTo(scores[1]!.probability, 6);
  });
});

describe('an evaluation with methods', () => {
  it('comes out the same whole and in shards, and gives every figure', async () => {
    const methods = evaluatedMethods(['equal', 'weighted', 'raw', 'random'], ['norm', 'gradient']);
    const names = methods.map(({ name }) => name);
    expect(names).toEqual(['equal', 'weighted-norm', 'weighted-gradient', 'raw', 'random']);
    const explainer = new Explainer(engine, forward, { methods, ...OPTIONS });
    const options = { writer: noJournal(), explainer };
    const run = (shard: [number, number]) =>
      runEvaluation(engine.model, forward, dataset, { ...options, shard });
    const whole = await run([1, 1]);
    const header = headerOf(names);
    const shards = [await run([2, 2]), await run([1, 2])].map((records) => ({ header, records }));
    const merged = mergeJournals(shards, ['b', 'a']);
    expect(merged.records).toEqual(whole);
    const document = evaluationDocument(header, whole);
    const { equal, random } = document.methods!;
    expect(equal!.image.positive.curve.fractions).toEqual(fineGrid(16));
    for (const side of ['positive', 'negative'] as const) {
      // The mean of the areas is the area under the mean curve.
      expect(auc(equal!.image[side].curve)).toBeCloseTo(equal!.image[side].auc, 9);
      expect(random!.image[side].auc).toBeGreaterThanOrEqual(0);
    }
    expect(document.methods!['weighted-norm']!.importance).toBe('norm');
    expect(document.comparisons!.filter(({ metric }) => metric === 'image.positive.fine')).toHaveLength(4);
    expect(JSON.stringify(evaluationDocument(header, merged.records))).toBe(JSON.stringify(document));
  }, 20_000);

  it('refuses shards that are missing, doubled or of another evaluation', () => {
    const header = headerOf([]);
    const record = (index: number) => ({ index, picture: `p${index}`, items: [] });
    const journal = (...indices: number[]) => ({ header, records: indices.map(record) });
    expect(() => mergeJournals([journal(0), journal(1)], ['a', 'b'])).toThrow(/hold 2 of 3 pictures/);
    expect(() => mergeJournals([journal(0, 1), journal(1, 2)], ['a', 'b'])).toThrow(
      /p1 is both in "a" and in "b"/,
    );
    const other = { header: { ...header, settings: { ...header.settings, seed: 6 } }, records: [record(2)] };
    expect(() => mergeJournals([journal(0, 1), other], ['a', 'b'])).toThrow(
      /"b" belongs to another evaluation than "a": seed 6 instead of 5/,
    );
  });
});

describe('figures by hand', () => {
  const record: MethodRecord = {
    image: { positive: [], negative: [] },
    text: { positive: [1, 1, 0, 0, 0], negative: [1, 1, 1, 1, 0] },
    textInPlace: { positive: [1, 0, 0, 0, 0], negative: [1, 1, 1, 1, 0] },
    probability: { image: { positive: 0.1, negative: 0.2 }, text: { positive: 0.3, negative: 0.4 } },
    truth: { mass: 0.5, rank: 0.6, pointing: 0.7 },
  };

  it('areas over words', () => {
    const of = (reading: 'fine' | 'reference' | 'inPlace' | 'probability') =>
      areaUnder(record, 'text', 'positive', reading, 16);
    expect(of('fine')).toBeCloseTo(0.25 + 0.125, 12);
    expect(of('inPlace')).toBeCloseTo(0.125, 12);
    // Removed of 4 words at 0, .25, .5, .75, .8, .85, .9, .95, 1: 0, 1, 2, 3, 3, 3, 4, 4, 4.
    expect(of('reference')).toBeCloseTo(0.25 + 0.125, 12);
    expect(areaUnder(record, 'text', 'negative', 'reference', 16)).toBeCloseTo(0.85 + 0.025, 12);
    expect(of('probability')).toBe(0.3);
    expect(interpolated([1, 0, 0.5], 0.25)).toBe(0.5);
    expect(interpolated([1, 0, 0.5], 1)).toBe(0.5);
  });

  it('areas over patches, on both grids', () => {
    // The score is 1 until half of 16 patches are gone, then 0.
    const scores = fineGrid(16).map((fraction) => Number(fraction < 0.5));
    const one = { ...record, image: { positive: scores, negative: scores } };
    // Fine: last 1 at 0.25, 0 at 0.5.
    expect(areaUnder(one, 'image', 'positive', 'fine', 16)).toBeCloseTo(0.375, 12);
    expect(areaUnder(one, 'image', 'positive', 'reference', 16)).toBeCloseTo(0.375, 12);
  });

  it('ground truth of questions on the background stands apart', () => {
    const mass = metricsOf(16).find(({ id }) => id === 'truth.mass')!;
    const item = (family: string) => ({ family }) as ItemRecord;
    expect(mass.value(record, item('where'))).toBe(0.5);
    expect(mass.value(record, item('background'))).toBeUndefined();
  });

  it('random order agrees with theory: mean(c) for mass, rank and pointing', () => {
    const coverage = [1, 0.5, 0.5, 0, 0, 0, 0, 0];
    const found = randomTruth(coverage, 4000, 3)!;
    for (const value of Object.values(found)) expect(Math.abs(value - 0.25)).toBeLessThan(0.02);
  });

  it('pairs: all against equal, weighted against its controls', () => {
    expect(pairsToTest(['equal', 'weighted-norm', 'layer-mean', 'shuffled', 'random'])).toEqual([
      ['weighted-norm', 'equal'],
      ['layer-mean', 'equal'],
      ['shuffled', 'equal'],
      ['random', 'equal'],
      ['weighted-norm', 'layer-mean'],
      ['weighted-norm', 'shuffled'],
    ]);
  });
});

describe('methods to evaluate', () => {
  it('weighted comes with every importance in a group, the controls with the one named', () => {
    const methods = evaluatedMethods(['attention'], ['gradient']);
    expect(importancesOf(methods, 'norm')).toEqual({
      'weighted-norm': 'norm',
      'weighted-norm-ln': 'norm-ln',
      'weighted-gradient': 'gradient',
      'weighted-mixing': 'mixing',
      convex: 'gradient',
      'layer-mean': 'gradient',
      shuffled: 'gradient',
    });
    expect(importancesOf(evaluatedMethods(['weighted'], undefined), 'mixing')).toEqual({
      weighted: 'mixing',
    });
  });

  it('knows groups, and lists what is known', () => {
    const names = evaluatedMethods(['attention'], undefined).map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['equal', 'weighted-norm-ln', 'convex', 'random', 'centre']),
    );
    expect(names).not.toContain('occlusion');
    expect(evaluatedMethods(['all'], ['norm']).map(({ name }) => name)).toContain('occlusion');
    expect(evaluatedMethods(['none'], undefined)).toEqual([]);
    expect(() => evaluatedMethods(['magic'], undefined)).toThrow(/choose from equal, weighted/);
    expect(() => evaluatedMethods(['weighted'], ['size'])).toThrow(
      /choose from norm, norm-ln, gradient, mixing/,
    );
    expect(() => evaluatedMethods(['grad-eclip'], undefined)).toThrow(/two-tower/);
  });
});
