/** A small explanation of today's version, with everything that one can hold. */
import { streamOf } from '../../anatomy';
import { DOCUMENT_SCHEMA, type ExplanationDocument } from '../document';

export const DOCUMENT: ExplanationDocument = {
  schema: DOCUMENT_SCHEMA,
  model: { id: 'toy', sha256: 'abcdef0123456789'.repeat(4) },
  image: { sha256: '0011223344556677'.repeat(4), width: 2, height: 2 },
  question: 'strawberries?',
  tokens: ['<|startoftext|>', 'straw', 'berries', '?', '<|endoftext|>'],
  words: [-1, 0, 0, 1, -1],
  streams: [
    streamOf('image', [
      { kind: 'special', label: 'class token', count: 1 },
      { kind: 'patches', label: 'image', grid: { rows: 2, cols: 2 }, count: 4 },
    ]),
    streamOf('text', [
      { kind: 'special', label: '<|startoftext|>', count: 1 },
      { kind: 'words', label: 'text', count: 3 },
      { kind: 'special', label: '<|endoftext|>', count: 1 },
    ]),
    streamOf('probe', [{ kind: 'queries', label: 'learned queries', count: 2 }]),
  ],
  prompt: 'a photo of strawberries',
  answers: ['cat', 'dog', 'cow', 'hen', 'pig', 'owl', 'bee'].map((text, i) => ({
    text,
    probability: 0.4 / (i + 1),
    logit: 3 - i,
  })),
  target: { answer: 'owl', versus: 'bee' },
  sentence: { tokens: ['an', 'ow', 'l'], words: [0, 1, 1], token: 1 },
  methods: [
    {
      id: 'weighted',
      importance: 'norm',
      startLayer: 1,
      image: { rows: 2, cols: 2, values: [0.1, 0.4, 0.25, 0.25], rawMass: 2 },
      text: { values: [0, 0.5, 0.25, 0.25, 0], rawMass: 1 },
      others: [{ stream: 'probe', values: [0.25, 0.75], rawMass: 0.5 }],
      facts: { steps: 32, baseline: 'grey', error: 0.1 },
    },
  ],
  timings: { explain: 3 },
  notices: ['The question was cut.'],
  guess: true,
  reading: { pictures: 1, texts: 1 },
};

/** A type whose parts can be changed. */
export type Loose<T> = { -readonly [K in keyof T]: Loose<T[K]> };

/** The document with something changed. */
export function edited(
  change: (copy: Loose<ExplanationDocument>) => unknown,
  document: ExplanationDocument = DOCUMENT,
): ExplanationDocument {
  const copy = structuredClone(document) as Loose<ExplanationDocument>;
  change(copy);
  return copy;
}
