import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawnIn, outsideOf, textsIn, type Drawn } from '../overlay/testing/drawn';
import { sharedScale, signedScale } from '../overlay/scale';
import { SURFACES, type Heat, type PieceRequest, type SurfaceKind, type SurfaceParts } from './index';

const heatOf = (values: readonly number[], isSigned = false): Heat =>
  isSigned
    ? { values, scale: signedScale([values]), ramp: 'puor' }
    : { values, scale: sharedScale([values]), ramp: 'magma' };

async function draw<K extends SurfaceKind>(
  kind: K,
  parts: SurfaceParts[K],
  heat: Heat,
  more: Partial<PieceRequest<K>> = {},
) {
  const piece = await SURFACES[kind].piece();
  return piece({ parts, heat, width: 300, theme: 'light', ...more });
}

const overlap = (a: Drawn, b: Drawn) =>
  a.left < b.right - 0.01 && b.left < a.right - 0.01 && a.top < b.bottom - 0.01 && b.top < a.bottom - 0.01;

const word = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
  fc.constantFrom('apple', '.', ',', '<b>', 'שמאל', '左'),
);
const worded = fc.array(fc.tuple(word, fc.double({ min: 0, max: 1, noNaN: true })), {
  minLength: 1,
  maxLength: 60,
});

describe('all pieces', () => {
  it('draw words, text, queries and strips inside their width and the height that they say', async () =>
    fc.assert(
      fc.asyncProperty(worded, fc.integer({ min: 120, max: 500 }), async (list, width) => {
        const [names, values] = [list.map(([text]) => text), list.map(([, value]) => value)];
        const heat = heatOf(values);
        const pieces = await Promise.all([
          draw('words', { words: names }, heat, { width }),
          draw('text', { words: names }, heat, { width }),
          draw('queries', { names }, heat, { width }),
          draw('strip', { count: values.length, what: 'positions' }, heat, { width }),
        ]);
        for (const { svg, height } of pieces) {
          expect(outsideOf(svg, width, height)).toEqual([]);
          expect(svg).not.toMatch(/NaN|undefined|Infinity/);
        }
      }),
      { seed: 18, numRuns: 60 },
    ));

  it('draw nothing of nothing', async () => {
    const none = heatOf([]);
    expect(await draw('words', { words: [] }, none)).toEqual({ svg: '', height: 0 });
    expect(await draw('text', { words: [] }, none)).toEqual({ svg: '', height: 0 });
    expect(await draw('queries', { names: [] }, none)).toEqual({ svg: '', height: 0 });
    expect(await draw('strip', { count: 0, what: 'positions' }, none)).toEqual({ svg: '', height: 0 });
  });

  it('give the same number the same colour in every map of a scale', async () => {
    const scale = sharedScale([[0.2, 0.8]]);
    const fillOf = async (values: number[], at: number) => {
      const { svg } = await draw('words', { words: ['a', 'b'] }, { values, scale, ramp: 'magma' });
      return drawnIn(svg).filter(({ tag }) => tag === 'rect')[at]!.attributes['fill'];
    };
    expect(await fillOf([0.2, 0.8], 0)).toBe(await fillOf([0.8, 0.2], 1));
    expect(await fillOf([0.2, 0.8], 0)).not.toBe(await fillOf([0.2, 0.8], 1));
  });
});

describe('words', () => {
  it('have whole per cent beneath them, and differences their sign', async () => {
    const plain = await draw('words', { words: ['where', '<b>'] }, heatOf([0.094, 0.906]));
    expect(textsIn(plain.svg)).toEqual(['where', '9', '<b>', '91']);
    const signed = await draw('words', { words: ['a', 'b', 'c'] }, heatOf([0.3, -0.7, 0.001], true));
    expect(textsIn(signed.svg)).toEqual(['a', '+30', 'b', '−70', 'c', '0']);
  });

  it('do not lie on each other, and begin at the right where they are read from there', async () => {
    const words = ['איפה', 'נמצא', 'התפוח', 'האדום', '?'];
    const { svg, height } = await draw('words', { words }, heatOf([0.1, 0.2, 0.3, 0.3, 0.1]), { width: 150 });
    const chips = drawnIn(svg).filter(({ tag }) => tag === 'rect');
    expect(chips).toHaveLength(5);
    expect(chips[0]!.right).toBeCloseTo(150);
    chips.forEach((a, i) => chips.slice(i + 1).forEach((b) => expect(overlap(a, b)).toBe(false)));
    expect(Math.max(...chips.map(({ bottom }) => bottom))).toBe(height);
  });
});

