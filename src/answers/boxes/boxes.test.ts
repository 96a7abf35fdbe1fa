import { describe, expect, it } from 'vitest';
import { boxes } from './';
import { article } from './article';
import { foundLine, nothingFound } from './found';
import { largestFirst, placeOf, tagLines, type Box } from './geometry';

const DATA = {
  items: [
    { text: 'cup', share: 0.99, box: [0.28, 0.04, 0.69, 0.74] },
    { text: 'spoon', share: 0.94, box: [0.53, 0.17, 0.72, 0.82] },
    { text: 'orange', share: 0.88, box: [-0.1, 0.9, 0.2, 1.3] },
  ],
  queries: 100,
  threshold: 0.7,
} as const;

describe('boxes', () => {
  it('says what was found, how surely and where', () => {
    expect(boxes.targetName(DATA, 1, false)).toBe(
      'spoon, 94 per cent, from 53 to 72 per cent across, 17 to 82 down',
    );
    expect(boxes.targetName(DATA, 1, true)).toMatch(/ down, explained$/);
  });

  it('ends a box where the picture ends', () =>
    expect(boxes.targetName(DATA, 2, false)).toBe(
      'orange, 88 per cent, from 0 to 20 per cent across, 90 to 100 down',
    ));

  it('asks why something is here rather than nothing', () => {
    expect(boxes.why(DATA, 1)).toEqual({
      lead: 'Why a',
      target: 'spoon',
      place: 'here',
      otherwise: 'nothing',
    });
    expect(boxes.why(DATA, 2).lead).toBe('Why an');
    const scissors = { ...DATA, items: [{ ...DATA.items[0], text: 'scissors' }] };
    expect(boxes.why(scissors, 0).lead).toBe('Why');
  });

  it('walks the row and stays at its ends', () => {
    expect(boxes.move(DATA, 0, 'ArrowRight')).toBe(1);
    expect(boxes.move(DATA, 2, 'ArrowRight')).toBe(2);
    expect(boxes.move({ ...DATA, items: [] }, 0, 'ArrowRight')).toBeUndefined();
  });

  it('says how much was found', () => {
    expect(foundLine(DATA)).toBe('3 of 100 queries, above 70\u202f%');
    expect(foundLine({ items: [], queries: 1, threshold: 0.295 })).toBe('0 of 1 query, above 30\u202f%');
    expect(nothingFound(DATA)).toBe('Nothing was found above 70\u202f%.');
  });
});

describe('article', () => {
  it.each([
    ['a', 'spoon bus bicycle glass unicycle ukulele European one-way tennis uniform house lens'],
    ['an', 'apple elephant umbrella oven hour Orange urn unidentified iris'],
    ['', 'scissors skis keys stairs'],
  ])('“%s” stands before %s', (expected, names) => {
    for (const name of names.split(' ')) expect([name, article(name)]).toEqual([name, expected]);
  });
});

describe('places of boxes', () => {
  it('a box beyond an edge is cut there', () => {
    const { left, top, width, height } = placeOf([-0.1, 0.9, 0.2, 1.3]);
    expect([left, top, left + width, top + height]).toEqual([0, 0.9, 0.2, 1]);
    expect(placeOf([0.6, 0.6, 0.4, 0.4])).toEqual({ left: 0.6, top: 0.6, width: 0, height: 0 });
  });

  it('every box lies behind those that it holds', () => {
    const nested: Box[] = [
      [0.4, 0.4, 0.5, 0.5],
      [0, 0, 1, 1],
      [0.3, 0.3, 0.6, 0.6],
      [-4, 0.35, 0.55, 0.55],
    ];
    expect(largestFirst(nested)).toEqual([1, 3, 2, 0]);
  });

  it('names that would lie on each other are moved down, others are not', () => {
    const at = (x: number, y: number): Box => [x, y, x + 0.1, y + 0.1];
    expect(tagLines([at(0.1, 0.1), at(0.12, 0.1), at(0.11, 0.12), at(0.6, 0.1), at(0.1, 0.6)])).toEqual([
      0, 1, 2, 0, 0,
    ]);
    expect(tagLines([])).toEqual([]);
  });
});
