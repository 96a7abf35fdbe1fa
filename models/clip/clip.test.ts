import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TensorPool } from '../../src/engine/program';
import type { Answered, Model, SeenImage } from '../../src/engine/model';
import type { CurvePoint } from '../../src/engine/perturb';
import { noise, openToyClip, relativeError, RUNTIME, sum, toyClipFolder } from '../../src/engine/testing/toy';
import { preprocess, toPatches } from '../../src/image/preprocess';
import { METHODS, serves } from '../../src/methods/registry';
import { normaliseMap } from '../../src/relevance';
import { loadTokenizer, type Tokenizer } from '../../src/text/tokenizer';
import { readTensorF32 } from '../../src/weights/values';
import { openModel } from '..';
import type { ModelFolder } from '../hub/folder';
import { plainText, plainVision } from './testing/plain';
import { clipConfigOf, planesOf, towersOf } from './testing/toy';

const pixels = noise(32, 32, 3);
const COLOURS = ['red', 'blue', 'green'];

let folder: ModelFolder;
let tokenizer: Tokenizer;
let model: Model;
let image: SeenImage;
let answered: Answered;
beforeAll(async () => {
  folder = await toyClipFolder({ seed: 81, visionLayers: 3, textLayers: 2, maxTokens: 24 });
  tokenizer = loadTokenizer(folder.tokenizer, { maxLength: 24 });
  model = await openModel(folder, RUNTIME);
  image = await model.see(pixels);
  answered = await model.ask(image, 'What colour is the cat?', { choices: COLOURS });
});
afterAll(async () => {
  answered.dispose();
  image.dispose();
  await model.dispose();
});

const read = (name: string) => readTensorF32(folder.weights, name);

it('the blocks of two towers read their own tower’s states; depth is counted from the deeper one’s first', async () => {
  const other = await openToyClip({ seed: 1, visionLayers: 1, textLayers: 3 });
  const heads = 2;
  const vision = { kind: 'vision.self', section: 'Image tower', query: 'image', key: 'image', heads };
  const text = { kind: 'text.self', section: 'Text tower', query: 'text', key: 'text', heads };
  expect(other.facts.blocks).toEqual([
    { ...vision, layer: 0, depth: 2, queryVersion: -1, keyVersion: -1 },
    { ...text, layer: 0, depth: 0, queryVersion: -1, keyVersion: -1 },
    { ...text, layer: 1, depth: 1, queryVersion: 1, keyVersion: 1 },
    { ...text, layer: 2, depth: 2, queryVersion: 2, keyVersion: 2 },
  ]);
  expect(other.facts.startLayers).toBe(3);
  await other.dispose();
});

describe('answers', () => {
  it('are scale times the cosine of the image and the mean of a candidate’s prompts', () => {
    const clip = clipConfigOf(folder);
    const { preprocessing } = model.facts;
    const patches = toPatches(preprocess(pixels, preprocessing), 8, preprocessing);
    const seen = plainVision(read, clip, planesOf(patches, 32, 8)).embedding;
    const scale = Math.exp(read('logit_scale')[0]!);
    answered.candidates!.forEach(({ answer, prompts }) => {
      const texts = prompts.map((prompt) => plainText(read, clip, tokenizer.encode(prompt).ids).embedding);
      const mean = seen.map((_, i) => sum(texts.map((text) => text[i]!)));
      const cosine = sum(seen.map((v, i) => v * mean[i]!)) / Math.hypot(...mean);
      const found = answered.answers.find(({ text }) => text === answer)!;
      expect(found.logit).toBeCloseTo(scale * cosine, 3);
    });
  });

  it('are the candidates that were given, in their order', () => {
    expect(answered.candidates!.map(({ answer }) => answer)).toEqual(COLOURS);
  });

  it('a caption is set against an empty text, which can be explained too', async () => {
    const caption = await model.ask(image, 'two dogs on a sofa');
    expect(caption.answers).toHaveLength(2);
    const { document } = await caption.explain({ methods: ['equal'], startLayer: 0 });
    expect(document.target.answer).toBe(caption.answers[0]!.text);
    const empty = await caption.explain({ answer: '(no text)', methods: ['equal', 'occlusion'] });
    expect(empty.document.tokens).toHaveLength(2);
    expect(empty.document.prompt).toBe('');
    for (const { text } of empty.document.methods) expect(text).toEqual({ values: [0, 0], rawMass: 0 });
    caption.dispose();
  });

  it('of a prompt that is too long say that it was cut', async () => {
    const long = await model.ask(image, 'a photo of {}', { choices: ['a cat', 'dog '.repeat(40)] });
    expect(long.notices).toEqual(['A prompt was cut at 24 tokens, the most this model reads.']);
    const { document } = await long.explain({ methods: ['equal'] });
    expect(document.notices).toEqual(long.notices);
    long.dispose();
  });
});

