/** Random link states, scenes and documents for property tests. */
import fc from 'fast-check';
import { streamOf, type Stream } from '../../anatomy';
import { METHODS } from '../../methods';
import { IMPORTANCES } from '../../relevance/importance';
import { generateScene, SAMPLES } from '../../scene';
import type { Asked, AskedMethod } from '../asked';
import type { MethodResult } from '../document';
import { EMPTY_LINK, type LinkResult, type LinkState } from '../fields';
import type { LinkImage } from '../image';
import { SEQUENTIAL_RAMPS, type View } from '../view';

const word = fc.stringMatching(/^[a-zäé日?’ ]{1,12}$/);
const methodId = fc.constantFrom(...METHODS.map(({ id }) => id));
const method: fc.Arbitrary<AskedMethod> = fc.record(
  {
    id: methodId,
    importance: fc.constantFrom(...IMPORTANCES),
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  },
  { requiredKeys: ['id'] },
);
const single = fc.integer({ min: -400, max: 400 }).map((value) => value / 8);

/** Shares that survive rounding to bytes: whole steps of the largest value. */
const unsigned = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 255 }), { minLength: length, maxLength: length })
    .map((levels) => {
      const top = Math.max(...levels);
      return top === 0 ? levels : levels.map((level) => (level === top ? 255 : level));
    })
    .map((levels) => levels.map((level) => (0.5 * level) / 255));
const signed = (length: number) =>
  fc
    .array(fc.integer({ min: -127, max: 127 }), { minLength: length, maxLength: length })
    .map((levels) => levels.map((level, i) => (0.25 * (i === 0 ? -127 : level)) / 127));
const shares = (length: number) => fc.oneof(unsigned(length), signed(length));

/** Words of one to three tokens between special tokens. */
const text = fc
  .array(fc.array(word, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 6 })
  .map((pieces) => ({
    tokens: ['<|startoftext|>', ...pieces.flat(), '[SEP]', '<|endoftext|>'],
    words: [-1, ...pieces.flatMap((piece, n) => piece.map(() => n)), -1, -1],
  }));

/** An image's stream where there is a grid, a text's, and perhaps one of another kind. */
function streamsOf(tokens: number, side: number, others: number): Stream[] {
  const grid = { rows: side, cols: side };
  const image = streamOf('image', [
    { kind: 'special', label: 'class token', count: 1 },
    { kind: 'patches', label: 'image', grid, count: side * side },
  ]);
  const words = streamOf('text', [
    { kind: 'special', label: '<|startoftext|>', count: 1 },
    { kind: 'words', label: 'text', count: tokens - 3 },
    { kind: 'special', label: '<|endoftext|>', count: 2 },
  ]);
  const probe = streamOf('probe', [{ kind: 'queries', label: 'learned queries', count: others }]);
  return [...(side > 0 ? [image] : []), words, ...(others > 0 ? [probe] : [])];
}

const facts = fc.dictionary(
  fc.stringMatching(/^[a-z]{1,12}$/),
  fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), word),
  { maxKeys: 3 },
);

/** Maps of one method; `side` 0 stands for no image. */
const maps = (tokens: number, side: number, others: number): fc.Arbitrary<MethodResult> =>
  fc.record(
    {
      id: methodId,
      startLayer: fc.integer({ min: 0, max: 12 }),
      importance: fc.constantFrom(...IMPORTANCES),
      ...(side > 0
        ? {
            image: shares(side * side).map((values) => ({ rows: side, cols: side, values, rawMass: 1.5 })),
          }
        : {}),
      text: shares(tokens).map((values) => ({ values, rawMass: 0.25 })),
      ...(others > 0
        ? { others: shares(others).map((values) => [{ stream: 'probe', values, rawMass: 0.5 }]) }
        : {}),
      facts,
    },
    { requiredKeys: ['id', 'startLayer'] },
  );

