import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rgb } from 'd3-color';
import { ramp } from '../../overlay/ramp';
import { luminance, wordTint } from '../../overlay/words';
import { surfaceName } from '../surface';
import { stripColours } from './colours';
import { stripColumns } from './columns';
import { strip } from './index';
import { profilePath } from './profile';
import { stripTicks } from './ticks';
import { mostlyStretch } from './where';

describe('mostlyStretch', () => {
  it('is the shortest stretch with more than half', () => {
    const values = [0.05, 0.05, 0.1, 0.3, 0.25, 0.1, 0.05, 0.05, 0.05];
    expect(mostlyStretch(values)).toEqual({ from: 3, to: 5 });
    expect(mostlyStretch([0.2, 0.6, 0.2])).toEqual({ from: 1, to: 2 });
  });

  it('is none where it would be longer than a third, of differences, and of zeros', () => {
    expect(mostlyStretch(new Float32Array(30).fill(1 / 30))).toBeUndefined();
    expect(mostlyStretch([0.3, 0.3, 0.2, 0.1, 0.1])).toBeUndefined();
    expect(mostlyStretch([0.9, -0.9, 0, 0])).toBeUndefined();
    expect(mostlyStretch([0, 0, 0, 0])).toBeUndefined();
    expect(mostlyStretch([])).toBeUndefined();
    expect(mostlyStretch([NaN, 1, 0, 0])).toBeUndefined();
  });

  it('holds the most of all that are as short', () => {
    // Both of length 2 hold more than half of 10: 0 to 2 hold 5.5, 1 to 3 hold 6.
    expect(mostlyStretch([2.5, 3, 3, 0.5, 0.5, 0.5, 0, 0, 0])).toEqual({ from: 1, to: 3 });
  });

  it('agrees with trying all stretches', () => {
    const values = fc.array(fc.nat(6), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(values, (list) => {
        const total = list.reduce((sum, value) => sum + value, 0);
        const all = list.flatMap((_, from) =>
          list.slice(from).map((_, i) => {
            const to = from + i + 1;
            return { from, to, sum: list.slice(from, to).reduce((sum, value) => sum + value, 0) };
          }),
        );
        const [best] = all
          .filter(({ from, to, sum }) => 2 * sum > total && 3 * (to - from) <= list.length)
          .sort((a, b) => a.to - a.from - (b.to - b.from) || b.sum - a.sum || a.from - b.from);
        expect(mostlyStretch(list)).toEqual(best && { from: best.from, to: best.to });
      }),
      { seed: 18, numRuns: 500 },
    );
  });
});

describe('stripTicks', () => {
  it('labels both ends and round numbers between', () => {
    expect(stripTicks(197, 4).map(({ label }) => label)).toEqual([1, 50, 100, 150, 197]);
    expect(stripTicks(5, 4).map(({ label }) => label)).toEqual([1, 2, 3, 4, 5]);
    expect(stripTicks(1, 4)).toEqual([{ label: 1, place: 0.5 }]);
    expect(stripTicks(0, 4)).toEqual([]);
  });

  it('puts a label under the middle of its position', () => {
    for (const { label, place } of stripTicks(64, 6)) expect(place).toBeCloseTo((label - 0.5) / 64);
  });

  it('leaves room between the labels of the ends and the next', () => {
    fc.assert(
      fc.property(fc.integer({ min: 12, max: 5000 }), (count) => {
        const places = stripTicks(count, 4).map(({ place }) => place);
        expect(places[1]! - places[0]!).toBeGreaterThan(0.05);
        expect(places.at(-1)! - places.at(-2)!).toBeGreaterThan(0.05);
      }),
    );
  });
});