describe('explanations', () => {
  it('read row CLS of R_ii and row EOT of R_tt', async () => {
    const why = await answered.explain({ answer: 'blue', methods: ['equal'], startLayer: 0 });
    const R = why.relevance({ id: 'equal' });
    const [map] = why.document.methods;
    const tokens = why.document.tokens.length;
    const ofImage = R['image']!['image']!.slice(1, 17);
    expect(relativeError(map!.image!.values, normaliseMap(ofImage).values)).toBeLessThan(1e-9);
    const row = R['text']!['text']!.slice((tokens - 1) * tokens);
    const special = Array.from(row, (_, n) => n === 0 || n === tokens - 1);
    expect(relativeError(map!.text!.values, normaliseMap(row, special).values)).toBeLessThan(1e-9);
    expect(R['text']!['image']!.every((value) => value === 0)).toBe(true);
    expect(why.document.prompt).toContain('blue');
  });

  it('show the tokens and words of the prompt of the answer that is explained', async () => {
    for (const answer of COLOURS) {
      const { document } = await answered.explain({ answer, methods: ['equal'] });
      const { tokens, wordIds } = tokenizer.encode(document.prompt!);
      expect(document.prompt).toContain(answer);
      expect([document.tokens, document.words]).toEqual([tokens, wordIds]);
      expect(document.tokens.join(' ')).toContain('cat');
    }
  });

  it('every attention method gives maps', async () => {
    const methods = METHODS.filter(
      (method) => serves(method, model.facts.offers) && !method.needs.includes('model-runs'),
    );
    const { document } = await answered.explain({ methods: methods.map(({ id }) => id) });
    expect(document.methods.map(({ id }) => id)).toContain('grad-eclip');
    for (const { id, image: map, text } of document.methods) {
      expect(map!.values, id).toHaveLength(16);
      expect(text!.values, id).toHaveLength(document.tokens.length);
      expect([...map!.values, ...text!.values].every(Number.isFinite), id).toBe(true);
    }
  });

  it('occlusion: how far the log-odds fall without a patch, and without a word of the explained prompt', async () => {
    const why = await answered.explain({ answer: 'blue', methods: ['occlusion', 'equal'] });
    const { image: map, text, facts } = why.document.methods[0]!;
    expect(facts).toEqual({ window: 1, stride: 1 });
    const raw = why.replay({ id: 'occlusion' }).image.at(-1)!;
    const scaled = map!.values.map((v) => v * map!.rawMass);
    expect(relativeError(scaled, raw)).toBeLessThan(1e-5);
    // The same by perturbation, which knows probabilities: without the patch that the answer rests on most.
    const most = map!.values.indexOf(Math.max(...map!.values));
    const order = map!.values.map((_, patch) => (patch === most ? 1 : 0));
    const points: CurvePoint[] = [];
    await why.perturb({ modality: 'image', maps: [order], seed: 0, onPoint: (point) => points.push(point) });
    const odds = (p: number) => Math.log(p / (1 - p));
    const at = (fraction: number) =>
      points.find((p) => p.method === 0 && p.direction === 'positive' && p.fraction === fraction)!.score;
    expect(odds(at(0)) - odds(at(1 / 16))).toBeCloseTo(raw[most]!, 3);
    expect(text!.values.some((value) => value !== 0)).toBe(true);
  });

  it('a later start layer visits as many blocks before the end of the shallower tower', async () => {
    const from = async (startLayer: number) =>
      (await answered.explain({ methods: ['equal'], startLayer })).document.methods[0]!;
    // Three vision and two text blocks: from layer 1 on both towers have two left, so the text is whole.
    const [whole, later] = [await from(0), await from(1)];
    expect(relativeError(later.text!.values, whole.text!.values)).toBeLessThan(1e-6);
    expect(relativeError(later.image!.values, whole.image!.values)).toBeGreaterThan(1e-4);
  });

  it('A rather than B is not B rather than A', async () => {
    const ask = async (answer: string, rather: string) =>
      (await answered.explain({ answer, rather, methods: ['equal'], startLayer: 0 })).document;
    const [one, other] = [await ask('red', 'blue'), await ask('blue', 'red')];
    expect(one.target).toEqual({ answer: 'red', versus: 'blue' });
    const [a, b] = [one, other].map(({ methods }) => methods[0]!.image!.values);
    expect(relativeError(a!, b!)).toBeGreaterThan(1e-3);
  });

  it('says what is wrong with an answer that is no candidate', async () => {
    await expect(answered.explain({ answer: 'seven', methods: ['equal'] })).rejects.toThrow(/seven/);
  });

  it('says what a method needs that there is not, and what to choose', async () => {
    await expect(answered.explain({ methods: ['integrated-gradients'] })).rejects.toThrow(
      /^Method integrated-gradients needs gradients of the inputs, which this model does not give; choose from equal, weighted, .*occlusion, grad-eclip\.$/,
    );
  });
});

