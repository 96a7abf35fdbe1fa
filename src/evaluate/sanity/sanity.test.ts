import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clipTensors } from '../../../models/clip/tensors';
import { toyConfig } from '../../../models/fixtures/clipmapper';
import { loadAtlas } from '../../scene/testing/load';
import { readTensorF32 } from '../../weights/values';
import { evaluatedMethods } from '../methods';
import { sceneDataset } from '../scenes';
import { openToy, type Toy } from '../testing/toys';
import { weightRandomisation } from './randomisation';
import { randomised, stagesOf, type Stage } from './randomise';
import { randomisationTable, swapTable } from './report';
import { ownMaskAdvantage, questionSwap } from './swap';

let toy: Toy;
beforeAll(async () => {
  toy = await openToy('clipmapper', { seed: 15, maxTokens: 40 });
});
afterAll(() => toy.model.dispose());

describe('randomised weights', () => {
  it('are the same numbers in another order, in the tensors named and nowhere else', () => {
    const { files } = toy;
    const other = randomised(files, (name) => name.startsWith('classifier.'), 3);
    for (const name of files.weights.tensors.keys()) {
      const [before, after] = [readTensorF32(files.weights, name), readTensorF32(other.weights, name)];
      expect(after.toSorted()).toEqual(before.toSorted());
      expect(
        after.every((value, i) => value === before[i]),
        name,
      ).toBe(!name.startsWith('classifier.'));
    }
  });

  const expectEachNew = (names: readonly string[], stages: readonly Stage[]) => {
    let covered = 0;
    stages.forEach((_, n) => {
      const now = names.filter((name) => stages.slice(0, n + 1).some(({ covers }) => covers(name))).length;
      expect(now).toBeGreaterThan(covered);
      covered = now;
    });
    expect(covered).toBe(names.length);
  };

  it('cover every tensor in the end, each stage something new', () => {
    const names = [...toy.files.weights.tensors.keys()];
    const stages = stagesOf(names);
    expect(stages.map(({ name }) => name)).toEqual([
      'classifier',
      'mapper 1',
      'mapper 0',
      'mapper entrance',
      'towers −1',
      'towers −2',
      'embeddings',
    ]);
    expectEachNew(names, stages);
    const [classifier, top, , , tower] = stages;
    expect(classifier!.covers('mapper.final_norm.bias')).toBe(true);
    expect(top!.covers('mapper.layers.1.text.self_attn.q_proj.weight')).toBe(true);
    expect(tower!.covers('vision_model.post_layernorm.weight')).toBe(true);
    expect(tower!.covers('vision_model.encoder.layers.1.mlp.fc1.bias')).toBe(true);
    expect(tower!.covers('vision_model.pre_layrnorm.weight')).toBe(false);
  });

  it('count towers of different depth from the top, and begin at the projections where nothing classifies', () => {
    const { clip } = toyConfig({ seed: 0, visionLayers: 3, textLayers: 1 }, 560);
    const names = Object.keys(clipTensors(clip));
    const stages = stagesOf(names);
    expect(stages.map(({ name }) => name)).toEqual([
      'projections',
      'towers −1',
      'towers −2',
      'towers −3',
      'embeddings',
    ]);
    expectEachNew(names, stages);
    expect(stages[1]!.covers('text_model.encoder.layers.0.mlp.fc1.weight')).toBe(true);
    expect(stages[1]!.covers('vision_model.encoder.layers.2.mlp.fc1.weight')).toBe(true);
    expect(stages[3]!.covers('vision_model.encoder.layers.0.mlp.fc1.weight')).toBe(true);
  });

  it('of a single stack count its layers, and what has no layers is randomised at once', () => {
    const names = ['classifier.weight', 'layers.0.mlp.weight', 'layers.1.mlp.weight', 'norm.weight', 'probe'];
    expect(stagesOf(names).map(({ name }) => name)).toEqual([
      'classifier',
      'layers −1',
      'layers −2',
      'embeddings',
    ]);
    expect(stagesOf(names)[1]!.covers('norm.weight')).toBe(true);
    expect(stagesOf(['a', 'b']).map(({ name }) => name)).toEqual(['embeddings']);
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
    const dataset = sceneDataset({ split: 'val', n: 6, perScene: 2, seed: 1 }, loadAtlas());
    const methods = evaluatedMethods(['equal', 'gradcam', 'centre'], undefined, toy.model.facts.offers);
    const options = { methods, startLayer: 0, seed: 2 };
    const randomisation = await weightRandomisation(toy, dataset, options);
    expect(randomisation.stages).toHaveLength(7);
    expect(randomisation.methods.centre!.image.map((found) => found?.mean)).toEqual(Array(7).fill(1));
    expect(randomisation.unnoticed).toContain('centre');
    expect(randomisation.methods.equal!.image.at(-1)!.mean).toBeLessThan(0.95);
    const swapped = await questionSwap(toy.model, dataset, options);
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
    const dataset = sceneDataset({ split: 'val', n: 2, perScene: 1, seed: 1 }, loadAtlas());
    const options = {
      methods: evaluatedMethods(['equal'], undefined, toy.model.facts.offers),
      startLayer: 0,
      seed: 2,
    };
    await expect(questionSwap(toy.model, dataset, options)).rejects.toThrow(/--per-picture 2/);
  });
});
