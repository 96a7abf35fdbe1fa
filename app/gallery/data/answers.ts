/** What every answer form is shown with; a form that has nothing here does not compile. */
import type { AnswerData, AnswerKind } from '../../../src/answers';
import { createRandom } from '../../../src/scene';
import { SAID, THINGS, type Wording } from './texts';

export interface AnswerSample<K extends AnswerKind> {
  readonly data: (wording: Wording) => AnswerData[K];
  readonly target: number;
  /** While it comes, or before all of it is there. */
  readonly partial: (wording: Wording) => AnswerData[K];
  /** Nothing came out. */
  readonly nothing: AnswerData[K];
  /** What the form can show besides, by name. */
  readonly more?: Readonly<Record<string, AnswerData[K]>>;
}

const SHARES = [0.64, 0.21, 0.08, 0.043, 0.0004];

const listed = (wording: Wording): AnswerData['list'] => ({
  items: THINGS[wording].map((text, i) => ({ text, share: SHARES[i] ?? 0 })),
});

const said = (wording: Wording): AnswerData['sentence'] => {
  const random = createRandom(51);
  return {
    items: SAID[wording].map((text) =>
      /^[.,]$/.test(text)
        ? { text, share: 1, isPunctuation: true }
        : { text, share: random.between(0.2, 0.99) },
    ),
  };
};

const BOXES: AnswerData['boxes']['items'][number]['box'][] = [
  [0.53, 0.17, 0.72, 0.82],
  [0.08, 0.3, 0.34, 0.74],
  [0.2, 0.55, 0.9, 0.95],
  [0.4, 0.42, 0.52, 0.6],
  [0, 0.5, 1, 1],
];

const found = (wording: Wording): AnswerData['boxes'] => ({
  items: THINGS[wording].map((text, i) => ({
    text,
    share: [0.94, 0.9, 0.88, 0.74, 0.71][i]!,
    box: BOXES[i]!,
  })),
  queries: 100,
  threshold: 0.7,
});

const ROWS = 24;
const COLS = 32;
const SIZE = ROWS * COLS;

/** Three bands, the nearest at the bottom. */
const bandOf = (point: number): number => Math.min(2, Math.floor((3 * Math.floor(point / COLS)) / ROWS));

const segments = (wording: Wording): AnswerData['output'] => ({
  rows: ROWS,
  cols: COLS,
  greys: Float32Array.from({ length: SIZE }, (_, i) => 0.2 + 0.3 * bandOf(i)),
  classes: Uint8Array.from({ length: SIZE }, (_, i) => bandOf(i)),
  names: THINGS[wording].slice(0, 3),
  shares: Float32Array.from({ length: SIZE }, (_, i) => 0.6 + 0.3 * ((i % COLS) / COLS)),
});

const depth: AnswerData['output'] = {
  rows: ROWS,
  cols: COLS,
  greys: Float32Array.from({ length: SIZE }, (_, i) => Math.floor(i / COLS) / (ROWS - 1)),
  values: Float32Array.from({ length: SIZE }, (_, i) => 9 - (8 * Math.floor(i / COLS)) / ROWS),
  unit: 'm',
};

const chosen = (wording: Wording): AnswerData['choose'] => {
  const random = createRandom(61);
  return {
    outputs: [
      {
        name: wording === 'long' ? `/model/decoder/${'block/'.repeat(16)}output_0` : 'logits',
        shape: [1, 12],
      },
      { name: 'pooled', shape: [1, 3, 4] },
    ],
    chosen: 0,
    values: Float32Array.from({ length: 12 }, () => random.between(-4, 9)),
  };
};

export const ANSWER_SAMPLES: { readonly [K in AnswerKind]: AnswerSample<K> } = {
  list: {
    data: listed,
    target: 0,
    partial: (wording) => ({ items: listed(wording).items.slice(0, 2) }),
    nothing: { items: [] },
    more: { Scores: { ...listed('usual'), isScore: true }, One: { items: [{ text: 'left', share: 0.997 }] } },
  },
  sentence: {
    data: said,
    target: 1,
    partial: (wording) => ({ items: said(wording).items.slice(0, 4), isGrowing: true }),
    nothing: { items: [] },
    more: { 'One word': { items: [{ text: 'Yes', share: 0.93 }] } },
  },
  boxes: {
    data: found,
    target: 0,
    partial: (wording) => ({ ...found(wording), items: found(wording).items.slice(0, 2) }),
    nothing: { items: [], queries: 100, threshold: 0.7 },
    more: {
      'Very many': {
        ...found('usual'),
        items: Array.from({ length: 60 }, (_, i) => ({
          ...found('usual').items[i % 5]!,
          share: 0.99 - i / 300,
        })),
      },
    },
  },
  output: {
    data: segments,
    target: 5 * COLS + 20,
    partial: segments,
    nothing: { rows: ROWS, cols: COLS, greys: new Float32Array(SIZE) },
    more: { Depth: depth },
  },
  choose: {
    data: chosen,
    target: 7,
    partial: chosen,
    nothing: { outputs: [{ name: 'logits', shape: [1, 0] }], chosen: 0, values: [] },
  },
};
