import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { relevanceOf } from '../methods/compute';
import type { AskedMethod } from '../ask/asked';
import { WhylightError } from '../tensor/error';
import type { Answered, ExplainOptions, Model, SeenImage } from './model';
import { noise, openToy, relativeError, sum } from './testing/toy';

let model: Model;
let image: SeenImage;
let answered: Answered;
beforeAll(async () => {
  model = await openToy({ seed: 71 });
  image = await model.see(noise(50, 40, 72));
  answered = await model.ask(image, 'What colour is the cat?');
});
afterAll(async () => {
  answered.dispose();
  image.dispose();
  await model.dispose();
});

describe('explain', () => {
  it('explains the first answer by weighted and equal relevance when nothing is asked for', async () => {
    const { document } = await answered.explain();
    expect(document.target).toEqual({ answer: answered.answers[0]!.text });
    expect(document.methods.map(({ id, importance, startLayer }) => [id, importance, startLayer])).toEqual([
      ['weighted', 'norm', 0],
      ['equal', undefined, 0],
    ]);
  });

  it('takes methods by their ids or with what they take, also one several times', async () => {
    const methods = ['equal', { id: 'weighted', importance: 'mixing' }, { id: 'weighted' }] as const;
    const { document } = await answered.explain({ methods });
    expect(document.methods.map(({ id, importance }) => [id, importance])).toEqual([
      ['equal', undefined],
      ['weighted', 'mixing'],
      ['weighted', 'norm'],
    ]);
    const alone = async (method: AskedMethod) =>
      (await answered.explain({ methods: [method] })).document.methods[0];
    expect(document.methods[0]).toEqual(await alone({ id: 'equal' }));
    expect(document.methods[1]).toEqual(await alone({ id: 'weighted', importance: 'mixing' }));
    expect(document.methods[2]).toEqual(await alone({ id: 'weighted', importance: 'norm' }));
  });

  it('gives seeded methods their seed', async () => {
    const draw = async (seed?: number) =>
      (await answered.explain({ methods: [{ id: 'random', seed }] })).document.methods[0]!.image;
    expect(await draw(3)).toEqual(await draw(3));
    expect(await draw(3)).not.toEqual(await draw(4));
    expect(await draw()).toEqual(await draw(0));
  });

  it('reads the maps in the row of the end token of R', async () => {
    const why = await answered.explain({ methods: ['equal'] });
    const R = why.relevance({ id: 'equal' });
    const end = why.document.tokens.length - 1;
    const patches = R['text']!['image']!.slice(end * 17 + 1, (end + 1) * 17);
    const { values, rawMass } = why.document.methods[0]!.image!;
    expect(
      relativeError(
        values,
        patches.map((value) => value / rawMass),
      ),
    ).toBeLessThan(1e-9);
  });

  it('of A rather than B differs from B rather than A, and names both', async () => {
    const maps = async (answer: string, rather: string) => {
      const { document } = await answered.explain({ answer, rather, methods: ['equal'] });
      expect(document.target).toEqual({ answer, versus: rather });
      return document.methods[0]!.image!.values;
    };
    const [forth, back] = [await maps('red', 'blue'), await maps('blue', 'red')];
    expect(relativeError(forth, back)).toBeGreaterThan(1e-3);
  });

  it('of the first answer rather than another needs no answer named', async () => {
    const [first, second] = answered.answers;
    const { document } = await answered.explain({ rather: second!.text });
    expect(document.target).toEqual({ answer: first!.text, versus: second!.text });
  });

  it('starts at the layer asked for: blocks of towers below it do not count', async () => {
    const late = await answered.explain({ methods: ['equal'], startLayer: 1 });
    const { document, blocks } = late;
    const { text } = document.methods[0]!;
    expect(document.methods[0]!.startLayer).toBe(1);
    // Ā of zero leaves a stream as it was.
    const without = blocks.map((block) =>
      block.kind.startsWith('mapper') || block.layer >= 1
        ? block
        : { ...block, abar: new Float64Array(block.abar.length) },
    );
    const evidence = { streams: document.streams, blocks: without, readOuts: [] };
    const R = relevanceOf(evidence, { id: 'equal' });
    const tokens = document.tokens.length;
    const row = R['text']!['text']!.slice((tokens - 1) * tokens);
    row[0] = row[row.length - 1] = 0;
    expect(
      relativeError(
        text!.values,
        row.map((value) => value / sum(row)),
      ),
    ).toBeLessThan(1e-9);
    const whole = await answered.explain({ methods: ['equal'] });
    expect(relativeError(text!.values, whole.document.methods[0]!.text!.values)).toBeGreaterThan(1e-6);
  });

  it('tells how many methods are done', async () => {
    const steps: [number, number][] = [];
    await answered.explain({ methods: ['equal', 'raw'], onProgress: (...step) => steps.push(step) });
    expect(steps.at(0)).toEqual([0, 2]);
    expect(steps.at(-1)).toEqual([2, 2]);
    const done = steps.map(([count]) => count);
    expect(done).toEqual([...done].sort());
  });

  it('gives the same numbers again', async () => {
    const run = async () => (await answered.explain({ methods: ['weighted'] })).document.methods;
    expect(await run()).toEqual(await run());
  });
});

