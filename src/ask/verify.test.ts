import { describe, expect, it } from 'vitest';
import {
  compareExplanations,
  documentOf,
  EMPTY_LINK,
  parseDocument,
  readLink,
  resultOf,
  writeLink,
  type Asked,
  type Claim,
  type ExplanationDocument,
} from './index';
import { DOCUMENT as computed, edited } from './testing/documents';
import { plainWords } from './upgrade';

/** The document as a link brings it. */
function throughLink(document: ExplanationDocument, choices?: Asked['choices']): ExplanationDocument {
  const link = writeLink({
    ...EMPTY_LINK,
    model: document.model.id,
    digest: document.model.sha256.slice(0, 12),
    asked: {
      question: document.question,
      target: {},
      methods: [],
      ...(choices === undefined ? {} : { choices }),
    },
    result: resultOf(document, 'wasm', 144),
  });
  return documentOf(readLink(link)!)!;
}

const values = computed.methods[0]!.image!.values;

describe('the choices of a model without a vocabulary', () => {
  const all: [ExplanationDocument['choices']][] = [[['a bus', 'a boat']], ['caption'], [undefined]];

  it.each(all)('come along with a link: %j', (choices) => {
    expect(throughLink(computed, choices).choices).toEqual(choices);
  });

  it.each(all)('come along with a file: %j', (choices) => {
    expect(parseDocument(JSON.stringify({ ...computed, choices })).choices).toEqual(choices);
  });
});

describe('an explanation that comes through a link', () => {
  const claim = { document: throughLink(computed), backend: 'wasm', quantised: true };

  it('is reproduced, to within half a step of its 255 levels', () => {
    const verdict = compareExplanations(claim, computed, 'wasm');
    expect(verdict.reproduced).toBe(true);
    // 0.75 is the largest value of any map here.
    expect(verdict.largest).toBeLessThanOrEqual(0.75 / 255 / 2 + 1e-7);
    expect(verdict.differences).toEqual([]);
    expect(verdict.text).toMatch(/^Reproduced: largest difference 0\.\d+\u202f% of the relevance/);
  });

  it('names both backends when they are not the same', () => {
    expect(compareExplanations(claim, computed, 'webgpu').text).toContain('on WebGPU (made on WASM)');
  });

  it('brings words, streams, prompt, sentence, facts and whether it is a guess', () => {
    for (const part of ['words', 'streams', 'prompt', 'sentence', 'guess'] as const)
      expect(claim.document[part]).toEqual(computed[part]);
    expect(claim.document.methods[0]!.facts).toEqual(computed.methods[0]!.facts);
    expect(claim.document.notices).toBeUndefined();
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
      edited((d) => (d.image!.sha256 = '9'.repeat(64))),
      /pixels of the picture are not the same/,
    ],
    ['no picture', edited((d) => delete d.image), /pixels of the picture are not the same/],
    [
      'another reading of the question',
      edited((d) => (d.tokens[1] = 'that')),
      /question was read as .*straw berries.* it is .*that berries/,
    ],
    [
      'other words of the same tokens',
      edited((d) => (d.words = [-1, 0, 1, 2, -1])),
      /question was read as “strawberries \?”; here it is “straw berries \?”/,
    ],
    [
      'another sentence',
      edited((d) => (d.sentence!.tokens = ['a', 'cow', '.'])),
      /answer was written as “an ow l”; here it is “a cow \.”/,
    ],
    ['another target', edited((d) => (d.target = { answer: 'cat' })), /“owl” rather than “bee”; here “cat”/],
    ['another probability', edited((d) => (d.answers[0]!.probability = 0.5)), /“cat” is said to have 40.0/],
    [
      'a map that was changed',
      edited((d) => (d.methods[0]!.image!.values = [0.1, 0.1, 0.5, 0.3])),
      /weighted, importance norm on the image differs by up to 30.*% of the relevance.*changed after/,
    ],
    [
      'a map of words that was changed',
      edited((d) => (d.methods[0]!.text!.values = [0, 0.5, 0, 0.5, 0])),
      /weighted, importance norm on the words differs by up to 25.*most at “strawberries”.*changed after/,
    ],
    [
      'a map of another stream that was changed',
      edited((d) => (d.methods[0]!.others![0]!.values = [0.75, 0.25])),
      /on the stream probe differs by up to 50.*most at token 1/,
    ],
    [
      'a map that is not there',
      edited((d) => delete d.methods[0]!.text),
      /no map of weighted.* on the words here/,
    ],
    [
      'a stream that is not there',
      edited((d) => delete d.methods[0]!.others),
      /no map of weighted.* on the stream probe here/,
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
      (d) => (d.methods[0]!.image!.values = values.map((v, i) => v + (i % 2 ? 1e-4 : -1e-4))),
    );
    expect(compareExplanations(claim, near, 'webgpu').reproduced).toBe(true);
  });
});

