import { describe, expect, it } from 'vitest';
import { METHODS } from '../methods';
import { WhylightError } from '../tensor/error';
import {
  askedOfDocument,
  checkedQuestion,
  parseAsked,
  parseDocument,
  readSource,
  writeSource,
  type ExplanationDocument,
} from './index';
import { DOCUMENT, edited, type Loose } from './testing/documents';
import MAPPER from './testing/version1/mapper.json';
import ZERO_SHOT from './testing/version1/zero-shot.json';

const reopened = (document: unknown) => parseDocument(JSON.stringify(document));

describe('a file', () => {
  it('says again all that it was told, facts included', () => {
    expect(reopened(DOCUMENT)).toEqual(DOCUMENT);
    const {
      image: _,
      prompt: _prompt,
      sentence: _sentence,
      guess: _guess,
      reading: _reading,
      ...bare
    } = DOCUMENT;
    const blind = { ...bare, methods: DOCUMENT.methods.map(({ image: _image, ...method }) => method) };
    expect(reopened(blind)).toEqual(blind);
  });

  it('with methods that nobody knows opens all the same', () => {
    const document = edited((d) => (d.methods[0]!.id = 'magic'));
    expect(METHODS.map(({ id }) => String(id))).not.toContain('magic');
    expect(reopened(document)).toEqual(document);
  });

  it('opens behind a mark of its byte order', () => {
    expect(parseDocument(`\ufeff${JSON.stringify(DOCUMENT)}\r\n`)).toEqual(DOCUMENT);
  });

  it('with a character written as bytes opens with the character', () => {
    const { tokens } = reopened(edited((d) => d.tokens.splice(1, 2, '\\xc3', '\\xa9')));
    expect(tokens.slice(1, 3)).toEqual(['é', '']);
  });

  it('holds whatever may be asked: a question of 4,000 letters, its prompt, a caption that is the answer', () => {
    const question = '猫🐈'.repeat(2000);
    const long = edited((d) =>
      Object.assign(d, {
        question,
        prompt: `a photo of ${question}`,
        answers: [{ text: question, probability: 1, logit: 1 }],
        target: { answer: question },
      }),
    );
    expect(checkedQuestion(`${question}🐈 and more`, 'caption')).toBe(question);
    expect(reopened(long)).toEqual(long);
    expect(parseAsked(askedOfDocument({ ...long, target: { answer: question, versus: 'x' } })).question).toBe(
      question,
    );
  });

  it.each<[string, unknown, unknown, RegExp]>([
    ['a question that is none', 5, undefined, /The question is 5; give a text/],
    ['no question', undefined, undefined, /The question is undefined/],
    ['choices that are none', '', 'all', /The choices are "all"; give "caption" or a list/],
    ['too many choices', '', Array(1001).fill('a'), /1001 answers to choose from, more than the 1000/],
    ['a choice that is none', '', ['a', 5], /The answer to choose 5 is no text/],
    ['a choice that is too long', '', ['a'.repeat(401)], /is no text of at most 400 letters/],
  ])('is never made of %s', (_, question, choices, sentence) => {
    expect(() => checkedQuestion(question, choices)).toThrow(WhylightError);
    expect(() => checkedQuestion(question, choices)).toThrow(sentence);
  });

  it('keeps the picture that it is about', () => {
    const data = Uint8Array.from({ length: 12 }, (_, i) => i * 20);
    const source = writeSource({ width: 2, height: 2, data });
    const { source: found } = reopened({ ...DOCUMENT, source });
    expect(found).toEqual(source);
    const pixels = readSource(found as Extract<typeof found, { kind: 'pixels' }>);
    expect([...pixels.data].filter((_, i) => i % 4 < 3)).toEqual([...data]);
  });

  it.each<[string, (d: Loose<ExplanationDocument>) => void, RegExp]>([
    ['choices that are none', (d) => Object.assign(d, { choices: 'all' }), /choices/],
    ['fewer words than tokens', (d) => d.words.pop(), /4 words for 5 tokens/],
    ['a map that is no rectangle', (d) => d.methods[0]!.image!.values.pop(), /3 values for 2 × 2 patches/],
    [
      'a map of other patches',
      (d) => Object.assign(d.methods[0]!.image!, { rows: 1, cols: 4 }),
      /1 × 4 patches, as no stream has/,
    ],
    ['a map without a stream of patches', (d) => d.streams.shift(), /2 × 2 patches, as no stream has/],
    ['a map of other tokens', (d) => d.methods[0]!.text!.values.push(0), /6 values for 5 tokens/],
    ['a map of no stream', (d) => (d.methods[0]!.others![0]!.stream = 'x'), /map of x, which is no stream/],
    [
      'a map of another stream',
      (d) => d.methods[0]!.others![0]!.values.pop(),
      /1 values for the 2 tokens of probe/,
    ],
    ['parts with a gap', (d) => (d.streams[1]!.parts[1]!.from = 2), /stream text do not follow one another/],
    ['a part that goes back', (d) => (d.streams[1]!.parts[2]!.to = 2), /do not follow one another/],
    ['a grid of another size', (d) => (d.streams[0]!.parts[1]!.to = 6), /2 × 2 patches do not fill 5 tokens/],
    ['streams of one name', (d) => (d.streams[2]!.id = 'text'), /same name/],
    ['a sentence without its token', (d) => (d.sentence!.token = 3), /tokens and words of its sentence/],
    ['a sentence with other words', (d) => d.sentence!.words.pop(), /tokens and words of its sentence/],
    [
      'facts that are none',
      (d) => Object.assign(d.methods[0]!, { facts: { steps: [1] } }),
      /methods\.0\.facts\.steps/,
    ],
    ['a share beyond 1', (d) => (d.methods[0]!.text!.values[0] = 2), /methods\.0\.text\.values\.0/],
    ['no map at all', (d) => (d.methods = []), /methods/],
    ['a version that never was', (d) => Object.assign(d, { schema: 0 }), /schema/],
    [
      'a newer version',
      (d) => Object.assign(d, { schema: 3 }),
      /a newer Whylight made it \(schema 3, this one reads up to 2\)/,
    ],
  ])('with %s is refused in one sentence', (_, change, said) => {
    const read = () => reopened(edited(change));
    expect(read).toThrow(WhylightError);
    expect(read).toThrow(said);
    expect(read).toThrow(/^The file is no explanation: [^\n]{3,200}\.$/);
  });
});

