import { describe, expect, it } from 'vitest';
import type { ExplanationDocument } from './document';
import {
  compareExplanations,
  documentOf,
  EMPTY_LINK,
  parseDocument,
  readLink,
  resultOf,
  writeLink,
  type LinkState,
} from './index';

const values = [0.1, 0.4, 0.25, 0.25];
const computed: ExplanationDocument = {
  schema: 1,
  model: { id: 'toy', sha256: 'abcdef0123456789'.repeat(4) },
  image: { sha256: '0011223344556677'.repeat(4), width: 2, height: 2 },
  question: 'what?',
  tokens: ['<|startoftext|>', 'what', '?', '<|endoftext|>'],
  answers: ['cat', 'dog', 'cow', 'hen', 'pig', 'owl', 'bee'].map((text, i) => ({
    text,
    probability: 0.4 / (i + 1),
    logit: 3 - i,
  })),
  target: { answer: 'owl', versus: 'bee' },
  methods: [
    {
      id: 'weighted',
      importance: 'norm',
      startLayer: 1,
      image: { rows: 2, cols: 2, values, rawMass: 2 },
      text: { values: [0, 0.75, 0.25, 0], rawMass: 1 },
    },
  ],
  timings: { explain: 3 },
};

/** The document as a link brings it. */
function throughLink(document: ExplanationDocument): ExplanationDocument {
  const link = writeLink({
    ...EMPTY_LINK,
    model: document.model.id,
    digest: document.model.sha256.slice(0, 12),
    question: document.question,
    result: resultOf(document, 'wasm', 144),
  });
  return documentOf(readLink(link)!)!;
}

const edited = (change: (copy: Mutable) => void): ExplanationDocument => {
  const copy = structuredClone(computed) as unknown as Mutable;
  change(copy);
  return copy as unknown as ExplanationDocument;
};
interface Mutable {
  model: { id: string; sha256: string };
  image: { sha256: string };
  tokens: string[];
  target: { answer: string; versus?: string };
  answers: { text: string; probability: number }[];
  methods: { id: string; importance?: string; startLayer: number; image: { values: number[] } }[];
}

describe('the choices of a model without a vocabulary', () => {
  it.each<[string, Partial<LinkState>, ExplanationDocument['choices']]>([
    ['candidates', { candidates: ['a bus', 'a boat'] }, ['a bus', 'a boat']],
    ['a caption', { caption: true }, 'caption'],
    ['none', {}, undefined],
  ])('come along with a link: %s', (_, said, choices) => {
    const link = writeLink({ ...EMPTY_LINK, ...said, result: resultOf(computed, 'wasm', 144) });
    expect(documentOf(readLink(link)!)!.choices).toEqual(choices);
  });

  it.each([['a bus', 'a boat'], 'caption', undefined].map((choices) => [choices]))(
    'come along with a file: %j',
    (choices) => {
      expect(parseDocument(JSON.stringify({ ...computed, choices })).choices).toEqual(choices);
    },
  );

  it('are refused where they are neither', () => {
    expect(() => parseDocument(JSON.stringify({ ...computed, choices: 'all' }))).toThrow(/choices/);
  });
});

describe('an explanation that comes through a link', () => {
  const claim = { document: throughLink(computed), backend: 'wasm', quantised: true };

  it('is reproduced, to within half a step of its 255 levels', () => {
    const verdict = compareExplanations(claim, computed, 'wasm');
    expect(verdict.reproduced).toBe(true);
    // 0.75 is the largest value of any map here.
    expect(verdict.largest).toBeLessThanOrEqual(0.75 / 255 / 2 + 1e-7);
    expect(verdict.text).toMatch(/^Reproduced: largest difference 0\.\d+\u202f% of the relevance/);
  });

  it('names both backends when they are not the same', () => {
    expect(compareExplanations(claim, computed, 'webgpu').text).toContain('on WebGPU (made on WASM)');
  });

  it('keeps the first five answers and those of the target', () => {
    expect(claim.document.answers.map(({ text }) => text)).toEqual('cat dog cow hen pig owl bee'.split(' '));
  });

  it.each<[string, ExplanationDocument, RegExp]>([
    ['another model', edited((d) => (d.model.id = 'other')), /with the model toy; here .* with other/],
    [
      'another version of the model',
      edited((d) => (d.model.sha256 = 'f'.repeat(64))),
      /another version of the model \(SHA-256 abcdef01…; here ffffffff…\)/,
    ],
    [
      'other pixels',
      edited((d) => (d.image.sha256 = '9'.repeat(64))),
      /pixels of the picture are not the same/,
    ],
    [
      'another reading of the question',
      edited((d) => (d.tokens[1] = 'that')),
      /read as .*what.* it is .*that/,
    ],
    ['another target', edited((d) => (d.target = { answer: 'cat' })), /“owl” rather than “bee”; here “cat”/],
    ['another probability', edited((d) => (d.answers[0]!.probability = 0.5)), /“cat” is said to have 40.0/],
    [
      'a map that was changed',
      edited((d) => (d.methods[0]!.image.values = [0.1, 0.1, 0.5, 0.3])),
      /weighted, importance norm on the image differs by up to 30.*% of the relevance.*changed after/,
    ],
    ['another start layer', edited((d) => (d.methods[0]!.startLayer = 0)), /start at layer 1; here .* 0/],
    ['a method that is not there', edited((d) => (d.methods[0]!.id = 'equal')), /no map of weighted/],
  ])('is told apart from %s', (_, here, sentence) => {
    const verdict = compareExplanations(claim, here, 'wasm');
    expect(verdict.reproduced).toBe(false);
    expect(verdict.text).toMatch(sentence);
    expect(verdict.text.startsWith('Not reproduced.')).toBe(true);
  });

  it('survives differences as small as between backends', () => {
    const near = edited(
      (d) => (d.methods[0]!.image.values = values.map((v, i) => v + (i % 2 ? 1e-4 : -1e-4))),
    );
    expect(compareExplanations(claim, near, 'webgpu').reproduced).toBe(true);
  });
});

describe('maps with signs', () => {
  it('come through a link to within half of 127 steps', () => {
    const signed = edited((d) => (d.methods[0]!.image.values = [-0.5, 0.2, 0.003, -0.297]));
    const got = throughLink(signed).methods[0]!.image.values;
    got.forEach((value, i) =>
      expect(Math.abs(value - signed.methods[0]!.image.values[i]!)).toBeLessThanOrEqual(0.5 / 127 / 2 + 1e-7),
    );
  });

  it('that are all zero stay zero', () => {
    const zero = edited((d) => (d.methods[0]!.image.values = [0, 0, 0, 0]));
    expect(throughLink(zero).methods[0]!.image.values).toEqual([0, 0, 0, 0]);
  });
});
