import { describe, expect, it } from 'vitest';
import type { ExplanationDocument } from '../../src/ask';
import { squarePreprocessing } from '../../src/image/config';
import type { Shown } from '../store/shown';
import { mapsOf } from './shownMaps';
import { differenceIn, surfacesOf } from './surfaces';

const display = { width: 4, height: 4, data: new Uint8ClampedArray(64) };

/** An explanation of a 2 × 2 grid and the text “straw berry ?”, whose first word has two tokens. */
function shown(change: Partial<ExplanationDocument> = {}): Shown {
  const method = (id: string, first: number) => ({
    id,
    startLayer: 0,
    image: { rows: 2, cols: 2, values: [first, 1 - first, 0, 0], rawMass: 2 },
    text: { values: [0, 0.25, 0.5, 0.25, 0], rawMass: 1 },
    others: [{ stream: 'probe', values: [first, 1 - first], rawMass: 1 }],
  });
  const document = {
    tokens: ['<s>', 'straw', 'berry', '?', '</s>'],
    words: [-1, 0, 0, 1, -1],
    streams: [{ id: 'probe', parts: [{ kind: 'queries', from: 0, to: 2, label: 'object queries' }] }],
    methods: [method('weighted', 0.75), method('equal', 0.5)],
    target: { answer: 'red' },
    ...change,
  } as unknown as ExplanationDocument;
  return {
    reply: { type: 'explanation', id: 0, document, weights: [] },
    image: { key: 'k', name: 'k', display, pixelsFor: () => display },
    asked: { question: '', target: {}, methods: [{ id: 'weighted' }, { id: 'equal' }] },
    columns: [0, 1],
  };
}

const preprocessing = squarePreprocessing(4);
const surfaces = (change: Partial<ExplanationDocument> = {}, allTokens = false) =>
  surfacesOf(mapsOf(shown(change), preprocessing, false), allTokens);

describe('surfacesOf', () => {
  it('has one for each kind of part, in the order of the page', () => {
    expect(surfaces().map(({ kind, title }) => `${kind}: ${title}`)).toEqual([
      'picture: Picture',
      'words: Question',
      'queries: Object queries',
    ]);
  });

  it('keeps words whole, and shows every token when asked for', () => {
    const [, words] = surfaces();
    expect(words!.parts).toEqual({ words: ['strawberry', '?'] });
    expect(Array.from(words!.values[0])).toEqual([0.75, 0.25]);
    const [, tokens] = surfaces({}, true);
    expect(tokens!.parts).toEqual({ words: ['<s>', 'straw', 'berry', '?', '</s>'] });
    expect(Array.from(tokens!.values[1])).toEqual([0, 0.25, 0.5, 0.25, 0]);
  });

  it('names the text for what it is', () => {
    expect(surfaces({ prompt: 'a photo of a dog' })[1]!.title).toBe('Prompt');
    expect(surfaces({ prompt: 'a dog', choices: 'caption' })[1]!.title).toBe('Text');
  });

  it('draws more than 24 words as running text', () => {
    const count = (n: number) =>
      surfaces({
        tokens: Array.from({ length: n }, (_, i) => `w${i}`),
        words: Array.from({ length: n }, (_, i) => i),
      })[1]!.kind;
    expect([count(24), count(25)]).toEqual(['words', 'text']);
  });

  it('subtracts right from left, with zero in the middle of the scale', () => {
    const { values, scale } = differenceIn(surfaces()[0]!);
    expect(Array.from(values)).toEqual([0.25, -0.25, 0, 0]);
    expect([scale.min, scale.max]).toEqual([-0.25, 0.25]);
  });
});
