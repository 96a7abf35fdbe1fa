import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type ClipmapperEngine } from '../../engine/engine';
import { toyFolder } from '../../engine/testing/toy';
import { readTensorF32 } from '../../weights/values';
import { loadAtlas } from '../../../node/library/atlas';
import { evaluatedMethods } from '../methods';
import { sceneDataset } from '../scenes';
import { randomised, stagesOf } from './randomise';
import { randomisationTable, swapTable } from './report';
import { ownMaskAdvantage, questionSwap, weightRandomisation } from './sanity';

let engine: ClipmapperEngine;
beforeAll(async () => {
  const folder = await toyFolder({ seed: 15, maxTokens: 40 });
  engine = await createEngine(ort, folder, { provider: 'cpu', threads: 1 });
});
afterAll(() => engine.dispose());

describe('randomised weights', () => {
  it('are the same numbers in another order, in the tensors named and nowhere else', () => {
    const { folder } = engine.model;
    const other = randomised(folder, (name) => name.startsWith('classifier.'), 3);
    for (const name of folder.weights.tensors.keys()) {
      const [before, after] = [readTensorF32(folder.weights, name), readTensorF32(other.weights, name)];
      expect(after.toSorted()).toEqual(before.toSorted());
      expect(
        after.every((value, i) => value === before[i]),
        name,
      ).toBe(!name.startsWith('classifier.'));
    }
  });

  it('cover every tensor in the end, each stage something new', () => {
    const stages = stagesOf(engine.model.config);
    expect(stages.map(({ name }) => name)).toEqual([
      'classifier',
      'mapper 1',
      'mapper 0',
      'mapper entrance',
      'towers −1',
      'towers −2',
      'embeddings',
    ]);
    const names = [...engine.model.folder.weights.tensors.keys()];
    let covered = 0;
    stages.forEach((_, n) => {
      const now = names.filter((name) => stages.slice(0, n + 1).some(({ covers }) => covers(name))).length;
      expect(now).toBeGreaterThan(covered);
      covered = now;
    });
    expect(covered).toBe(names.length);
  });
});

describe('a map goes with its mask', () => {
  const [left, right] = [Float32Array.of(1, 0), Float32Array.of(0, 1)];
  it('by the mass on its own objects less that on the others', () => {
    expect(ownMaskAdvantage([3, 1], [1, 3], left, right)).toBeCloseTo(0.5, 12);
    expect(ownMaskAdvantage([3, 1], [3, 1], left, right)).toBeCloseTo(0, 12);
    expect(ownMaskAdvantage([1, 0], [0, 1], left, null)).toBeNull();
    expect(ownMaskAdvantage([1, 0], [0, 1], left, Float32Array.of(1, 0))).toBeNull();
  });
});

describe('sanity checks', () => {
  it('name a method that does not look at the model, and none that does', async () => {
    const dataset = sceneDataset({ split: 'val', n: 6, perScene: 2, seed: 1 }, await loadAtlas());
    const methods = evaluatedMethods(['equal', 'gradcam', 'centre'], undefined);
    const options = { methods, startLayer: 0, seed: 2 };
    const randomisation = await weightRandomisation(engine, dataset, options);
    expect(randomisation.stages).toHaveLength(7);
    expect(randomisation.methods.centre!.image.map((found) => found?.mean)).toEqual(Array(7).fill(1));
    expect(randomisation.unnoticed).toContain('centre');
    expect(randomisation.methods.equal!.image.at(-1)!.mean).toBeLessThan(0.95);
    const swapped = await questionSwap(engine, dataset, options);
    expect(swapped.pairs).toBe(3);
    expect(swapped.methods.centre!.similarity!.mean).toBe(1);
    expect(swapped.unnoticed).toContain('centre');
    const document = {
      ...{
        schema: 1,
        model: { id: 'toy', sha256: '' },
        dataset: 'd',
        n: 6,
        pictures: 3,
        seed: 2,
        command: '',
      },
      randomisation,
      questionSwap: swapped,
    };
    expect(randomisationTable(document, 'image')).toContain('| centre | 1.00 | 1.00 |');
    expect(swapTable(document).split('\n')).toHaveLength(5);
  }, 20_000);

  it('ask for two questions on a picture', async () => {
    const dataset = sceneDataset({ split: 'val', n: 2, perScene: 1, seed: 1 }, await loadAtlas());
    const options = { methods: evaluatedMethods(['equal'], undefined), startLayer: 0, seed: 2 };
    await expect(questionSwap(engine, dataset, options)).rejects.toThrow(/--per-picture 2/);
  });
});
