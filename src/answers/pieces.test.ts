import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawnIn, outsideOf, textsIn } from '../overlay/testing/drawn';
import { ANSWERS, type AnswerData, type AnswerKind } from './index';

async function draw<K extends AnswerKind>(kind: K, data: AnswerData[K], target: number, width = 740) {
  const piece = await ANSWERS[kind].piece();
  return piece({ data, target, width, theme: 'light' });
}

const rects = (svg: string) => drawnIn(svg).filter(({ tag }) => tag === 'rect');
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });
const items = fc.array(fc.record({ text, share: fc.double({ min: 0, max: 1, noNaN: true }) }), {
  minLength: 1,
  maxLength: 20,
});

it('lists, sentences and boxes stay inside their width and the height that they say', async () =>
  fc.assert(
    fc.asyncProperty(items, fc.integer({ min: 160, max: 900 }), fc.nat(), async (list, width, n) => {
      const target = n % list.length;
      const boxed = list.map((item) => ({ ...item, box: [0, 0, 1, 1] as const }));
      const pieces = await Promise.all([
        draw('list', { items: list }, target, width),
        draw('sentence', { items: list }, target, width),
        draw('boxes', { items: boxed, queries: 100, threshold: 0.5 }, target, width),
      ]);
      for (const { svg, height } of pieces) {
        expect(outsideOf(svg, width, height)).toEqual([]);
        expect(svg).not.toMatch(/NaN|undefined|Infinity/);
      }
    }),
    { seed: 18, numRuns: 60 },
  ));

describe('list', () => {
  const data = {
    items: [
      { text: 'left', share: 0.997 },
      { text: '<b>', share: 0.003 },
      { text: 'right', share: 0.0004 },
    ],
  };

  it('says each answer with its likelihood, in tenths', async () => {
    const { svg } = await draw('list', data, 0);
    expect(textsIn(svg)).toEqual(['left', '99.7 %', '<b>', '0.3 %', 'right', '< 0.1 %']);
  });

  it('has a bar as long as the answer is likely, never none', async () => {
    const { svg } = await draw('list', data, 0);
    const bars = rects(svg).filter(({ attributes }) => attributes['height'] === '4');
    const lengths = bars.map(({ left, right }) => right - left);
    // Track and bar in turns.
    expect(lengths[1]! / lengths[0]!).toBeCloseTo(0.997, 2);
    expect(lengths[5]).toBe(1);
  });

  it('marks the explained one by more than colour', async () => {
    for (const target of [0, 2]) {
      const names = drawnIn((await draw('list', data, target)).svg).filter(({ text: name }) =>
        data.items.some((item) => item.text === name),
      );
      const strong = names.filter(({ attributes }) => Number(attributes['font-weight']) > 400);
      expect(strong.map(({ text: name }) => name)).toEqual([data.items[target]!.text]);
    }
    const none = drawnIn((await draw('list', data, -1)).svg);
    expect(none.some(({ attributes }) => Number(attributes['font-weight']) > 400)).toBe(false);
  });
});

describe('sentence', () => {
  const data = {
    items: [
      { text: 'A', share: 0.5 },
      { text: 'rocket', share: 0.25 },
      { text: ',', share: 0, isPunctuation: true },
      { text: 'standing', share: 1 },
    ],
  };

  it('says all words; the rule under each is as long as it was likely', async () => {
    const { svg } = await draw('sentence', data, 3);
    expect(textsIn(svg)).toEqual(['A', 'rocket', ',', 'standing']);
    const rules = rects(svg).filter(({ attributes }) => attributes['height'] === '1.5');
    const lengths = rules.map(({ left, right }) => right - left);
    expect([0, 2, 4].map((i) => lengths[i + 1]! / lengths[i]!)).toEqual(
      [0.5, 0.25, 1].map((share) => expect.closeTo(share, 1) as number),
    );
  });

  it('says that words are still to come', async () =>
    expect(textsIn((await draw('sentence', { ...data, isGrowing: true }, 0)).svg).at(-1)).toBe('…'));
});

describe('boxes', () => {
  const found = (count: number) =>
    Array.from({ length: count }, (_, i) => ({
      text: `thing ${i}`,
      share: 0.9,
      box: [0, 0, 1, 1] as const,
    }));

  it('show twelve at most, the target among them, and say how many more there are', async () => {
    const { svg } = await draw('boxes', { items: found(30), queries: 100, threshold: 0.7 }, 25);
    const names = textsIn(svg).filter((each) => each.startsWith('thing'));
    expect(names).toHaveLength(12);
    expect(names.at(-1)).toBe('thing 25');
    expect(textsIn(svg).at(-1)).toBe('and 18 more');
  });

  it('say so where nothing was found', async () =>
    expect(textsIn((await draw('boxes', { items: [], queries: 100, threshold: 0.7 }, -1)).svg)).toEqual([
      expect.stringContaining('Nothing was found'),
    ]));
});

describe('output', () => {
  const data = {
    rows: 2,
    cols: 4,
    greys: [0, 0, 1, 1, 0, 0, 0, 1],
    classes: [0, 0, 1, 1, 0, 0, 0, 1],
    names: ['table', 'cup'],
    shares: Array<number>(8).fill(0.96),
  };

  it('says what is at the cross, and what covers how much', async () => {
    const { svg } = await draw('output', data, 3);
    expect(textsIn(svg)).toEqual(['cup, 96.0 % at the cross', 'table 62.5 %', 'cup 37.5 %']);
  });

  it('draws each grey where its points are', async () => {
    const { svg } = await draw('output', data, 0);
    const greys = [...svg.matchAll(/<path d="([^"]*)" fill="rgb\((\d+),/g)].map(([, path, grey]) => ({
      grey,
      runs: [...path!.matchAll(/M(\d+) (\d+)h(\d+)/g)].map((run) => run.slice(1).map(Number)),
    }));
    expect(greys).toEqual([
      {
        grey: '0',
        runs: [
          [0, 0, 2],
          [0, 1, 3],
        ],
      },
      {
        grey: '255',
        runs: [
          [2, 0, 2],
          [3, 1, 1],
        ],
      },
    ]);
  });

  it('has the value with its unit where there are no classes', async () => {
    const { classes: _classes, names: _names, shares: _shares, ...grey } = data;
    const { svg } = await draw(
      'output',
      { ...grey, values: [2.4, ...Array<number>(7).fill(1)], unit: 'm' },
      0,
    );
    expect(textsIn(svg)[0]).toMatch(/^2\.4\sm at the cross$/);
  });
});

it('a chosen element has its indices and its value; the outputs have their shapes', async () => {
  const outputs = [
    { name: 'logits', shape: [2, 3] },
    { name: 'embedding', shape: [1, 512] },
  ];
  const { svg } = await draw('choose', { outputs, chosen: 0, values: [0, 1, 2, 3, -4.5, 5] }, 4);
  expect(textsIn(svg)[0]).toBe('logits[1, 1] = −4.5');
  expect(textsIn(svg).slice(1)).toEqual([
    expect.stringMatching(/^logits, 2\s×\s3$/),
    expect.stringMatching(/^embedding, 1\s×\s512$/),
  ]);
});
