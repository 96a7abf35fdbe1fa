import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { SAMPLES } from '../scene';
import { DEFAULT_VIEW, EMPTY_LINK, LinkError, readLink, writeLink, type LinkState } from './index';
import { streamOf } from '../anatomy';
import { fromBase64Url, toBase64Url } from './base64url';
import { bytesOf } from './codec';
import { inflate } from './deflate';
import { linkState } from './fields';
import { DOCUMENT } from './testing/documents';
import { edits, mutate } from './testing/mutate';
import { states, statesWithoutScenes } from './testing/states';

const packed = (bytes: number[] | Uint8Array) =>
  `w2.${Buffer.from(deflateRawSync(Uint8Array.from(bytes))).toString('base64url')}`;
const unpacked = (link: string) => Uint8Array.from(inflateRawSync(Buffer.from(link.slice(3), 'base64url')));

describe('base64url', () => {
  it("agrees with Node's on bytes of every length", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64url');
        expect(toBase64Url(bytes)).toBe(text);
        expect([...fromBase64Url(text)]).toEqual([...bytes]);
      }),
      { seed: 1 },
    );
  });

  it('refuses other characters, impossible lengths, and bits beyond the end', () => {
    for (const text of ['a', 'ab+/', 'ab==', 'a b', 'ab é', 'AB', 'ABD'])
      expect(() => fromBase64Url(text), text).toThrow(LinkError);
  });
});