describe('attention', () => {
  it('has rows that sum to one, in both towers', async () => {
    const why = await answered.explain();
    for (const block of [0, 4]) {
      const { rows, cols, values } = await why.attention(block, 1);
      for (let n = 0; n < rows; n++) expect(sum(values.subarray(n * cols, (n + 1) * cols))).toBeCloseTo(1, 5);
    }
  });

  it('is that of the prompt of the answer that is explained, whichever was explained before', async () => {
    const towers = towersOf(folder);
    const pool = new TensorPool();
    const question = 'a {}';
    // Prompts of different lengths; the last answer's is not the first one's.
    const choices = ['red cat', 'two dogs on the sofa, not on a cat', 'dog'];
    const asked = await model.ask(image, question, { choices });
    await asked.explain();
    for (const answer of choices) {
      const why = await asked.explain({ answer });
      const { ids } = tokenizer.encode(`a ${answer}`);
      expect(why.document.tokens).toHaveLength(ids.length);
      // The same prompt run for itself, all heads kept.
      towers.feed(pool, towers.embeddings.text([{ ids }]));
      await (await towers.forward('text', 'full')).run(pool, pool);
      for (const block of [3, 4]) {
        const own = pool.get(`${block}.attention`)!;
        expect(own.dims).toEqual([1, 2, ids.length, ids.length]);
        const heads = own.data as Float32Array;
        for (const head of [0, 1]) {
          const found = await why.attention(block, head);
          expect([found.rows, found.cols]).toEqual([ids.length, ids.length]);
          const size = ids.length ** 2;
          expect(relativeError(found.values, heads.subarray(head * size, (head + 1) * size))).toBeLessThan(
            1e-6,
          );
        }
      }
      pool.dispose();
      // As a caption it is the same text.
      const caption = await model.ask(image, `a ${answer}`, { choices: 'caption' });
      const alone = await caption.explain({ answer: `a ${answer}` });
      expect(await alone.attention(4)).toEqual(await why.attention(4));
      caption.dispose();
    }
    asked.dispose();
    await towers.sessions.dispose();
  });
});

it.each(['image', 'text'] as const)('%s: curves start at the whole input’s probability', async (modality) => {
  const why = await answered.explain({ methods: ['equal'] });
  const points: CurvePoint[] = [];
  await why.perturb({
    modality,
    maps: [why.document.methods[0]![modality]!.values],
    seed: 1,
    onPoint: (point) => points.push(point),
  });
  const start = points.find(({ fraction, method }) => fraction === 0 && method === 0)!;
  expect(start.score).toBeCloseTo(answered.answers[0]!.probability, 4);
  expect(points.some(({ fraction }) => fraction === 1)).toBe(true);
});

it('a dump holds what led to the maps: Ā of every block is the clamped mean over its heads', async () => {
  const why = await answered.explain({ answer: 'red', methods: ['equal'], startLayer: 0 });
  const found = new Map((await why.dump(['equal'])).map((tensor) => [tensor.name, tensor]));
  const names = ['000.vision.self', '001.vision.self', '002.vision.self', '003.text.self', '004.text.self'];
  names.forEach((name, n) => {
    const { data, shape } = found.get(`${name}.attention`)!;
    const A = data as Float32Array;
    const ct = found.get(`${name}.gradient`)!.data as Float32Array;
    const size = A.length / shape[0]!;
    const expected = Array.from({ length: size }, (_, i) =>
      sum([0, 1].map((h) => Math.max(0, A[h * size + i]! * ct[h * size + i]!) / 2)),
    );
    expect(relativeError(why.blocks[n]!.abar, expected), name).toBeLessThan(1e-4);
  });
  expect(found.get('input_ids')!.shape).toEqual([why.document.tokens.length]);
  expect((found.get('target')!.data as Float32Array)[0]).toBe(1);
  expect(found.get('R.equal.ii')!.data).toEqual(why.relevance({ id: 'equal' })['image']!['image']);
});