describe('what cannot be explained is told in one sentence', () => {
  it.each<[string, ExplainOptions, RegExp]>([
    ['an unknown answer, listing some', { answer: 'zebra' }, /no answer "zebra"; it knows 5: yes, no/],
    ['an unknown rival', { rather: 'zebra' }, /no answer "zebra"/],
    ['an answer against itself', { answer: 'red', rather: 'red' }, /against itself/],
    ['a start layer too high', { startLayer: 2 }, /start layer is 2; this model takes 0 to 1/],
    ['a start layer below 0', { startLayer: -1 }, /start layer is -1/],
    ['half a layer', { startLayer: 0.5 }, /start layer is 0\.5/],
    ['an unknown method, listing the known ones', { methods: ['magic'] }, /"magic"; choose from equal,/],
    ['an unknown method among others', { methods: ['equal', { id: 'magic' }] }, /no method "magic"/],
    [
      'an unknown importance',
      { methods: [{ id: 'weighted', importance: 'size' as never }] },
      /no importance "size"; choose from norm, norm-ln, gradient, mixing/,
    ],
    [
      'a method that needs what the model does not give, saying what and what there is instead',
      { methods: ['grad-eclip'] },
      /^Method grad-eclip needs the values that the last block mixes, which this model does not give; choose from equal, .*integrated-gradients\.$/,
    ],
  ])('%s', async (_, options, message) => {
    const error: unknown = await answered
      .explain({ methods: ['equal'], ...options })
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(WhylightError);
    expect(error).toMatchObject({ code: 'bad-input', message });
  });
});

describe('methods that run the model again', () => {
  it('stand beside attention methods, in the order asked, and say what they rest on', async () => {
    const ids = ['occlusion', 'equal', 'integrated-gradients', 'inputxgradient'];
    const target = { answer: 'blue', rather: 'red' };
    const why = await answered.explain({ ...target, methods: ids });
    const { methods, timings } = why.document;
    expect(methods.map(({ id }) => id)).toEqual(ids);
    expect(methods[0]!.facts).toEqual({ window: 1, stride: 1 });
    expect(methods[1]!.facts).toBeUndefined();
    expect(methods[2]!.facts).toMatchObject({
      steps: 32,
      baseline: expect.stringContaining('mean-colour') as string,
    });
    for (const { image: map } of methods)
      expect(sum(map!.values.map((value) => Math.abs(value)))).toBeCloseTo(1, 9);
    expect(timings['inputMethods']).toBeGreaterThan(0);
    const alone = await answered.explain({ ...target, methods: ['equal'] });
    expect(alone.document.methods[0]!.image).toEqual(methods[1]!.image);
    expect(alone.document.timings).not.toHaveProperty('inputMethods');
    expect(why.replay({ id: 'occlusion' }).image).toHaveLength(why.blocks.length);
  });

  it('occlusion: without a patch, and without a word, the odds are those of the shortened question', async () => {
    const why = await answered.explain({ answer: 'red', methods: ['occlusion'] });
    const [text] = why.replay({ id: 'occlusion' }).text;
    const odds = (of: Answered) => {
      const p = of.answers.find((answer) => answer.text === 'red')!.probability;
      return Math.log(p / (1 - p));
    };
    const shorter = await model.ask(image, 'what colour is cat?');
    const { tokens } = why.document;
    const fall = odds(answered) - odds(shorter);
    expect(text![tokens.indexOf('the')]).toBeCloseTo(fall, 3);
    shorter.dispose();
  });
});

describe('replay', () => {
  it('ends with the final maps', async () => {
    const why = await answered.explain({ methods: ['weighted'] });
    const { image: steps, text } = why.replay({ id: 'weighted' });
    expect(steps).toHaveLength(12);
    expect(text).toHaveLength(12);
    const { values, rawMass } = why.document.methods[0]!.image!;
    expect(
      relativeError(
        steps.at(-1)!,
        values.map((value) => value * rawMass),
      ),
    ).toBeLessThan(1e-6);
  });

  it('of a method that runs the model again is there only where it was asked for', async () => {
    const why = await answered.explain({ methods: ['equal'] });
    expect(why.replay({ id: 'raw' }).image).toHaveLength(12);
    expect(() => why.replay({ id: 'occlusion' })).toThrow('asked for');
  });
});

describe('weights of blocks', () => {
  it('are those by which the rows of each block count', async () => {
    const why = await answered.explain();
    const weights = why.blockWeights();
    expect(weights.map(({ block }) => block)).toEqual(why.blocks.map((_, n) => n));
    weights.forEach(({ weights: of, query }, n) => {
      const block = why.blocks[n]!;
      expect(query).toBe(block.query);
      expect(Object.keys(of)).toEqual(['norm', 'norm-ln', 'gradient', 'mixing']);
      for (const values of Object.values(of)) expect(values).toHaveLength(block.rows);
    });
    // I(a) / I(x), cut at 20.
    const { output, residual } = why.blocks[4]!.importance.norm!;
    weights[4]!.weights.norm.forEach((value, token) =>
      expect(value).toBeCloseTo(Math.min(20, output[token]! / residual[token]!), 5),
    );
  });
});

describe('attention', () => {
  it('has rows that sum to 1, of a head and of their mean', async () => {
    const why = await answered.explain();
    const { rows, cols, values } = await why.attention(4);
    expect([rows, cols]).toEqual([why.document.tokens.length, 17]);
    for (let row = 0; row < rows; row++)
      expect(sum(values.subarray(row * cols, (row + 1) * cols))).toBeCloseTo(1, 5);
    const heads = [await why.attention(4, 0), await why.attention(4, 1)];
    const mean = heads[0]!.values.map((value, i) => (value + heads[1]!.values[i]!) / 2);
    expect(relativeError(values, mean)).toBeLessThan(1e-6);
  });

  it.each<[number, number | undefined, RegExp]>([
    [12, undefined, /no block 12; the model has 12/],
    [0, 2, /Block 0 has no head 2; it has 2/],
    [9, undefined, /Block 9 \(mapper\.image_to_text 1\) has no influence/],
  ])('of block %s, head %s is refused', async (block, head, message) => {
    await expect((await answered.explain()).attention(block, head)).rejects.toThrow(message);
  });
});
