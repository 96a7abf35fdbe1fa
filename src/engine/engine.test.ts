import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toyClipmapper, TOY_ANSWERS, readerOf } from '../../models/fixtures/clipmapper';
import { loadModelFolder, type ModelFolder } from '../../models/hub/folder';
import { relevanceOf } from '../relevance';
import { createEngine, type ClipmapperEngine } from './engine';
import type { Ort } from './runtime';
import { relativeError, seededArray, toyFolder } from './testing/toy';
import type { Answered, EncodedImage, Pixels } from './types';

const runtime = ort as unknown as Ort;
const backend = { provider: 'cpu', threads: 1 } as const;

function noise(width: number, height: number, seed: number): Pixels {
  const values = seededArray(width * height * 4, seed);
  return {
    width,
    height,
    data: Uint8ClampedArray.from(values, (v, i) => (i % 4 === 3 ? 255 : 128 + 127 * v)),
  };
}

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);

let engine: ClipmapperEngine;
let image: EncodedImage;
let answered: Answered;
beforeAll(async () => {
  engine = await createEngine(runtime, await toyFolder({ seed: 71 }), backend);
  image = await engine.encodeImage(noise(50, 40, 72));
  answered = await engine.answer(image, 'What colour is the cat?');
});
afterAll(async () => {
  answered.dispose();
  image.dispose();
  await engine.dispose();
});

describe('info', () => {
  it('describes the model: grid, answers, blocks in forward order, layers to start at', () => {
    const { info } = engine;
    expect(info.grid).toEqual({ rows: 4, cols: 4 });
    expect(info.answers).toEqual(TOY_ANSWERS);
    expect(info.blocks).toHaveLength(12);
    expect(info.blocks[4]).toEqual({ kind: 'mapper.text_to_image', layer: 0, heads: 2 });
    expect(info.startLayers).toBe(2);
  });
});

describe('answers', () => {
  it('are all there, most probable first, and their probabilities are the softmax of the logits', () => {
    const { answers } = answered;
    expect([...answers].map(({ text }) => text).sort()).toEqual([...TOY_ANSWERS].sort());
    expect(sum(answers.map(({ probability }) => probability))).toBeCloseTo(1, 12);
    const total = sum(answers.map(({ logit }) => Math.exp(logit)));
    answers.forEach(({ logit, probability }, rank) => {
      expect(probability).toBeCloseTo(Math.exp(logit) / total, 10);
      if (rank > 0) expect(logit).toBeLessThanOrEqual(answers[rank - 1]!.logit);
    });
  });

  it('does not depend on case or on spaces around the question', async () => {
    const other = await engine.answer(image, '  what COLOUR is the cat?\n');
    expect(other.tokens).toEqual(answered.tokens);
    expect(other.answers).toEqual(answered.answers);
    other.dispose();
  });

  it('cuts a question at the length of the model and says so', async () => {
    const long = await engine.answer(image, 'cat '.repeat(2000));
    expect(long.tokens).toHaveLength(engine.info.maxTokens);
    expect(long.notices).toEqual(['The question was cut at 16 tokens, the most this model reads.']);
    long.dispose();
  });

  it('takes words that the tokenizer has never seen, in any script', async () => {
    const strange = await engine.answer(image, 'Ψ 猫 🐈');
    expect(strange.answers).toHaveLength(5);
    strange.dispose();
  });

  it.each(['', '   \n'])('refuses an empty question (%j)', async (question) => {
    await expect(engine.answer(image, question)).rejects.toThrow(/question is empty/);
  });
});

