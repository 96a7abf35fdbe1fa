/** Random link states, scenes and documents for property tests. */
import fc from 'fast-check';
import { generateScene, SAMPLES } from '../../scene';
import { EMPTY_LINK, type LinkMethod, type LinkResult, type LinkState } from '../fields';
import type { LinkImage } from '../image';

const word = fc.stringMatching(/^[a-zäé日?’ ]{1,12}$/);
const method: fc.Arbitrary<LinkMethod> = fc.oneof(
  fc.constantFrom<LinkMethod>({ id: 'equal' }, { id: 'rollout' }, { id: 'weighted' }),
  fc.record({
    id: fc.constant('weighted' as const),
    importance: fc.constantFrom('norm' as const, 'norm-ln' as const, 'gradient' as const, 'mixing' as const),
  }),
);
const single = fc.integer({ min: -400, max: 400 }).map((value) => value / 8);

/** Shares that survive rounding to bytes: whole steps of the largest value. */
const shares = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 255 }), { minLength: length, maxLength: length })
    .map((levels) => {
      const top = Math.max(...levels);
      return top === 0 ? levels : levels.map((level) => (level === top ? 255 : level));
    })
    .map((levels) => levels.map((level) => (0.5 * level) / 255));

const result: fc.Arbitrary<LinkResult> = fc
  .record({
    tokens: fc.array(word, { minLength: 1, maxLength: 10 }),
    answers: fc.uniqueArray(word, { minLength: 2, maxLength: 6 }),
    side: fc.constantFrom(1, 2, 3, 4, 6, 8, 9, 12),
    logit: single,
    backend: fc.constantFrom('wasm' as const, 'webgpu' as const, 'cpu' as const),
  })
  .chain(({ tokens, answers, side, logit, backend }) =>
    fc.record({ image: shares(side * side), text: shares(tokens.length) }).map(({ image, text }) => ({
      backend,
      imageSize: 144,
      pixels: '00112233aabbccdd',
      tokens,
      answers: answers.map((answer, i) => ({ text: answer, probability: 1 / 2 ** (i + 1), logit })),
      target: { answer: answers[0]! },
      methods: [
        {
          id: 'weighted',
          importance: 'norm',
          startLayer: 2,
          image: { rows: side, cols: side, values: image, rawMass: 1.5 },
          text: { values: text, rawMass: 0.25 },
        },
      ],
    })),
  );

const image: fc.Arbitrary<LinkImage> = fc.oneof(
  fc.constantFrom(...SAMPLES).map(({ id }) => ({ kind: 'sample' as const, id })),
  fc.integer({ min: 0, max: 5000 }).map((seed) => ({
    kind: 'scene' as const,
    scene: generateScene(seed, 'test'),
  })),
  fc.constant({ kind: 'file' as const, sha256: 'ab'.repeat(32) }),
);

/** Whole states, in which every field may or may not have its default. */
export const states: fc.Arbitrary<LinkState> = fc.record({
  model: fc.constantFrom('', 'whylight/stickers'),
  digest: fc.constantFrom('', '0123456789ab'),
  image: fc.option(image, { nil: undefined }),
  question: fc.oneof(fc.constant(''), word, fc.string({ maxLength: 60, unit: 'grapheme' }).map(printable)),
  answer: fc.constant('cat'),
  versus: fc.option(fc.constant('dog'), { nil: undefined }),
  panels: fc.oneof(fc.constant(EMPTY_LINK.panels), fc.tuple(method, method)),
  startLayer: fc.option(fc.integer({ min: 0, max: 12 }), { nil: undefined }),
  mode: fc.constantFrom('side' as const, 'swipe' as const, 'difference' as const),
  smooth: fc.boolean(),
  opacity: fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100),
  contours: fc.boolean(),
  perMap: fc.boolean(),
  swipe: fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100),
  result: fc.option(result, { nil: undefined }),
  source: fc.constantFrom('', 'maker%2Fclip@main'),
  candidates: fc.option(fc.array(word, { minLength: 2, maxLength: 9 }), { nil: undefined }),
  caption: fc.boolean(),
});

function printable(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ud800-\udfff]/g, '');
}
