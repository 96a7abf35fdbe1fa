import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sharedData } from '../../src/relevance/testing/shared';
import { loadPieceTokenizer } from '../../src/text/pieces';
import { openSafetensors } from '../../src/weights/safetensors';
import { readTensorF32 } from '../../src/weights/values';
import { load, readImage, type Answered } from './library';
import { openModelFolder } from './models';

/** A tiny SigLIP in two layouts, with what transformers computes from it. */
const { folder, isThere } = sharedData('siglip');
const { folder: photos } = sharedData('photos');
const LAYOUTS = ['hub', 'transformers-5'];

const at = (...names: string[]) => path.join(folder, ...names);
const readJson = (name: string): unknown => JSON.parse(readFileSync(at(name), 'utf8'));

/** The embedding of the image is off by 3.4e-7: it is computed in float32, the reference in float64. */
const SINGLE = 3.5e-7;

/** The largest difference. */
const apart = (found: ArrayLike<number>, wanted: Float32Array): number =>
  wanted.reduce((most, value, i) => Math.max(most, Math.abs(found[i]! - value)), 0);

describe.skipIf(!isThere)(`SigLIP (skipped where ${folder} is absent)`, () => {
  const texts = () => readJson('texts.json') as string[];
  // An empty candidate is none.
  const asked = () => texts().filter((text) => text !== '');

  it.each(LAYOUTS)('%s: pixels, ids, embeddings, logits and probabilities', async (layout) => {
    const reference = openSafetensors(readFileSync(at(layout, 'reference.safetensors')));
    const wanted = (name: string) => readTensorF32(reference, name);
    const model = await load(at(layout));
    try {
      const answer = await ask(model, 'chelsea.png', asked());
      asked().forEach((text, n) => {
        const { logit, probability } = answer.answers.find((one) => one.text === text)!;
        expect(Math.abs(logit - wanted('logits_per_image')[n]!)).toBeLessThan(3e-5);
        expect(Math.abs(probability - wanted('probabilities')[n]!)).toBeLessThan(1e-6);
      });
      for (const [n, text] of asked().entries()) {
        const { values } = await dumped(answer, text);
        expect(apart(values('pixels'), wanted('pixels'))).toBeLessThan(3e-7);
        expect(apart(values('image_embedding'), wanted('image_embedding'))).toBeLessThan(SINGLE);
        const embedding = wanted('text_embeddings').subarray(n * 32, (n + 1) * 32);
        expect(apart(values('text_embedding'), embedding)).toBeLessThan(3e-7);
      }
      const { values } = await dumped(await ask(model, 'rocket.jpg', asked()), asked()[0]!);
      expect(apart(values('pixels'), wanted('pixels.rocket'))).toBeLessThan(3e-7);
    } finally {
      await model.dispose();
    }
  });

  it.each(LAYOUTS)('%s: attention, its gradients and residuals, block by block', async (layout) => {
    const reference = openSafetensors(readFileSync(at(layout, 'reference.safetensors')));
    const model = await load(at(layout));
    try {
      const { values, names } = await dumped(await ask(model, 'chelsea.png', asked()), asked()[0]!);
      const blocks = [...reference.tensors.keys()].filter((name) => /^\d{3}\./.test(name));
      expect(blocks).toHaveLength(6 * 5 - 1);
      expect(names.filter((name) => /^\d{3}\./.test(name)).sort()).toEqual(blocks.sort());
      const differences = blocks.map(
        (name) => [name, apart(values(name), readTensorF32(reference, name))] as const,
      );
      expect(differences.filter(([, difference]) => !(difference < 1e-5))).toEqual([]);
    } finally {
      await model.dispose();
    }
  });

  it('reads all texts as its own tokenizer does, by spiece.model and by tokenizer.json', async () => {
    const { tokenizer: spiece } = await openModelFolder(at('transformers-5'));
    const whole = readJson('hub/tokenizer.json');
    for (const json of [spiece, whole]) {
      const tokenizer = loadPieceTokenizer(json, { maxLength: 64 });
      const found = readJson('token_ids.json') as { text: string; ids: number[] }[];
      expect(found).toHaveLength(22);
      for (const { text, ids } of found) expect([text, tokenizer.encode(text).ids]).toEqual([text, ids]);
    }
  });
});

const ask = async (model: Awaited<ReturnType<typeof load>>, picture: string, choices: readonly string[]) =>
  model.ask(await readImage(path.join(photos, picture)), '{}', { choices });

async function dumped(answer: Answered, text: string) {
  const why = await answer.explain({ answer: text, methods: ['equal'] });
  const tensors = new Map((await why.dump(['equal'])).map((tensor) => [tensor.name, tensor.data]));
  return { names: [...tensors.keys()], values: (name: string) => tensors.get(name) as Float32Array };
}