describe('stripColumns', () => {
  it('are the positions themselves while there is room', () => {
    const positions = Float32Array.of(0.1, 0.2, 0.3);
    expect(stripColumns(positions, 3, 0)).toBe(positions);
  });

  it('show the strongest of what falls into them, of differences on either side', () => {
    expect([...stripColumns(Float32Array.of(0, 1, 0.25, 0.5, 0, 0.125), 3, 0)]).toEqual([1, 0.5, 0.125]);
    expect([...stripColumns(Float32Array.of(0.5, 0.75, 0.125, 0.75), 2, 0.5)]).toEqual([0.75, 0.125]);
  });

  it('lose no peak, and leave it in its place', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (count, place) => {
          const at = Math.floor(place * count);
          const positions = new Float32Array(count);
          positions[at] = 1;
          const columns = stripColumns(positions, 100, 0);
          const peak = columns.indexOf(1);
          expect(Math.abs(peak / columns.length - at / count)).toBeLessThanOrEqual(1 / columns.length);
          expect(columns.filter((column) => column > 0)).toHaveLength(1);
        },
      ),
    );
  });
});

describe('stripColours', () => {
  const colourAt = (colours: Uint8ClampedArray, entry: number) => {
    const [r = 0, g = 0, b = 0] = colours.subarray(4 * entry, 4 * entry + 3);
    return rgb(r, g, b).formatRgb();
  };

  it('are those of the picture', () => {
    for (const theme of ['light', 'dark'] as const) {
      expect([...stripColours('magma', theme)]).toEqual([...ramp('magma').lut]);
    }
  });

  it('of greys and differences go further from the surface the stronger the value', () => {
    for (const theme of ['light', 'dark'] as const) {
      const surface = luminance(wordTint(0, 'greys', theme).background);
      const away = (id: 'greys' | 'puor', entry: number) =>
        Math.abs(luminance(colourAt(stripColours(id, theme), entry)) - surface);
      for (let entry = 16; entry < 256; entry += 16) {
        expect(away('greys', entry)).toBeGreaterThan(away('greys', entry - 16));
      }
      for (let entry = 144; entry < 256; entry += 16) {
        expect(away('puor', entry)).toBeGreaterThan(away('puor', entry - 16));
        expect(away('puor', 255 - entry)).toBeGreaterThan(away('puor', 255 - entry + 16));
      }
    }
  });
});

describe('profilePath', () => {
  it('is a bar a position; differences start in the middle', () => {
    expect(profilePath([0.25, 1], 'sequential')).toBe('M0 1V0.75H1V0H2V1Z');
    expect(profilePath([0.5, 0], 'diverging')).toBe('M0 0.5V0.5H1V1H2V0.5Z');
  });
});

describe('strip', () => {
  const parts = { count: 40, what: 'positions' };
  const values = new Float64Array(40);
  values.set([0.2, 0.3, 0.3], 11);
  values[39] = 0.2;

  it('says where most of it lies, counted from 1', () => {
    expect(strip.where(parts, values)).toBe('mostly positions 13 to 14');
    expect(strip.where({ count: 3, what: 'frames' }, [0, 0, 1])).toBe('mostly frame 3');
    expect(surfaceName(strip, 'Equal', 'Positions', parts, values)).toBe(
      'Equal, positions, 40 positions, mostly positions 13 to 14',
    );
  });

  it('names one position by the singular', () => {
    expect(strip.partName(parts, values, 11)).toBe('position 12, 20 per cent');
    expect(strip.partName({ count: 2, what: 'patches' }, [0, -0.2], 1)).toBe('patch 2, minus 20 per cent');
    expect(strip.partName({ count: 2, what: 'phases' }, [0, 1], 1)).toBe('phase 2, 100 per cent');
    expect(strip.extent({ count: 1, what: 'frames' })).toBe('1 frame');
  });

  it('is walked by arrows, by tenths and to its ends', () => {
    expect(strip.move(parts, 5, 'ArrowRight')).toBe(6);
    expect(strip.move(parts, 5, 'PageDown')).toBe(9);
    expect(strip.move(parts, 5, 'PageUp')).toBe(1);
    expect(strip.move(parts, 1, 'PageUp')).toBe(0);
    expect(strip.move(parts, 38, 'PageDown')).toBe(39);
    expect(strip.move(parts, 5, 'End')).toBe(39);
    expect(strip.move(parts, undefined, 'PageDown')).toBe(0);
    expect(strip.move({ count: 0, what: 'frames' }, undefined, 'PageDown')).toBeUndefined();
    expect(strip.move(parts, 5, 'a')).toBeUndefined();
  });
});
