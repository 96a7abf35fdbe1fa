import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as ort from 'onnxruntime-node';
import { openModel } from '..';
import { openFolder } from '../hub/checkpoint';
import { MissingFile } from '../hub/missing';
import type { ReadFile } from '../hub/folder';
import type { Model } from '../../src/engine/model';
import type { Ort } from '../../src/engine/runtime';
import { naiveRelevance } from './testing/naive';
import { CLASSIFIER_LABELS, classifierFolder } from './testing/classifier';

const runtime = { ort: ort as unknown as Ort, backend: { provider: 'cpu' as const, threads: 1 } };

const reader =
  (files: Readonly<Record<string, Uint8Array>>): ReadFile =>
  async (path) => {
    const found = files[path];
    if (!found) throw new MissingFile('model-broken', `There is no ${path}.`);
    return found;
  };

const picture = {
  width: 8,
  height: 8,
  data: Uint8ClampedArray.from({ length: 256 }, (_, n) => (n % 4 === 3 ? 255 : (37 * n) % 256)),
};

describe('a classifier of images in an ONNX file', () => {
  let model: Model;
  beforeAll(async () => {
    model = await openModel(await openFolder(reader(classifierFolder()), { id: 'maker/vit' }), runtime);
  });
  afterAll(() => model.dispose());

  it('says what it is', () => {
    const { facts } = model;
    expect(facts).toMatchObject({
      architecture: 'imported',
      asks: 'nothing',
      answers: CLASSIFIER_LABELS,
      grid: { rows: 4, cols: 4 },
      imageSize: 8,
      startLayers: 2,
    });
    expect(facts.offers).toContain('importance');
  });

  it('is explained as the rules say, from its own attention and gradients', async () => {
    const answer = await model.ask(picture, '');
    expect(answer.answers.map(({ text }) => text).sort()).toEqual([...CLASSIFIER_LABELS].sort());
    const why = await answer.explain({
      methods: ['equal', 'weighted', 'occlusion'],
      rather: answer.answers[1]!.text,
    });
    const dumped = new Map(
      (await why.dump([])).map(({ name, shape, data }) => [
        name,
        { shape, data: data as unknown as ArrayLike<number> },
      ]),
    );
    const layers = [0, 1].map((n) => ({
      attention: dumped.get(`00${n}.image.self.attention`)!,
      gradient: dumped.get(`00${n}.image.self.gradient`)!,
    }));
    // Read at the class token, which comes first; its own relevance is not shown.
    const expected = naiveRelevance(layers, 17).slice(1, 17);
    const total = expected.reduce((sum, value) => sum + value, 0);
    const [equal, weighted, occlusion] = why.document.methods;
    equal!.image!.values.forEach((value, n) => expect(value).toBeCloseTo(expected[n]! / total, 5));
    expect(weighted!.importance).toBe('norm');
    expect(weighted!.image!.values).not.toEqual(equal!.image!.values);
    expect(occlusion!.image!.values).toHaveLength(16);
    expect(why.document.question).toBe('');
    answer.dispose();
  });

  it('refuses candidates, and a folder whose labels do not fit', async () => {
    await expect(model.ask(picture, '', { choices: ['a cat', 'a dog'] })).rejects.toThrow(/its own 3 labels/);
    const files = classifierFolder();
    const config = JSON.parse(new TextDecoder().decode(files['config.json'])) as { id2label: object };
    config.id2label = { 0: 'one', 1: 'two' };
    const wrong = { ...files, 'config.json': new TextEncoder().encode(JSON.stringify(config)) };
    const opened = await openModel(await openFolder(reader(wrong), { id: 'maker/wrong' }), runtime);
    await expect(opened.ask(picture, '')).rejects.toThrow(/3 logits, and its config.json names 2 labels/);
    await opened.dispose();
  });

  it('names a task that cannot be asked here', async () => {
    const files = {
      ...classifierFolder(),
      'config.json': new TextEncoder().encode(
        JSON.stringify({ architectures: ['WhisperForConditionalGeneration'], model_type: 'whisper' }),
      ),
    };
    await expect(openFolder(reader(files), { id: 'maker/whisper' })).rejects.toThrow(
      /WhisperForConditionalGeneration/,
    );
  });
});