const result: fc.Arbitrary<LinkResult> = fc
  .record({
    text,
    answers: fc.uniqueArray(word, { minLength: 2, maxLength: 6 }),
    side: fc.constantFrom(0, 1, 2, 3, 4, 6, 8, 9, 12),
    others: fc.constantFrom(0, 0, 1, 5),
    logit: single,
    backend: fc.constantFrom('wasm' as const, 'webgpu' as const, 'cpu' as const),
  })
  .chain(({ text: { tokens, words }, answers, side, others, logit, backend }) =>
    fc.record(
      {
        backend: fc.constant(backend),
        tokens: fc.constant(tokens),
        words: fc.constant(words),
        streams: fc.constant(streamsOf(tokens.length, side, others)),
        answers: fc.constant(
          answers.map((answer, i) => ({ text: answer, probability: 1 / 2 ** (i + 1), logit: logit - i })),
        ),
        target: fc.constantFrom({ answer: answers[0]! }, { answer: answers[1]!, versus: answers[0]! }),
        methods: fc.array(maps(tokens.length, side, others), { minLength: 1, maxLength: 3 }),
        ...(side > 0 ? { imageSize: fc.constant(144), pixels: fc.constant('00112233aabbccdd') } : {}),
        prompt: word,
        sentence: fc.constant({ tokens: ['a', 'b', 'oat'], words: [0, 1, 1], token: 2 }),
        guess: fc.constant(true as const),
        reading: fc.constantFrom({ pictures: 2, texts: 1 }, { pictures: 1, texts: 7 }),
      },
      {
        requiredKeys: [
          ...(['backend', 'tokens', 'words', 'streams', 'answers', 'target', 'methods'] as const),
          ...(side > 0 ? (['imageSize', 'pixels'] as const) : []),
        ],
      },
    ),
  );

/** Pictures whose codes have one spelling; a scene is JSON, which has many. */
const plainImage: fc.Arbitrary<LinkImage> = fc.oneof(
  fc.constantFrom(...SAMPLES).map(({ id }) => ({ kind: 'sample' as const, id })),
  fc.constant({ kind: 'file' as const, sha256: 'ab'.repeat(32) }),
);
const image: fc.Arbitrary<LinkImage> = fc.oneof(
  plainImage,
  fc.integer({ min: 0, max: 5000 }).map((seed) => ({
    kind: 'scene' as const,
    scene: generateScene(seed, 'test'),
  })),
);

const hundredths = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100);

const view: fc.Arbitrary<View> = fc.record({
  mode: fc.constantFrom('side' as const, 'swipe' as const, 'difference' as const),
  smooth: fc.boolean(),
  opacity: hundredths,
  contours: fc.boolean(),
  perMap: fc.boolean(),
  swipe: hundredths,
  ramp: fc.constantFrom(...SEQUENTIAL_RAMPS),
});

const asked: fc.Arbitrary<Asked> = fc.record(
  {
    question: fc.oneof(fc.constant(''), word, fc.string({ maxLength: 60, unit: 'grapheme' }).map(printable)),
    target: fc.constantFrom({}, { answer: 'cat' }, { answer: 'cat', versus: 'dog' }),
    methods: fc.oneof(fc.constant([]), fc.tuple(method, method)),
    choices: fc.oneof(fc.constant('caption' as const), fc.array(word, { minLength: 2, maxLength: 9 })),
    startLayer: fc.integer({ min: 0, max: 12 }),
  },
  { requiredKeys: ['question', 'target', 'methods'] },
);

const statesWith = (images: fc.Arbitrary<LinkImage>): fc.Arbitrary<LinkState> =>
  fc.record({
    model: fc.constantFrom('', 'whylight/stickers'),
    digest: fc.constantFrom('', '0123456789ab'),
    source: fc.constantFrom('', 'maker%2Fclip@main'),
    image: fc.option(images, { nil: undefined }),
    asked,
    view: fc.oneof(fc.constant(EMPTY_LINK.view), view),
    result: fc.option(result, { nil: undefined }),
  });

/** Whole states, in which every field may or may not have its default. */
export const states = statesWith(image);
/** States of which every byte counts. */
export const statesWithoutScenes = statesWith(plainImage);

function printable(value: string): string {
  // eslint-disable-next-line no-control-regex
  return value.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ud800-\udfff]/g, '');
}