describe('links', () => {
  it('say again what they were told', () => {
    fc.assert(
      fc.property(states, (state) => {
        expect(strip(readLink(`#${writeLink(state)}`)!)).toEqual(strip(state));
      }),
      { seed: 2, numRuns: 200 },
    );
  });

  it('are one for each state: what is read is written the same', () => {
    fc.assert(
      fc.property(states, (state) => {
        const link = writeLink(state);
        expect(writeLink(readLink(link)!)).toBe(link);
      }),
      { seed: 3, numRuns: 100 },
    );
  });

  it('that were made long ago say the same today', () => {
    expect(readLink(RECORDED)).toEqual(RECORDED_STATE);
    expect(unpacked(writeLink(RECORDED_STATE))).toEqual(unpacked(RECORDED));
  });

  it('have one spelling: whatever is read says the same bytes again', () => {
    const bodies = fc
      .sample(statesWithoutScenes, { numRuns: 60, seed: 5 })
      .map((state) => unpacked(writeLink(state)));
    let read = 0;
    fc.assert(
      fc.property(fc.constantFrom(...bodies), edits, (body, list) => {
        const bytes = mutate(body, list);
        let state: LinkState;
        try {
          state = readLink(packed(bytes))!;
        } catch (error) {
          expect(error).toBeInstanceOf(LinkError);
          return;
        }
        read++;
        expect(unpacked(writeLink(state))).toEqual(bytes);
      }),
      { seed: 6, numRuns: 1500 },
    );
    expect(read).toBeGreaterThan(150);
  });

  it('hold an edited scene, two maps and words in less than 2 kB', () => {
    for (const { scene, question } of SAMPLES) {
      const link = writeLink(withMaps({ image: { kind: 'scene', scene } }, question));
      expect(link.length).toBeLessThan(2000);
    }
  });

  it('need no escaping in an address', () => {
    const link = writeLink(withMaps({}, 'Où est l’“ours”? #1 & 100 %'));
    expect(new URL(`https://host/#${link}`).hash).toBe(`#${link}`);
  });

  it('leave out what has its default', () => {
    expect([...unpacked(writeLink(EMPTY_LINK))]).toEqual([0]);
    const view = { ...DEFAULT_VIEW, ramp: 'viridis' as const };
    // Field 6, the view; its field 7, the ramp; the second ramp; the ends of both.
    expect([...unpacked(writeLink({ ...EMPTY_LINK, view }))]).toEqual([6, 7, 1, 0, 0]);
  });

  it('take a few bytes only for words and streams of the usual kinds', () => {
    const state = withMaps({}, 'what?');
    const bare = { ...state, result: { ...state.result!, words: [], streams: [] } };
    const extra = bytesOf(linkState, state).length - bytesOf(linkState, bare).length;
    expect(extra).toBeLessThanOrEqual(28);
  });

  it('of a newer version, or with parts of one, are refused with a sentence that says so', () => {
    expect(() => readLink('#w3.AAAA')).toThrow(/newer Whylight \(link version 3.*up to 2\)/);
    for (const bytes of [
      [60, 0], // a field
      [6, 1, 9, 0, 0], // a mode
      [4, 9, 1, 65, 0], // a kind of picture
      [5, 4, 2, 1, 99, 0, 1, 0, 0, 0, 0], // a method
      [5, 4, 2, 1, 1, 2, 9, 0, 1, 0, 0, 0, 0], // an importance
      [5, 9, 0, 0], // a part of what is asked
    ])
      expect(() => readLink(packed(bytes)), String(bytes)).toThrow(
        /^This link was made by a newer Whylight .*reload/,
      );
  });

  it('hold a question of as many letters as any may have, in any writing, packed', () => {
    const { asked } = EMPTY_LINK;
    for (const letter of ['a', 'é', '猫', '🐈']) {
      const question = letter.repeat(4000);
      const link = writeLink({ ...EMPTY_LINK, asked: { ...asked, question } });
      expect(readLink(link)!.asked.question).toBe(question);
      expect(link.length).toBeLessThan(300);
    }
    expect(() => writeLink({ ...EMPTY_LINK, asked: { ...asked, question: 'é'.repeat(4001) } })).toThrow(
      /text of 4001 letters is too long \(at most 4000\)/,
    );
  });

  it('write what always fitted as they always did, and more under a number that older readers do not know', () => {
    const fields = (question: string) =>
      unpacked(writeLink({ ...EMPTY_LINK, asked: { ...EMPTY_LINK.asked, question } }));
    // Field 5, what is asked; its field 1, a length of two bytes.
    expect([...fields('x'.repeat(1000)).slice(0, 4)]).toEqual([5, 1, 0xe8, 0x07]);
    expect([...fields('x'.repeat(1001)).slice(0, 4)]).toEqual([5, 6, 0xe9, 0x07]);
    // A short question in the long form, a question in both.
    expect(() => readLink(packed([5, 6, 1, 65, 0, 0]))).toThrow(/“question” is spelled oddly/);
    expect(() => readLink(packed([5, 1, 1, 65, ...fields('x'.repeat(1001)).slice(1)]))).toThrow(
      /spelled oddly/,
    );
  });

  it('hold captions and answers that are longer than they once could be', () => {
    const long = '長い'.repeat(120);
    const state = withMaps({}, long);
    const answers = [{ text: long, probability: 0.75, logit: 2 }, ...state.result!.answers.slice(1)];
    const target = { answer: long, versus: 'cake' };
    const choices = ['猫'.repeat(390), 'dog'];
    const whole: LinkState = {
      ...state,
      asked: { ...state.asked, choices, target },
      result: { ...state.result!, answers, target, prompt: long.repeat(10) },
    };
    const { asked, result } = readLink(writeLink(whole))!;
    expect(asked).toEqual(whole.asked);
    const kept = ({ target: explained, prompt, answers: found }: NonNullable<LinkState['result']>) =>
      strip({ explained, prompt, found });
    expect(kept(result!)).toEqual(kept(whole.result!));
  });

  it('read a tab or a new line in a question as a space', () => {
    const question = 'what\tis\r\nleft?\u2028';
    const link = writeLink({ ...EMPTY_LINK, asked: { ...EMPTY_LINK.asked, question } });
    expect(readLink(link)!.asked.question).toBe('what is left? ');
  });

  it('that no reader would take are not written', () => {
    const random = Array.from({ length: 195 }, (_, i) =>
      Array.from({ length: 300 }, (_, j) =>
        String.fromCodePoint(0x4e00 + ((i * 7919 + j * 104729) % 20_000)),
      ).join(''),
    );
    expect(() => writeLink({ ...EMPTY_LINK, asked: { ...EMPTY_LINK.asked, choices: random } })).toThrow(
      /^No link can be made of this: it has \d+ (bytes|characters), more than the allowed/,
    );
  });

  it.each([
    ['a character out of place', '#w2.AA*A'],
    ['no deflate stream', '#w2.____'],
    ['no end', packed([])],
    ['something behind its end', packed([0, 0])],
    ['a field that stands twice', packed([1, 1, 65, 1, 1, 66, 0])],
    ['fields in another order', packed([2, 1, 171, 1, 1, 65, 0])],
    ['a default that is spelled out', packed([1, 0, 0])],
    ['a view that is the default', packed([6, 0, 0])],
    ['a field that ends too early', packed([1, 9, 65])],
    ['a flag that is neither', packed([6, 2, 2, 0, 0])],
    ['a share beyond 1', packed([6, 3, 101, 0, 0])],
    ['a number that never ends', packed([5, 5, 255, 255, 255, 255, 255, 255, 0, 0])],
    ['a text that is not UTF-8', packed([1, 1, 0xff, 0])],
    ['control characters', packed([1, 1, 0x1b, 0])],
    ['a rival without an answer', packed([5, 3, 2, 1, 65, 0, 0, 0])],
    ['one method alone', packed([5, 4, 1, 1, 0, 0, 0, 0])],
    ['a method without a name', packed([5, 4, 1, 3, 7, 0, 0, 0])],
    ['a scene that is none', packed([4, 1, 2, 0x5b, 0x5d, 0])],
    ['a picture that is no JPEG', packed([4, 2, 3, 1, 2, 3, 0])],
    ['a result without maps', packed([7, 8, 1, 1, 65, 0, 0, 0])],
    ['a version 0 that is packed', '#w0.AAAA'],
    ['too many characters', `#w2.${'A'.repeat(70_000)}`],
  ])('with %s are refused in one sentence', (_, link) => {
    expect(() => readLink(link)).toThrow(LinkError);
    expect(() => readLink(link)).toThrow(
      /^This link is damaged: [^\n]{3,160}\. Copy the whole link again\.$/,
    );
  });

  it('that are decompression bombs are refused before they have grown', () => {
    const bomb = deflateRawSync(new Uint8Array(30_000_000));
    const link = `#w2.${bomb.toString('base64url')}`;
    expect(() => readLink(link)).toThrow(/unpacks to more than/);
  });

  it('with what does not fit are not written', () => {
    const { asked } = EMPTY_LINK;
    const refused = (part: Partial<LinkState>) =>
      expect(() => writeLink({ ...EMPTY_LINK, ...part }), JSON.stringify(part).slice(0, 200)).toThrow(
        /^No link can be made of this: [^\n]{3,160}\.$/,
      );
    refused({ asked: { ...asked, question: 'x'.repeat(4001) } });
    refused({ asked: { ...asked, question: 'a\u0000b' } });
    refused({ asked: { ...asked, methods: [{ id: 'magic' }, { id: 'equal' }] } });
    refused({ asked: { ...asked, methods: [{ id: 'equal' }] } });
    refused({ asked: { ...asked, target: { versus: 'dog' } } });
    refused({ asked: { ...asked, choices: [] } });
    const { result } = withMaps({}, 'what?');
    refused({ result: { ...result!, words: [] } });
    refused({ result: { ...result!, imageSize: 100 } });
    refused({ result: { ...result!, target: { answer: 'sky' } } });
    refused({ result: { ...result!, tokens: Array(200).fill('a') } });
  });
});

