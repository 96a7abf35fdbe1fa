import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_VIEW,
  documentOf,
  EMPTY_LINK,
  LinkError,
  parseDocument,
  readLink,
  writeLink,
  type LinkState,
} from './index';
import * as LINKS from './testing/version1/links';
import MAPPER from './testing/version1/mapper.json';
import ZERO_SHOT from './testing/version1/zero-shot.json';

const packed = (bytes: number[]) =>
  `w1.${Buffer.from(deflateRawSync(Uint8Array.from(bytes))).toString('base64url')}`;

describe('a link of version 1', () => {
  it('says all that it said, and words and streams that follow from it', () => {
    expect(readLink(LINKS.SCENE)).toEqual(SCENE_STATE);
  });

  it('of a caption asks for one', () => {
    expect(readLink(LINKS.CAPTION)).toEqual({
      ...EMPTY_LINK,
      image: { kind: 'sample', id: 'picnic' },
      asked: { question: 'a boat on a lake', choices: 'caption', target: {}, methods: [] },
    });
  });

  it.each([
    ['a model with a vocabulary', LINKS.MAPPER, MAPPER],
    ['a zero-shot model', LINKS.ZERO_SHOT, ZERO_SHOT],
  ])('holds the explanation of %s that its file holds, to within rounding', (_, link, file) => {
    const claim = documentOf(readLink(link)!)!;
    const document = parseDocument(JSON.stringify(file));
    for (const part of ['question', 'tokens', 'words', 'streams', 'target', 'choices'] as const)
      expect(claim[part]).toEqual(document[part]);
    expect(document.model.sha256.startsWith(claim.model.sha256)).toBe(true);
    expect(document.image!.sha256.startsWith(claim.image!.sha256)).toBe(true);
    claim.answers.forEach(({ text, probability, logit }, i) => {
      expect(text).toBe(document.answers[i]!.text);
      expect(probability).toBeCloseTo(document.answers[i]!.probability, 6);
      expect(logit).toBeCloseTo(document.answers[i]!.logit, 5);
    });
    claim.methods.forEach(({ id, importance, startLayer, image, text }, n) => {
      const method = document.methods[n]!;
      expect({ id, importance, startLayer }).toEqual({
        id: method.id,
        importance: method.importance,
        startLayer: method.startLayer,
      });
      expectClose(image!.values, method.image!.values);
      expectClose(text!.values, method.text!.values);
    });
  });

  it('says the same in version 2', () => {
    for (const link of Object.values(LINKS)) {
      const state = readLink(link)!;
      const again = writeLink(state);
      expect(again).toMatch(/^w2\./);
      expect(rounded(readLink(again))).toEqual(rounded(state));
    }
  });

  it.each([
    ['a character out of place', '#w1.AA*A'],
    ['no deflate stream', '#w1.____'],
    ['a field that does not exist', packed([60, 0])],
    ['a field of version 2', packed([19, 1, 0])],
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
  ])('with %s is refused in one sentence', (_, link) => {
    expect(() => readLink(link)).toThrow(LinkError);
    expect(() => readLink(link)).toThrow(
      /^This link is damaged: [^\n]{3,160}\. Copy the whole link again\.$/,
    );
  });

  it('that is a decompression bomb is refused before it has grown', () => {
    const bomb = deflateRawSync(new Uint8Array(30_000_000));
    expect(bomb.length).toBeLessThan(40_000);
    expect(() => readLink(`#w1.${bomb.toString('base64url')}`)).toThrow(/unpacks to more than/);
  });
});

describe('the first form of links', () => {
  it('is still read', () => {
    expect(readLink('#scene=picnic&q=What+is%20left%3F&answer=cat&versus=dog')).toEqual({
      ...EMPTY_LINK,
      image: { kind: 'sample', id: 'picnic' },
      asked: { question: 'What is left?', target: { answer: 'cat', versus: 'dog' }, methods: [] },
    });
    expect(readLink('#q=x&versus=dog')!.asked.target).toEqual({});
    expect(readLink('')).toBeUndefined();
    expect(readLink('#section-2')).toBeUndefined();
    expect(readLink('#toString=1&__proto__=2')).toBeUndefined();
  });
});

/** Values within half a level of a map: of 255, or of 127 on each side of zero. */
function expectClose(values: readonly number[], wanted: readonly number[]): void {
  const levels = wanted.some((value) => value < 0) ? 127 : 255;
  const half = Math.max(...wanted.map(Math.abs)) / levels / 2 + 1e-7;
  expect(values).toHaveLength(wanted.length);
  values.forEach((value, i) => expect(Math.abs(value - wanted[i]!)).toBeLessThanOrEqual(half));
}

/** Floats of single precision stand for themselves. */
const rounded = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, part: unknown) =>
      typeof part === 'number' ? Number(part.toPrecision(5)) : part,
    ),
  );

const PART = { kind: 'special', from: 0, to: 1 } as const;
const SCENE_STATE: LinkState = {
  model: 'whylight/stickers',
  digest: '4ab92c23b142',
  source: '',
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
  asked: {
    question: 'What is left of the dog?',
    target: { answer: 'apple', versus: 'ball' },
    methods: [{ id: 'rollout' }, { id: 'weighted', importance: 'gradient' }],
    startLayer: 2,
  },
  view: {
    ...DEFAULT_VIEW,
    mode: 'swipe',
    smooth: false,
    opacity: 0.5,
    contours: false,
    perMap: true,
    swipe: 0.25,
    ramp: 'magma',
  },
  result: {
    backend: 'webgpu',
    imageSize: 144,
    pixels: '0123456789abcdef',
    tokens: ['<|startoftext|>', 'dog</w>', '<|endoftext|>'],
    words: [-1, 0, -1],
    streams: [
      {
        id: 'image',
        parts: [
          { ...PART, label: 'class token' },
          { kind: 'patches', label: 'image', grid: { rows: 2, cols: 2 }, from: 1, to: 5 },
        ],
      },
      {
        id: 'text',
        parts: [
          { ...PART, label: '<|startoftext|>' },
          { kind: 'words', label: 'text', from: 1, to: 2 },
          { kind: 'special', label: '<|endoftext|>', from: 2, to: 3 },
        ],
      },
    ],
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
