import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sharedData } from '../../src/relevance/testing/shared';
import type { TensorData } from '../../src/weights/safetensors-write';
import { openSafetensors, type WeightsFile } from '../../src/weights/safetensors';
import { readTensorF32, tensorBytes } from '../../src/weights/values';
import { load, readImage, type Answered, type Model } from './library';

/** Folders as other libraries write them, with what those libraries compute from them. */
const { folder, isThere } = sharedData('clip-variants');
const { folder: photos } = sharedData('photos');

/** Of 45 embeddings of texts one is off by 3.1e-7: both sides are computed in float32. */
const SINGLE = 3.2e-7;

const at = (...names: string[]) => path.join(folder, ...names);

/** The largest difference. */
const apart = (found: ArrayLike<number>, wanted: Float32Array): number =>
  wanted.reduce((most, value, i) => Math.max(most, Math.abs(found[i]! - value)), 0);

describe.skipIf(!isThere)(`published folders (skipped where ${folder} is absent)`, () => {
  const texts = () => JSON.parse(readFileSync(at('texts.json'), 'utf8')) as string[];

  it.each([
    'openclip',
    'openclip-squash',
    'preprocessor-height-width',
    'transformers-4.36-f16',
    'transformers-4.57-bf16',
    'transformers-5',
    'transformers-5-own-preprocessing',
    'transformers-5-sharded',
    'unaligned',
  ])('%s: pixels, ids, embeddings and logits', async (name) => {
    const reference = openSafetensors(readFileSync(at(name, 'reference.safetensors')));
    const wanted = (tensor: string) => readTensorF32(reference, tensor);
    const model = await load(at(name));
    try {
      const answer = await asked(model, 'chelsea.png', texts());
      const logits = texts().map((text) => answer.answers.find((one) => one.text === text)!.logit);
      expect(
        apart(
          logits,
          wanted('logits_per_image').map((value) => value),
        ),
      ).toBeLessThan(3e-5 * Math.max(...wanted('logits_per_image').map(Math.abs)));
      const embeddings = wanted('text_embeddings');
      for (const [n, text] of texts().entries()) {
        const dump = await dumped(answer, text);
        expect([text, [...dump.ids]]).toEqual([text, idsOf(reference, `input_ids.${n}`)]);
        expect(apart(dump.values('pixels'), wanted('pixels'))).toBeLessThan(3e-7);
        expect(apart(dump.values('image_embedding'), wanted('image_embedding'))).toBeLessThan(3e-7);
        expect(apart(dump.values('text_embedding'), embeddings.subarray(n * 20, (n + 1) * 20))).toBeLessThan(
          SINGLE,
        );
      }
      answer.dispose();
      const other = await asked(model, 'rocket.jpg', texts());
      const { values } = await dumped(other, texts()[0]!);
      expect(apart(values('pixels'), wanted('pixels.rocket'))).toBeLessThan(3e-7);
      other.dispose();
    } finally {
      await model.dispose();
    }
  });

  it('pickle-only: refused, saying why', async () => {
    await expect(load(at('pickle-only'))).rejects.toThrow(
      /pickled ones \(pytorch_model.bin\) would run code/,
    );
  });
});

const asked = async (model: Model, picture: string, choices: readonly string[]): Promise<Answered> =>
  model.ask(await readImage(path.join(photos, picture)), '{}', { choices });

async function dumped(answer: Answered, text: string) {
  const why = await answer.explain({ answer: text, methods: ['equal'] });
  const tensors = new Map((await why.dump(['equal'])).map((tensor) => [tensor.name, tensor]));
  const data = (name: string): TensorData['data'] => tensors.get(name)!.data;
  return {
    ids: Array.from(data('input_ids') as BigInt64Array, Number),
    values: (name: string) => data(name) as Float32Array,
  };
}

/** The file is packed: numbers of 8 bytes may stand anywhere. */
const idsOf = (file: WeightsFile, name: string): number[] =>
  Array.from(new BigInt64Array(tensorBytes(file, name).slice().buffer), Number);