describe('inflate', () => {
  it('agrees with zlib on streams of any length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
        expect(Buffer.from(inflate(deflateRawSync(bytes), 3000)).equals(Buffer.from(bytes))).toBe(true);
      }),
      { seed: 4, numRuns: 50 },
    );
  });
});

/** A link that somebody may have kept; when this one reads differently, so do theirs. Never to be written anew. */
const RECORDED = [
  'w2.bVA7TsNAEJ3Z2bXNJyBHiiIqLBAXCH2cArgBB7BhEywcr1kbWakSSjpauAJcgI4LIHETCg4QZuMUKbLF7mj2_WaQajMT3vv3L',
  '55eUjhN7rU9G1zd5Fk5miZZISnij8lzC9j6KuxUtU2aVFub6SoWgkyTU6o1oauEK0EKlIJo8fPxdwB4CArBQyGABhIVekc-gY8oX',
  'pACCE_OL67HjVTQWyn319JhjEpSIMkjEAEg4wXjiR_uYq-0JtXoHec6sYW-jR4etaMJn1HrSAJgFAMshgRccRFDsJFyp03JFwMBG',
  'LlcAnzFiuMyCeZPc24vhh6qlZlDsQRjIPYpSJNK51mhUU6snilObSy8vbrzGauq1mXlZJ31iJegVEtnl9Ztt59E5Z2pTWTG0eZS9',
  '5C6SdE1TZgLIXli2O-4qZn1Dw',
].join('');
const RECORDED_STATE: LinkState = {
  model: 'toy',
  digest: 'abcdef012345',
  source: 'maker%2Fclip@main',
  image: { kind: 'file', sha256: '0123456789abcdef'.repeat(4) },
  asked: {
    question: 'strawberries?',
    choices: ['owl', 'bee'],
    target: { answer: 'owl', versus: 'bee' },
    methods: [{ id: 'shuffled', importance: 'mixing', seed: 4e9 }, { id: 'grad-eclip' }],
    startLayer: 1,
  },
  view: {
    ...DEFAULT_VIEW,
    mode: 'difference',
    smooth: false,
    opacity: 0.5,
    contours: true,
    perMap: true,
    swipe: 0.25,
    ramp: 'greys',
  },
  result: {
    backend: 'webgpu',
    imageSize: 144,
    pixels: '0011223344556677',
    tokens: DOCUMENT.tokens,
    words: DOCUMENT.words,
    streams: DOCUMENT.streams,
    answers: [
      { text: 'owl', probability: 0.75, logit: 2 },
      { text: 'bee', probability: 0.25, logit: 1 },
    ],
    target: { answer: 'owl', versus: 'bee' },
    methods: [
      {
        id: 'shuffled',
        importance: 'mixing',
        startLayer: 1,
        image: { rows: 2, cols: 2, values: [0, 0, 0.5, 0.5], rawMass: 1.5 },
        text: { values: [0, 0.25, -0.25, 0.25, 0], rawMass: 0.25 },
        others: [{ stream: 'probe', values: [0, 1], rawMass: 0.5 }],
        facts: { baseline: 'grey', error: 0.1, steps: 32 },
      },
      { id: 'grad-eclip', startLayer: 0, text: { values: [0, 0, 0, 1, 0], rawMass: 0.5 } },
    ],
    prompt: 'a photo of strawberries',
    sentence: { tokens: ['an', 'ow', 'l'], words: [0, 1, 1], token: 1 },
    guess: true,
    reading: { pictures: 2, texts: 3 },
  },
};

