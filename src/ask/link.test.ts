import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { SAMPLES } from '../scene';
import { EMPTY_LINK, LinkError, readLink, writeLink, type LinkState } from './index';
import { fromBase64Url, toBase64Url } from './base64url';
import { inflate } from './deflate';
import { FIELDS } from './fields';
import { states } from './testing/states';

const packed = (bytes: number[] | Uint8Array, version = 1) =>
  `w${version}.${Buffer.from(deflateRawSync(Uint8Array.from(bytes))).toString('base64url')}`;

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
      { seed: 2, numRuns: 300 },
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

  it('hold an edited scene, two maps and words in less than 2 kB', () => {
    for (const { scene, question } of SAMPLES) {
      const link = writeLink(withMaps({ image: { kind: 'scene', scene }, question }));
      expect(link.length).toBeLessThan(2000);
    }
  });

  it('need no escaping in an address', () => {
    const link = writeLink(withMaps({ question: 'Où est l’“ours”? #1 & 100 %' }));
    expect(new URL(`https://host/#${link}`).hash).toBe(`#${link}`);
  });

  it('have numbers of their own for all fields', () => {
    const numbers = Object.values(FIELDS).map(({ number }) => number);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('leave out what has its default', () => {
    const bytes = inflateRawSync(Buffer.from(writeLink(EMPTY_LINK).slice(3), 'base64url'));
    expect(bytes).toHaveLength(0);
  });

  it('of version 0 are still read', () => {
    expect(readLink('#scene=picnic&q=What+is%20left%3F&answer=cat&versus=dog')).toEqual({
      ...EMPTY_LINK,
      image: { kind: 'sample', id: 'picnic' },
      question: 'What is left?',
      answer: 'cat',
      versus: 'dog',
    });
    expect(readLink('#q=x&versus=dog')?.versus).toBeUndefined();
    expect(readLink('')).toBeUndefined();
    expect(readLink('#section-2')).toBeUndefined();
    expect(readLink('#toString=1&__proto__=2')).toBeUndefined();
  });

  it('that were made long ago say the same today', () => {
    expect(strip(readLink(OLD_LINK)!)).toEqual(strip(OLD_STATE));
    expect(writeLink(OLD_STATE)).toBe(OLD_LINK);
  });

  it('of a newer version are refused with a sentence that says so', () => {
    expect(() => readLink('#w2.AAAA')).toThrow(/newer Whylight \(link version 2.*up to 1\)/);
  });

  it.each([
    ['a character out of place', '#w1.AA*A'],
    ['no deflate stream', '#w1.____'],
    ['a field that does not exist', packed([60, 0])],
    ['a field that stands twice', packed([4, 2, 1, 65, 4, 2, 1, 66])],
    ['a field with bytes left over', packed([10, 2, 1, 1])],
    ['a field that ends too early', packed([4, 9, 8, 65])],
    ['a flag that is neither', packed([10, 1, 2])],
    ['a share beyond 1', packed([11, 1, 101])],
    ['a number that never ends', packed([8, 6, 255, 255, 255, 255, 255, 255])],
    ['a text that is not UTF-8', packed([4, 2, 1, 0xff])],
    ['control characters', packed([4, 2, 1, 0x1b])],
    ['a rival without an answer', packed([6, 2, 1, 65])],
    ['one method alone', packed([7, 3, 1, 0, 0])],
    ['a scene that is none', packed([3, 4, 1, 2, 0x5b, 0x5d])],
    ['a picture that is no JPEG', packed([3, 5, 2, 3, 1, 2, 3])],
    ['a version 0 that is packed', '#w0.AAAA'],
    ['too many characters', `#w1.${'A'.repeat(70_000)}`],
  ])('with %s are refused in one sentence', (_, link) => {
    expect(() => readLink(link)).toThrow(LinkError);
    expect(() => readLink(link)).toThrow(
      /^This link is damaged: [^\n]{3,160}\. Copy the whole link again\.$/,
    );
  });

  it('that are decompression bombs are refused before they have grown', () => {
    const bomb = deflateRawSync(new Uint8Array(30_000_000));
    expect(bomb.length).toBeLessThan(40_000);
    const link = `#w1.${bomb.toString('base64url')}`;
    expect(() => readLink(link)).toThrow(/unpacks to more than/);
  });

  it('with text that does not fit are not written', () => {
    expect(() => writeLink({ ...EMPTY_LINK, question: 'x'.repeat(2000) })).toThrow(/No link can be made/);
    expect(() => writeLink({ ...EMPTY_LINK, question: 'a\u0000b' })).toThrow(/control characters/);
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

function withMaps(part: Partial<LinkState>): LinkState {
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
  const tokens = '<|startoftext|> what is to the left of the dog ? <|endoftext|>'.split(' ').slice(0, 10);
  const names = ['apple', 'cake', 'tree', 'ball', 'sun'];
  return {
    ...EMPTY_LINK,
    model: 'whylight/stickers',
    digest: '4ab92c23b142',
    panels: [{ id: 'weighted' }, { id: 'equal' }],
    result: {
      backend: 'wasm',
      imageSize: 144,
      pixels: '0123456789abcdef',
      tokens,
      answers: names.map((text, i) => ({ text, probability: 0.9 / (i + 1), logit: 7.123 - i })),
      target: { answer: 'apple' },
      methods: [method('weighted', 1), method('equal', 77)],
    },
    ...part,
  };
}

/** A link that somebody may have kept; when this one reads differently, so do theirs. Never to be written anew. */
const OLD_LINK = [
  'w1.YxQSLM-ozMlMzyjRLy7JTM5OLSpmYmfz2qmjvNGJ2YjRINpQRym9KLG4WEnHVCdaKbGgICdVSUepKDVFScdAzxiITcDY0EDHQ',
  'McwNpZFUiI8I7FEIbNYISc1rUQhP02hJCNVISU_3Z6VjRWsnY2VJSkxJ4edjYmDgZGRiYORiZORkYuRgZvRiJeRkY9Rkn82I-MER',
  'g5GZdf0ztVn3zPz29QUlyQWleSnlaRWlNTYsQNNs9Evt-O1qUnNS4GJMkFMZ2BwsGcAEmA7GBga7IDYHiLFCBYD2srExARUwgBU9',
  '_8_A8MBe2Ygp8GeAcgGqgc6CS7_HySGJg8A',
].join('');
const OLD_STATE: LinkState = {
  ...EMPTY_LINK,
  model: 'whylight/stickers',
  digest: '4ab92c23b142',
  image: {
    kind: 'scene',
    scene: {
      version: 1,
      background: { kind: 'grass', seed: 5 },
      stickers: [
        {
          kind: 'apple',
          colour: 'red',
          x: 0.3,
          y: 0.4,
          size: 0.4,
          rotation: 10,
          flip: false,
          brightness: 1,
        },
      ],
    },
  },
  question: 'What is left of the dog?',
  answer: 'apple',
  versus: 'ball',
  panels: [{ id: 'rollout' }, { id: 'weighted', importance: 'gradient' }],
  startLayer: 2,
  mode: 'swipe',
  smooth: false,
  opacity: 0.5,
  contours: false,
  perMap: true,
  swipe: 0.25,
  result: {
    backend: 'webgpu',
    imageSize: 144,
    pixels: '0123456789abcdef',
    tokens: ['<|startoftext|>', 'dog</w>', '<|endoftext|>'],
    answers: [
      { text: 'apple', probability: 0.75, logit: 2 },
      { text: 'ball', probability: 0.25, logit: 1 },
    ],
    target: { answer: 'apple', versus: 'ball' },
    methods: [
      {
        id: 'rollout',
        startLayer: 2,
        image: { rows: 2, cols: 2, values: [0, 0, 0.5, 0.5], rawMass: 1.5 },
        text: { values: [0, 1, 0], rawMass: 0.25 },
      },
      {
        id: 'weighted',
        importance: 'gradient',
        startLayer: 2,
        image: { rows: 2, cols: 2, values: [0, 0.5, 0, 0.5], rawMass: 1.5 },
        text: { values: [0, 1, 0], rawMass: 0.25 },
      },
    ],
  },
};

/** Floats of single precision stand for themselves; undefined parts count as absent. */
function strip(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, part: unknown) =>
      typeof part === 'number' ? Number(part.toPrecision(5)) : part,
    ),
  );
}
