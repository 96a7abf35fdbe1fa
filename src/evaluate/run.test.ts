import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Forward } from '../engine/forward';
import { auc, fineGrid } from '../faithfulness';
import { loadAtlas } from '../scene/testing/load';
import { Explainer } from './explainer';
import { mergeJournals, noJournal } from './journal';
import { evaluatedMethods } from './methods';
import type { Header } from './records';
import { evaluationDocument } from './report';
import { runEvaluation } from './run';
import { sceneDataset } from './scenes';
import { openToy, type Toy } from './testing/toys';

const dataset = sceneDataset({ split: 'val', n: 3, perScene: 1, seed: 4 }, loadAtlas());
const OPTIONS = { startLayer: 0, permutations: 3, seed: 5 };

let toy: Toy;
let forward: Forward;
beforeAll(async () => {
  toy = await openToy('clipmapper', { seed: 9, maxTokens: 40 });
  forward = await toy.model.forward();
});
afterAll(async () => {
  await forward.dispose();
  await toy.model.dispose();
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

describe('an evaluation with methods', () => {
  it('comes out the same whole and in shards, and gives every figure', async () => {
    const { model } = toy;
    const wanted = ['equal', 'weighted', 'raw', 'random'];
    const methods = evaluatedMethods(wanted, ['norm', 'gradient'], model.facts.offers);
    const names = methods.map(({ name }) => name);
    expect(names).toEqual(['equal', 'weighted-norm', 'weighted-gradient', 'raw', 'random']);
    const explainer = new Explainer(model, { methods, ...OPTIONS });
    const told: string[] = [];
    const options = {
      writer: noJournal(),
      explainer,
      startProgress: (label: string, total: number, unit: string) => ({
        add: (count: number) => told.push(`${label} ${count} of ${total} ${unit}`),
        end: () => told.push('end'),
      }),
    };
    const run = (shard: [number, number]) => runEvaluation(model, forward, dataset, { ...options, shard });
    const whole = await run([1, 1]);
    expect(told).toEqual([...Array<string>(3).fill('Evaluating 1 of 3 questions'), 'end']);
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