describe('a file of version 1', () => {
  const WORDS = { mapper: 5, zeroShot: 22 };

  it.each([
    ['a model with a vocabulary', MAPPER, WORDS.mapper],
    ['a zero-shot model', ZERO_SHOT, WORDS.zeroShot],
  ])('of %s opens as one of today’s, with all that it said', (_, file, count) => {
    const { words, streams, ...document } = reopened(file);
    expect(document).toEqual({ ...file, schema: 2 });
    expect(words).toEqual([-1, ...Array.from({ length: count }, (_token, n) => n), -1]);
    expect(streams.map(({ parts }) => parts.map(({ kind, from, to }) => [kind, from, to]))).toEqual([
      [
        ['special', 0, 1],
        ['patches', 1, 17],
      ],
      [
        ['special', 0, 1],
        ['words', 1, count + 1],
        ['special', count + 1, count + 2],
      ],
    ]);
    expect(streams[0]!.parts[1]!.grid).toEqual({ rows: 4, cols: 4 });
  });

  it('keeps the facts of its maps', () => {
    expect(reopened(MAPPER).methods[1]!.facts).toEqual({
      baseline: 'mean-colour image; word embeddings of zero at their positions',
      steps: 32,
      completenessErrorImage: 0.01459,
      completenessErrorText: 0.00483275,
    });
  });

  it.each<[string, (d: Loose<ExplanationDocument>) => void, RegExp]>([
    ['a map that is no rectangle', (d) => d.methods[0]!.image!.values.pop(), /15 values for 4 × 4 patches/],
    ['a map of other tokens', (d) => d.methods[0]!.text!.values.pop(), /6 values for 7 tokens/],
    ['tokens that are none', (d) => Object.assign(d, { tokens: 'a b' }), /tokens/],
    ['a scene that is none', (d) => Object.assign(d, { source: { kind: 'scene', scene: [] } }), /scene/i],
  ])('with %s is refused in one sentence', (_, change, said) => {
    const read = () => reopened(edited(change, MAPPER as unknown as ExplanationDocument));
    expect(read).toThrow(said);
    expect(read).toThrow(/^The file is no explanation: [^\n]{3,200}\.$/);
  });
});

describe('what a document answers', () => {
  it('is asked again with its target and its methods', () => {
    expect(askedOfDocument(reopened(MAPPER))).toEqual({
      question: 'is the cat there?',
      target: { answer: 'no', versus: 'yes' },
      methods: [{ id: 'weighted', importance: 'gradient' }, { id: 'integrated-gradients' }],
      startLayer: 1,
    });
  });

  it('is the first answer, whichever that is, where it was the first', () => {
    expect(askedOfDocument(reopened(ZERO_SHOT))).toEqual({
      question: 'what is unbelievable here?',
      choices: ['a bus', 'an unbelievable boat'],
      target: {},
      methods: [{ id: 'equal' }, { id: 'weighted', importance: 'norm' }],
      startLayer: 1,
    });
  });
});
