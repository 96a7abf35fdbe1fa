import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RAMPS, ramp, rampColour } from './ramp';
import { flow, heatGround, linesOf, readsFromRight, svgText, type Flowing } from './svg';
import { drawnIn } from './testing/drawn';

describe('flow', () => {
  const things = fc.array(
    fc.record({ width: fc.integer({ min: 1, max: 60 }), gap: fc.constantFrom(0, 4), glued: fc.boolean() }),
    { maxLength: 40 },
  );
  /** Lines of things as [left, right], from left to right. */
  const linesIn = (list: readonly Flowing[], width: number, fromRight: boolean) => {
    const lines: [number, number][][] = [];
    flow(list, width, fromRight).forEach(({ x, line }, i) => {
      (lines[line] ??= []).push([x, x + list[i]!.width]);
    });
    return lines.map((line) => line.sort(([a], [b]) => a - b));
  };

  it('sets all in lines without gaps or overlaps, from either side', () =>
    fc.assert(
      fc.property(things, fc.boolean(), (list, fromRight) => {
        const lines = linesIn(list, 60, fromRight);
        expect(lines.flat()).toHaveLength(list.length);
        expect(lines).toHaveLength(linesOf(flow(list, 60)));
        for (const line of lines) {
          expect(fromRight ? line.at(-1)![1] : line[0]![0]).toBe(fromRight ? 60 : 0);
          expect(line.at(-1)![1] - line[0]![0]).toBeLessThanOrEqual(60);
          line.slice(1).forEach(([left], i) => expect([0, 4]).toContain(left - line[i]![1]));
        }
      }),
    ));

  it('begins a line only where the next thing has no room', () =>
    fc.assert(
      fc.property(things, (list) => {
        const free = list.map((thing) => ({ ...thing, glued: false }));
        const places = flow(free, 60);
        places.forEach(({ line }, i) => {
          if (i === 0 || line === places[i - 1]!.line) return;
          const end = places[i - 1]!.x + free[i - 1]!.width;
          expect(end + free[i]!.gap + free[i]!.width).toBeGreaterThan(60);
        });
      }),
    ));

  it('keeps a comma with its word', () => {
    const word = { width: 30, gap: 4 };
    const comma = { width: 5, gap: 0, glued: true };
    expect(flow([word, word, comma], 66).map(({ line }) => line)).toEqual([0, 1, 1]);
    expect(flow([word, word, comma], 69).map(({ line }) => line)).toEqual([0, 0, 0]);
  });
});

describe('texts', () => {
  it('are read from the right where their first letter is', () => {
    expect(['היי', '(12) سلام', 'left שמאל', '?', ''].map(readsFromRight)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('stand at the side that is asked for, whatever their direction', () => {
    const at = (content: string, anchor: 'start' | 'end') =>
      drawnIn(svgText(100, 20, content, { size: 10, fill: '#000', anchor }))[0]!;
    for (const content of ['left', 'שמאל']) {
      expect(at(content, 'start').left).toBeCloseTo(100);
      expect(at(content, 'end').right).toBeCloseTo(100);
    }
  });
});

it('heat on its ground without a picture goes one way in lightness, in greys too', () => {
  for (const id of ['greys', 'blackwhite'] as const) {
    const ground = Number.parseInt(heatGround(id, 'light').slice(1, 3), 16);
    const seen = Array.from({ length: 21 }, (_, i) => {
      const [r, , , a] = rampColour(ramp(id), i / 20);
      return ground + (r - ground) * a;
    });
    seen.slice(1).forEach((grey, i) => expect(grey, `${id} ${i}`).toBeGreaterThanOrEqual(seen[i]! - 3));
    expect(seen.at(-1)! - seen[0]!).toBeGreaterThan(180);
  }
  expect(RAMPS).toContain('greys');
});
