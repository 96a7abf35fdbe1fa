import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstPart, lengthOf, streamById } from '../anatomy';
import { DOCUMENT, READING, type ExplanationDocument } from '../ask/document';
import { parseDocument } from '../ask/file';
import { wordsOf } from '../ask/words';
import { METHODS, serves } from '../methods/registry';
import type { Answered, Model } from './model';
import { noise, openToy, openToyClip, sum } from './testing/toy';

const pixels = noise(50, 40, 72);

describe.each([
  ['CLIPmapper', openToy, 'is the dog left of the cats?', undefined],
  ['CLIP', openToyClip, 'a photo of {}', ['strawberries', 'a cat']],
] as const)('the document of a %s', (_, open, question, choices) => {
  let model: Model;
  let answered: Answered;
  let document: ExplanationDocument;
  beforeAll(async () => {
    model = await open({ seed: 71, visionLayers: 3, maxTokens: 20 });
    answered = await model.ask(pixels, question, { choices });
    const methods = METHODS.filter((method) => serves(method, model.facts.offers)).map(({ id }) => id);
    ({ document } = await answered.explain({ methods }));
  });
  afterAll(async () => {
    answered.dispose();
    await model.dispose();
  });

  it('says what was asked of which model, and how it was read', () => {
    const { facts } = model;
    expect(document).toMatchObject({
      schema: 2,
      model: { id: facts.id, sha256: facts.sha256 },
      image: { width: 50, height: 40 },
      question,
      target: { answer: answered.answers[0]!.text },
      answers: answered.answers,
      reading: READING,
    });
    expect(document.choices).toEqual(choices);
    expect('prompt' in document).toBe(choices !== undefined);
    const names = ['encodeImage', 'answer', 'explain', 'backward', 'accumulate', 'inputMethods'];
    expect(Object.keys(document.timings).sort()).toEqual([...names].sort());
    for (const milliseconds of Object.values(document.timings))
      expect(milliseconds).toBeGreaterThanOrEqual(0);
  });

  it('is of the schema, and reads from a file as it was written', () => {
    const written = JSON.stringify(document);
    expect(v.is(DOCUMENT, JSON.parse(written))).toBe(true);
    expect(parseDocument(written)).toEqual(document);
  });

  it('has streams whose parts are the class token, the patches, the words and their ends', () => {
    const { streams, tokens } = document;
    const grid = { rows: 4, cols: 4 };
    expect(streams).toEqual([
      {
        id: 'image',
        parts: [
          { kind: 'special', from: 0, to: 1, label: 'class token' },
          { kind: 'patches', from: 1, to: 17, grid, label: 'image' },
        ],
      },
      {
        id: 'text',
        parts: [
          { kind: 'special', from: 0, to: 1, label: '<|startoftext|>' },
          { kind: 'words', from: 1, to: tokens.length - 1, label: 'text' },
          { kind: 'special', from: tokens.length - 1, to: tokens.length, label: '<|endoftext|>' },
        ],
      },
    ]);
  });

  it('has maps that fit streams and words', () => {
    const { streams, tokens, words } = document;
    expect(words).toHaveLength(tokens.length);
    expect(lengthOf(streamById(streams, 'text'))).toBe(tokens.length);
    const { part } = firstPart(streams, 'patches')!;
    const ofWords = firstPart(streams, 'words')!.part;
    words.forEach((word, token) => expect(word >= 0).toBe(token >= ofWords.from && token < ofWords.to));
    for (const { id, image, text, others } of document.methods) {
      expect({ rows: image!.rows, cols: image!.cols }, id).toEqual(part.grid);
      expect(image!.values, id).toHaveLength(part.to - part.from);
      expect(text!.values, id).toHaveLength(tokens.length);
      words.forEach((word, token) => {
        if (word < 0) expect(text!.values[token], id).toBe(0);
      });
      expect(others, id).toBeUndefined();
    }
  });

  it('keeps words of several tokens whole', () => {
    const { tokens } = document;
    const long = wordsOf(document).find((word) => word.tokens.length > 1)!;
    expect(long.text).toBe(long.tokens.map((token) => tokens[token]).join(''));
    // Consecutive tokens, and numbers without a gap.
    const numbers = document.words.filter((word) => word >= 0);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    expect(new Set(numbers)).toEqual(new Set(Array.from({ length: numbers.at(-1)! + 1 }, (_, n) => n)));
  });

  it('has maps of mass 1, and what they were normalised by', () => {
    for (const { id, image, text } of document.methods)
      for (const map of [image!, text!]) {
        expect(sum(map.values.map(Math.abs)), id).toBeCloseTo(map.rawMass > 0 ? 1 : 0, 9);
        expect(map.rawMass, id).toBeGreaterThanOrEqual(0);
      }
    expect(document.methods.find(({ id }) => id === 'equal')!.image!.rawMass).toBeGreaterThan(0);
  });

  it('names the importance of the methods that weigh tokens, and of no others', () => {
    const { importance } = model.facts.recommended;
    for (const { id, importance: named } of document.methods) {
      const weighs = METHODS.find((method) => method.id === id)!.needs.includes('importance');
      expect(named, id).toBe(weighs ? importance : undefined);
    }
  });
});

it('lists ten answers, and those that were asked for whatever their rank', async () => {
  const model = await openToyClip({ seed: 5 });
  const answered = await model.ask(pixels, 'what is this?');
  expect(answered.answers.length).toBeGreaterThan(40);
  const [answer, rather] = [answered.answers.at(-1)!.text, answered.answers.at(-3)!.text];
  const { document } = await answered.explain({ answer, rather, methods: ['raw'] });
  expect(document.answers).toEqual([
    ...answered.answers.slice(0, 10),
    answered.answers.at(-3),
    answered.answers.at(-1),
  ]);
  answered.dispose();
  await model.dispose();
});