describe('a claim that says less', () => {
  it('is reproduced where it says the same: maps that it lacks, and no picture on either side', () => {
    const claimed = edited((d) => {
      delete d.image;
      delete d.methods[0]!.image;
      delete d.methods[0]!.others;
    });
    const here = edited((d) => delete d.image);
    expect(compareExplanations({ document: claimed, quantised: false }, here).text).toMatch(/^Reproduced: /);
  });

  it('is reproduced where it comes from version 1, which knew no words', () => {
    const document = edited((d) => (d.words = plainWords(d.tokens)));
    expect(compareExplanations({ document, quantised: false }, computed).reproduced).toBe(true);
  });
});

describe('a claim of another way of reading', () => {
  const now = { pictures: 3, texts: 2 };
  const claimOf = (pictures: number, texts: number, change = (_: object) => {}): Claim => ({
    document: edited((d) => {
      d.reading = { pictures, texts };
      change(d);
    }),
    quantised: false,
  });
  const otherPixels = (d: object) =>
    Object.assign(d, { image: { ...computed.image!, sha256: 'ab'.repeat(32) } });
  const verdictOn = (claim: Claim) => compareExplanations(claim, computed, undefined, now);

  it.each([
    ['an earlier way of reading texts', claimOf(3, 1, (d) => Object.assign(d, { question: 'straw’s?' }))],
    ['an earlier way of reading texts', claimOf(3, 1, (d) => Object.assign(d, { choices: ['a', '“b”'] }))],
    ['a later way of reading texts', claimOf(3, 9)],
  ])('opens, and the verdict names %s', (said, claim) => {
    const { reproduced, differences, text } = verdictOn(claim);
    expect({ reproduced, differences }).toEqual({ reproduced: true, differences: [] });
    expect(text).toBe(`Reproduced: largest difference 0\u202f% of the relevance. It was made with ${said}.`);
  });

  it('says nothing where its texts read the same: what is typed on most keyboards, and what needs no repair', () => {
    for (const question of ['strawberries?', 'Übergröße 猫', 'a\tb'])
      expect(verdictOn(claimOf(3, 1, (d) => Object.assign(d, { question }))).text).not.toMatch(
        /way of reading/,
      );
    // What a revision changed that is not known here may be anything.
    expect(compareExplanations(claimOf(3, 2), computed, undefined, { ...now, texts: 3 }).text).toMatch(
      /earlier way/,
    );
  });

  it('says nothing of pictures that came out the same, as scenes do, which are drawn', () => {
    expect(verdictOn(claimOf(2, 2)).text).toBe('Reproduced: largest difference 0\u202f% of the relevance.');
  });

  it('is not accused of having been changed where it came out otherwise', () => {
    const older = claimOf(2, 2, otherPixels);
    const { reproduced, text } = verdictOn(older);
    expect(reproduced).toBe(false);
    expect(text).toMatch(
      /^Not reproduced\. It was made with an earlier way of reading pictures\. The pixels of the picture/,
    );
    expect(text).not.toMatch(/changed/);
  });

  it('that names none has the first one, and comes through links', () => {
    const first = edited((d) => delete d.reading);
    const older = edited((d) => {
      delete d.reading;
      otherPixels(d);
    });
    expect(verdictOn({ document: older, quantised: false }).text).toMatch(
      /made with an earlier way of reading pictures\./,
    );
    expect(throughLink(claimOf(3, 2).document).reading).toEqual(now);
    expect(throughLink(claimOf(1, 1).document).reading).toBeUndefined();
    expect(compareExplanations({ document: first, quantised: false }, computed).text).not.toMatch(
      /way of reading/,
    );
  });
});

describe('maps with signs', () => {
  it('come through a link to within half of 127 steps', () => {
    const signed = [-0.5, 0.2, 0.003, -0.297];
    const got = throughLink(edited((d) => (d.methods[0]!.image!.values = signed))).methods[0]!.image!.values;
    got.forEach((value, i) => expect(Math.abs(value - signed[i]!)).toBeLessThanOrEqual(0.5 / 127 / 2 + 1e-7));
  });

  it('that round to nothing come through as maps without', () => {
    const nearly = [0.5, 0.25, 0.125, -1e-6];
    const got = throughLink(edited((d) => (d.methods[0]!.image!.values = nearly))).methods[0]!.image!.values;
    got.forEach((value, i) => expect(Math.abs(value - nearly[i]!)).toBeLessThanOrEqual(0.5 / 255 / 2 + 1e-5));
  });

  it('that are all zero stay zero', () => {
    const zero = edited((d) => (d.methods[0]!.image!.values = [0, 0, 0, 0]));
    expect(throughLink(zero).methods[0]!.image!.values).toEqual([0, 0, 0, 0]);
  });
});