describe('text', () => {
  const words = 'Only in 1959 was it wired , to the “ mainland ” .'.split(' ');
  const values = words.map((each) => (each === '1959' ? 0.78 : 0.02));

  it('shows all words in their order, and the number of the strongest alone', async () => {
    const { svg } = await draw('text', { words }, heatOf(values));
    expect(textsIn(svg)).toEqual(words.flatMap((each) => (each === '1959' ? [each, '78'] : [each])));
  });

  it('never begins a line with a comma', async () => {
    for (let width = 110; width < 300; width += 7) {
      const { svg } = await draw('text', { words }, heatOf(values), { width });
      const lines = new Map<number, Drawn[]>();
      for (const drawn of drawnIn(svg))
        if (drawn.tag === 'text') lines.set(drawn.bottom, [...(lines.get(drawn.bottom) ?? []), drawn]);
      for (const line of lines.values())
        expect([',', '.', '”']).not.toContain(line.sort((a, b) => a.left - b.left)[0]!.text);
    }
  });

  it('folds what counts little in a long text, and says how much it is', async () => {
    const many = Array.from({ length: 600 }, (_, i) => (i % 10 === 9 ? 'end.' : 'word'));
    const { svg } = await draw('text', { words: many }, heatOf(many.map((_, i) => (i < 10 ? 0.099 : 1e-5))));
    const texts = textsIn(svg);
    expect(texts.slice(0, 2)).toEqual(['word', '10']);
    expect(texts.some((each) => /^… \d+ words, [\d.]+ % …$/.test(each))).toBe(true);
    expect(texts.length).toBeLessThan(400);
  });
});

it('queries beyond the strongest are one chip in a dashed line, with their sum', async () => {
  const names = ['cup', '', ...Array<string>(98).fill('')];
  const values = [0.4, 0.3, ...Array.from({ length: 98 }, () => 0.3 / 98)];
  const { svg } = await draw('queries', { names }, heatOf(values));
  const texts = textsIn(svg);
  expect(texts.slice(0, 4)).toEqual(['cup', '40', 'query 2', '30']);
  const [, count] = /^(\d+) more$/.exec(texts.at(-2)!)!;
  const shown = texts.slice(0, -2).length / 2;
  expect(Number(count)).toBe(100 - shown);
  expect(texts.at(-1)).toBe(String(Math.round((100 * (Number(count) * 0.3)) / 98)));
  expect(drawnIn(svg).filter(({ attributes }) => attributes['stroke-dasharray'])).toHaveLength(1);
});

describe('strip', () => {
  it('shows the one position that counts among thousands', async () => {
    const values = Array.from({ length: 4000 }, (_, i) => (i === 2500 ? 1 : 0));
    const { svg } = await draw('strip', { count: 4000, what: 'frames' }, heatOf(values));
    const [, ...hot] = drawnIn(svg).filter(({ tag }) => tag === 'rect');
    expect(hot).toHaveLength(1);
    expect(hot[0]!.left).toBeLessThanOrEqual((2500 / 4000) * 300);
    expect(hot[0]!.right).toBeGreaterThanOrEqual((2501 / 4000) * 300);
  });

  it('counts its positions from 1 to the last', async () => {
    const { svg } = await draw('strip', { count: 155, what: 'frames' }, heatOf(Array(155).fill(1 / 155)));
    const labels = textsIn(svg).map(Number);
    expect([labels[0], labels.at(-1)]).toEqual([1, 155]);
    expect(labels).toEqual([...labels].sort((a, b) => a - b));
  });
});

describe('picture', () => {
  const parts = { rows: 2, cols: 3 };
  const heat = heatOf([0, 0, 1, 0, 0, 0]);
  const href = 'data:image/png;base64,A&A';

  it('keeps its proportions and has its address twice, as old and new readers look for it', async () => {
    const wide = await draw('picture', parts, heat, { picture: { href, width: 600, height: 400 } });
    const [image] = drawnIn(wide.svg);
    expect([image!.right, image!.bottom, wide.height]).toEqual([300, 200, 200]);
    expect(image!.attributes).toMatchObject({ 'xlink:href': href });
    const tall = await draw('picture', parts, heat, { picture: { href, width: 100, height: 1000 } });
    expect([drawnIn(tall.svg)[0]!.right, tall.height]).toEqual([42, 420]);
  });

  it('has its outline in units of the picture', async () => {
    const picture = { href, width: 600, height: 400 };
    const { svg } = await draw('picture', parts, heat, { picture, contour: 'M0 0L9 0L9 9Z' });
    expect(svg).toMatch(/<g transform="scale\(0.5\)"><path d="M0 0L9 0L9 9Z"/);
  });

  it('is heat on plain ground where there is no picture', async () => {
    const { svg, height } = await draw('picture', parts, heat);
    const [ground, hot, ...rest] = drawnIn(svg);
    expect([ground!.right, ground!.bottom, height]).toEqual([300, 200, 200]);
    expect([hot!.left, hot!.top, hot!.right, hot!.bottom]).toEqual([200, 0, 300, 100]);
    expect(rest).toEqual([]);
  });
});