function withMaps(part: Partial<LinkState>, question: string): LinkState {
  // Noise does not compress, so real maps make no longer links.
  const noise = (n: number, seed: number) =>
    Array.from({ length: n }, (_, i) => ((Math.imul(i + seed, 2654435761) >>> 8) % 997) / 997);
  const method = (id: string, seed: number) => ({
    id,
    ...(id === 'weighted' ? { importance: 'gradient' } : {}),
    startLayer: 0,
    image: { rows: 12, cols: 12, values: noise(144, seed), rawMass: 0.7 },
    text: { values: noise(10, seed + 9), rawMass: 0.3 },
  });
  const tokens = '<|startoftext|> what is to the left of the dog <|endoftext|>'.split(' ');
  const names = ['apple', 'cake', 'tree', 'ball', 'sun'];
  return {
    ...EMPTY_LINK,
    model: 'whylight/stickers',
    digest: '4ab92c23b142',
    asked: { question, target: {}, methods: [{ id: 'weighted' }, { id: 'equal' }] },
    result: {
      backend: 'wasm',
      imageSize: 144,
      pixels: '0123456789abcdef',
      tokens,
      words: [-1, 0, 1, 2, 3, 4, 5, 6, 7, -1],
      streams: [
        streamOf('image', [
          { kind: 'special', label: 'class token', count: 1 },
          { kind: 'patches', label: 'image', count: 144, grid: { rows: 12, cols: 12 } },
        ]),
        streamOf('text', [
          { kind: 'special', label: '<|startoftext|>', count: 1 },
          { kind: 'words', label: 'text', count: 8 },
          { kind: 'special', label: '<|endoftext|>', count: 1 },
        ]),
      ],
      answers: names.map((text, i) => ({ text, probability: 0.9 / (i + 1), logit: 7.123 - i })),
      target: { answer: 'apple' },
      methods: [method('weighted', 1), method('equal', 77)],
    },
    ...part,
  };
}

/** Floats of single precision stand for themselves; undefined parts count as absent. */
function strip(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, part: unknown) =>
      typeof part === 'number' ? Number(part.toPrecision(5)) : part,
    ),
  );
}
