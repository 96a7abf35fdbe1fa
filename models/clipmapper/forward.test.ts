import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Forward, SeenTogether } from '../../src/engine/forward';
import type { Model } from '../../src/engine/model';
import { noise, openToy, relativeError, sum, toyFolder } from '../../src/engine/testing/toy';
import { tokensOfWords } from '../../src/anatomy';
import { readTensorF32 } from '../../src/weights/values';
import type { ModelFolder } from '../hub/folder';
import { clipConfigOf, planesOf } from '../clip/testing/toy';
import { plainText, plainVision } from '../clip/testing/plain';
import type { Mapper } from './mapper-model';
import { toyMapper } from './testing/toy';

const TOY = { seed: 97, maxTokens: 32 };
const PICTURES = [noise(32, 32, 1), noise(50, 40, 2)];
const QUESTIONS = ['is the cat red?', 'how many cats are there?', 'is the dog red?'];

let folder: ModelFolder;
let mapper: Mapper;
let model: Model;
let forward: Forward;
let seen: SeenTogether;
beforeAll(async () => {
  folder = await toyFolder(TOY);
  mapper = await toyMapper(TOY);
  model = await openToy(TOY);
  forward = await model.forward();
  seen = await forward.see(PICTURES);
});
afterAll(async () => {
  await forward.dispose();
  await model.dispose();
  await mapper.sessions.dispose();
});

describe('many questions at once', () => {
  it('are answered as one by one, in the order asked', async () => {
    const asked = QUESTIONS.flatMap((question) => [1, 0, 1].map((row) => ({ row, question })));
    const found = await seen.ask(asked);
    for (const [n, { row, question }] of asked.entries()) {
      const alone = await model.ask(PICTURES[row]!, question);
      expect(found[n]!.vocabulary).toEqual(model.facts.answers);
      const logits = model.facts.answers.map((text) => alone.answers.find((one) => one.text === text)!.logit);
      expect(relativeError(found[n]!.logits, logits), `${row} ${question}`).toBeLessThan(1e-5);
      alone.dispose();
    }
  });

  it('may be none', async () => {
    expect(await seen.ask([])).toEqual([]);
  });

  it('must not be empty', async () => {
    await expect(seen.ask([{ row: 0, question: ' ' }])).rejects.toThrow(/question is empty/);
  });
});

describe('parts left out', () => {
  const asked = { row: 1, question: QUESTIONS[0]! };
  const runs = [[0, 3, 5], [7, 8, 9, 15], [1, 2, 4], []].map((patches) => ({ patches }));

  it('of the image: as a model sees it that is shown the rest', async () => {
    const found = await seen.shortened(asked, 'red', runs);
    const patches = mapper.patchesOf(PICTURES[1]!);
    const texts = [mapper.encode(asked.question)];
    for (const [n, { patches: kept }] of runs.entries()) {
      const expected = await mapper.logits([{ patches, kept }], texts);
      expect(relativeError(found.subarray(n * 5, (n + 1) * 5), expected), `run ${n}`).toBeLessThan(1e-5);
    }
  });

  it('of the text: as if it had been asked without those words', async () => {
    const words = ['is', 'the', 'cat', 'red', '?'];
    expect(tokensOfWords(mapper.encode(asked.question).wordIds)).toHaveLength(words.length);
    const kept = [[0, 1, 2], [3], [2, 3, 4]];
    const found = await seen.shortened(
      asked,
      'red',
      kept.map((of) => ({ words: of })),
    );
    for (const [n, of] of kept.entries()) {
      const rest = of.map((word) => words[word]).join(' ');
      const [alone] = await seen.ask([{ row: 1, question: rest }]);
      expect(relativeError(found.subarray(n * 5, (n + 1) * 5), alone!.logits), rest).toBeLessThan(1e-5);
    }
  });

  it('of the text, in place: the words that stay keep their positions', async () => {
    const { ids, wordIds } = mapper.encode(asked.question);
    const positions = [0, ...tokensOfWords(wordIds)[3]!, ids.length - 1];
    const found = await seen.shortened(asked, 'red', [{ words: [3] }], 'in-place');
    const expected = await mapper.logits(
      [{ patches: mapper.patchesOf(PICTURES[1]!) }],
      [{ ids: positions.map((token) => ids[token]!), positions }],
    );
    expect(relativeError(found, expected)).toBeLessThan(1e-5);
    const closedUp = await seen.shortened(asked, 'red', [{ words: [3] }]);
    expect(relativeError(closedUp, expected)).toBeGreaterThan(1e-4);
  });
});

describe('embeddings', () => {
  const read = (name: string) => readTensorF32(folder.weights, name);

  it('of pictures are CLIP’s, by the plain loops', async () => {
    const found = await seen.embedImages!();
    PICTURES.forEach((picture, row) => {
      const planes = planesOf(mapper.patchesOf(picture), 32, 8);
      const { embedding } = plainVision(read, clipConfigOf(folder), planes);
      expect(relativeError(found.subarray(row * 10, (row + 1) * 10), embedding)).toBeLessThan(1e-5);
    });
  });

  it('of texts too, each once, of unit length', async () => {
    const texts = ['a cat', 'two dogs on a sofa', 'a cat', 'a dog'];
    const found = await forward.embedTexts!(texts);
    expect(found).toHaveLength(4);
    texts.forEach((text, n) => {
      const { embedding } = plainText(read, clipConfigOf(folder), mapper.tokenizer.encode(text).ids);
      expect(relativeError(found[n]!, embedding)).toBeLessThan(1e-5);
      expect(sum(found[n]!.map((value) => value ** 2))).toBeCloseTo(1, 5);
    });
    expect(found[2]).toEqual(found[0]);
  });
});