describe('explain', () => {
  it('gives the document: target, grid, mass 1, special tokens 0, the importance where one is used', async () => {
    const { document } = await engine.explain(answered, {}, [{ id: 'equal' }, { id: 'weighted' }]);
    expect(document.schema).toBe(1);
    expect(document.model).toEqual({ id: 'toy-71', sha256: engine.info.sha256 });
    expect(document.image).toMatchObject({ width: 50, height: 40 });
    expect(document.target).toEqual({ answer: answered.answers[0]!.text });
    expect(document.methods.map(({ id, importance }) => [id, importance])).toEqual([
      ['equal', undefined],
      ['weighted', 'norm'],
    ]);
    for (const { image: map, text } of document.methods) {
      expect(map).toMatchObject({ rows: 4, cols: 4 });
      expect(sum(map.values)).toBeCloseTo(1, 10);
      expect(text.values).toHaveLength(document.tokens.length);
      expect(sum(text.values)).toBeCloseTo(1, 10);
      expect([text.values[0], text.values.at(-1)]).toEqual([0, 0]);
      expect(map.rawMass).toBeGreaterThan(0);
    }
    expect(Object.keys(document.timings)).toEqual(
      expect.arrayContaining(['encodeImage', 'answer', 'explain']),
    );
    for (const milliseconds of Object.values(document.timings))
      expect(milliseconds).toBeGreaterThanOrEqual(0);
  });

  it('reads the maps in the row of the end token of R', async () => {
    const explained = await engine.explain(answered, {}, [{ id: 'equal' }]);
    const R = explained.relevance({ id: 'equal' });
    const end = explained.document.tokens.length - 1;
    const patches = R.ti.slice(end * 17 + 1, (end + 1) * 17);
    const { values, rawMass } = explained.document.methods[0]!.image;
    expect(
      relativeError(
        values,
        patches.map((value) => value / rawMass),
      ),
    ).toBeLessThan(1e-9);
  });

  it('of A rather than B differs from B rather than A, and names both', async () => {
    const maps = async (answer: string, versus: string) => {
      const { document } = await engine.explain(answered, { answer, versus }, [{ id: 'equal' }]);
      expect(document.target).toEqual({ answer, versus });
      return document.methods[0]!.image.values;
    };
    const [forth, back] = [await maps('red', 'blue'), await maps('blue', 'red')];
    expect(relativeError(forth, back)).toBeGreaterThan(1e-3);
  });

  it('starts at the layer asked for: blocks of towers below it do not count', async () => {
    const late = await engine.explain(answered, {}, [{ id: 'equal' }], 1);
    const { text } = late.document.methods[0]!;
    expect(late.document.methods[0]!.startLayer).toBe(1);
    const kept = late.blocks.filter(({ kind, layer }) => kind.startsWith('mapper') || layer >= 1);
    const sizes = { text: late.document.tokens.length, image: 17 };
    const R = relevanceOf(kept, sizes, { id: 'equal' });
    const row = R.tt.slice((sizes.text - 1) * sizes.text);
    row[0] = row[row.length - 1] = 0;
    expect(
      relativeError(
        text.values,
        row.map((value) => value / sum(row)),
      ),
    ).toBeLessThan(1e-9);
  });

  it('ends the replay with the final maps', async () => {
    const explained = await engine.explain(answered, {}, [{ id: 'weighted' }]);
    const { image: steps } = explained.replay({ id: 'weighted' });
    expect(steps).toHaveLength(12);
    const { values, rawMass } = explained.document.methods[0]!.image;
    expect(
      relativeError(
        steps.at(-1)!,
        values.map((value) => value * rawMass),
      ),
    ).toBeLessThan(1e-6);
  });

  it.each<[string, Parameters<ClipmapperEngine['explain']>[1], number | undefined, RegExp]>([
    [
      'an unknown answer, listing some',
      { answer: 'zebra' },
      undefined,
      /no answer "zebra"; it knows 5: yes, no/,
    ],
    ['an unknown rival', { versus: 'zebra' }, undefined, /no answer "zebra"/],
    ['an answer against itself', { answer: 'red', versus: 'red' }, undefined, /against itself/],
    ['a start layer too high', {}, 2, /start layer is 2; this model takes 0 to 1/],
    ['a start layer below 0', {}, -1, /start layer is -1/],
    ['half a layer', {}, 0.5, /start layer is 0\.5/],
  ])('refuses %s', async (_, target, startLayer, message) => {
    await expect(engine.explain(answered, target, [{ id: 'equal' }], startLayer)).rejects.toThrow(message);
  });

  it('refuses an unknown method, listing the known ones', async () => {
    await expect(engine.explain(answered, {}, [{ id: 'magic' }])).rejects.toThrow(
      /"magic"; choose from equal,/,
    );
  });

  it('gives the same numbers again', async () => {
    const run = async () => (await engine.explain(answered, {}, [{ id: 'weighted' }])).document.methods;
    expect(await run()).toEqual(await run());
  });
});

describe('attention', () => {
  it('gives rows that sum to 1, of a head and of their mean', async () => {
    const { rows, cols, values } = await engine.attention(answered, 4);
    expect([rows, cols]).toEqual([answered.tokens.length, 17]);
    for (let row = 0; row < rows; row++) {
      expect(sum(values.subarray(row * cols, (row + 1) * cols))).toBeCloseTo(1, 5);
    }
    const heads = [await engine.attention(answered, 4, 0), await engine.attention(answered, 4, 1)];
    const mean = heads[0]!.values.map((value, i) => (value + heads[1]!.values[i]!) / 2);
    expect(relativeError(values, mean)).toBeLessThan(1e-6);
  });

  it.each<[number, number | undefined, RegExp]>([
    [12, undefined, /no block 12; the model has 12/],
    [0, 2, /Block 0 has no head 2; it has 2/],
    [9, undefined, /Block 9 \(mapper\.image_to_text 1\) has no influence/],
  ])('refuses block %s, head %s', async (block, head, message) => {
    await expect(engine.attention(answered, block, head)).rejects.toThrow(message);
  });
});

describe('model folders that do not fit', () => {
  const changed = async (change: (folder: ModelFolder) => ModelFolder) =>
    createEngine(runtime, change(await toyFolder({ seed: 1 })), backend);

  it('refuses weights that lack a tensor, naming it', async () => {
    const broken = changed((folder) => {
      const tensors = new Map(folder.weights.tensors);
      tensors.delete('mapper.final_norm.bias');
      return { ...folder, weights: { ...folder.weights, tensors } };
    });
    await expect(broken).rejects.toThrow(/1 missing \(mapper\.final_norm\.bias\)/);
  });

  it('refuses a CLIP without mapper', async () => {
    const broken = changed((folder) => ({
      ...folder,
      manifest: { ...folder.manifest, architecture: 'clip', config: { clip: folder.manifest.config.clip } },
    }));
    await expect(broken).rejects.toThrow(/no mapper/);
  });

  it('refuses a tokenizer with more tokens than the model', async () => {
    const files = await toyClipmapper({ seed: 1 });
    const folder = await loadModelFolder(readerOf(files));
    const { model, ...rest } = folder.tokenizer as { model: { vocab: Record<string, number> } };
    const tokenizer = { ...rest, model: { ...model, vocab: { ...model.vocab, zzz: 600 } } };
    await expect(createEngine(runtime, { ...folder, tokenizer }, backend)).rejects.toThrow(
      /knows 601 tokens/,
    );
  });
});

it('warms up, telling each step', async () => {
  const steps: [number, number][] = [];
  await engine.warmUp((done, total) => steps.push([done, total]));
  expect(steps).toEqual([
    [1, 3],
    [2, 3],
    [3, 3],
  ]);
});
