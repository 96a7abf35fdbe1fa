import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { output } from './';
import { centreOf, moveCross, pointAt } from './cross';
import { legend } from './legend';

const GRID = { rows: 3, cols: 4 };
const CLASSES = {
  ...GRID,
  classes: [0, 0, 0, 0, 0, 2, 2, 0, 1, 2, 2, 2],
  names: ['table', 'plate', 'cup'],
  greys: [0.9, 0.9, 0.9, 0.9, 0.9, 0.3, 0.3, 0.9, 0.6, 0.3, 0.3, 0.3],
  shares: Array.from({ length: 12 }, (_, i) => i / 12),
};
const DEPTH = { rows: 1, cols: 3, greys: [0.5, 0, 1], values: [2.4, 9.2172, 0.4], unit: 'm' };

const grids = fc.record({ rows: fc.integer({ min: 1, max: 40 }), cols: fc.integer({ min: 1, max: 40 }) });

describe('output', () => {
  it('says what a point is and where', () => {
    // Second row, third column: its middle is at 2.5 of 4 across and 1.5 of 3 down.
    expect(output.targetName(CLASSES, 6, true)).toBe(
      'cup, 50 per cent, 63 per cent across, 50 down, explained',
    );
    expect(output.targetName(DEPTH, 0, false)).toBe('2.4\u00a0m, 17 per cent across, 50 down');
  });

  it('holds a class against anything else, and a value against nothing', () => {
    expect(output.why(CLASSES, 6)).toEqual({
      lead: 'Why',
      target: 'cup',
      place: 'here',
      otherwise: 'anything else',
    });
    expect(output.why(DEPTH, 0)).toEqual({ lead: 'Why', target: '2.4\u00a0m', place: 'here' });
  });

  it('names what it can where names or values are missing', () => {
    expect(output.why({ ...CLASSES, names: ['table'] }, 6).target).toBe('class 2');
    expect(output.why({ rows: 1, cols: 2, greys: [0, 0.25] }, 1).target).toBe('0.25');
  });

  it('hints at nothing where there is no point', () => {
    expect(output.hint(CLASSES)).toBe('Click a point. Arrow keys move the cross.');
    expect(output.hint({ rows: 0, cols: 0, greys: [] })).toBe('');
  });
});

describe('cross', () => {
  it('a point is found again at its middle', () =>
    fc.assert(
      fc.property(grids, fc.nat(), (grid, n) => {
        const point = n % (grid.rows * grid.cols);
        const { x, y } = centreOf(grid, point);
        expect(pointAt(grid, x, y)).toBe(point);
      }),
    ));

  it('places beyond the edge lead to the nearest point', () => {
    expect(pointAt(GRID, -3, -1)).toBe(0);
    expect(pointAt(GRID, 1, 1)).toBe(11);
    expect(pointAt(GRID, 9, 0)).toBe(3);
  });

  it('ten steps end where ten single ones do', () =>
    fc.assert(
      fc.property(
        grids,
        fc.nat(),
        fc.constantFrom('ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'),
        (grid, n, key) => {
          const start = n % (grid.rows * grid.cols);
          let single: number = start;
          for (let i = 0; i < 10; i++) single = moveCross(grid, single, key)!;
          expect(moveCross(grid, start, key, 10)).toBe(single);
        },
      ),
    ));

  it('moves in all directions, and to the ends of its row', () => {
    const keys = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'Tab'];
    expect(keys.map((key) => output.move(CLASSES, 6, key))).toEqual([5, 7, 2, 10, 4, 7, undefined]);
    expect(moveCross({ rows: 0, cols: 5 }, 0, 'ArrowRight')).toBeUndefined();
  });
});

describe('legend', () => {
  it('gives each class its share of the area, the largest first', () => {
    const entries = legend(CLASSES);
    // Counted another way: by taking all points of each name out of the list.
    const count = (name: string) => CLASSES.classes.filter((id) => CLASSES.names[id] === name).length / 12;
    expect(entries).toEqual([
      { text: 'table', grey: 0.9, share: count('table') },
      { text: 'cup', grey: 0.3, share: count('cup') },
      { text: 'plate', grey: 0.6, share: count('plate') },
    ]);
  });

  it('shares add up to the whole, whatever the classes', () =>
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 200 }), (classes) => {
        const entries = legend({
          rows: 1,
          cols: classes.length,
          classes,
          greys: classes.map((id) => id / 9),
        });
        expect(entries.reduce((sum, { share }) => sum + share!, 0)).toBeCloseTo(1, 9);
        expect(entries).toHaveLength(new Set(classes).size);
      }),
    ));

  it('says what the darkest and the lightest point are worth', () => {
    expect(legend(DEPTH)).toEqual([
      { text: '9.22\u00a0m', grey: 0 },
      { text: '0.4\u00a0m', grey: 1 },
    ]);
    expect(legend({ rows: 1, cols: 2, greys: [0.5, 0.5], values: [3, 3] })).toEqual([
      { text: '3', grey: 0.5 },
    ]);
    expect(legend({ rows: 1, cols: 2, greys: [0, 1] })).toEqual([]);
  });
});
