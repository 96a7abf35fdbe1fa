import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choose } from './';
import { elementName } from './element';
import { elementAt, elements, indicesOf, shapeText } from './shape';

const DATA = {
  outputs: [
    { name: 'logits', shape: [2, 3] },
    { name: 'loss', shape: [] },
  ],
  chosen: 0,
  values: [0, 1, 2, 3, -4.56789, 5],
};

describe('choose', () => {
  it('names an element and its value', () => {
    expect(choose.targetName(DATA, 4, true)).toBe('logits[1, 1], −4.57, explained');
    expect(choose.targetName({ ...DATA, chosen: 1, values: [0.5] }, 0, false)).toBe('loss, 0.5');
  });

  it('asks why, against nothing', () =>
    expect(choose.why(DATA, 5)).toEqual({ lead: 'Why', target: 'logits[1, 2]', place: '' }));

  it('moves by elements and by rows, and stays inside', () => {
    const keys = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'x'];
    expect(keys.map((key) => choose.move(DATA, 1, key))).toEqual([0, 2, 1, 4, 0, 2, undefined]);
    expect(keys.map((key) => choose.move(DATA, 5, key))).toEqual([4, 5, 2, 5, 3, 5, undefined]);
    expect(choose.move({ ...DATA, values: [] }, 0, 'ArrowRight')).toBeUndefined();
  });
});

describe('elements', () => {
  it('run as nested loops do, the last axis fastest', () => {
    const shape = [2, 3, 4];
    let at = 0;
    for (let a = 0; a < 2; a++)
      for (let b = 0; b < 3; b++)
        for (let c = 0; c < 4; c++) {
          expect(indicesOf(shape, at)).toEqual([a, b, c]);
          expect(elementAt(shape, [a, b, c])).toBe(at);
          at += 1;
        }
    expect(elements(shape)).toBe(at);
  });

  it('are found again by their indices', () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 5 }), fc.nat(), (shape, n) => {
        const at = n % elements(shape);
        expect(elementAt(shape, indicesOf(shape, at))).toBe(at);
      }),
    ));

  it('hold an index inside its axis', () => {
    expect(elementAt([2, 3], [7, -1])).toBe(3);
    expect(elementAt([], [])).toBe(0);
    expect(elements([4, 0])).toBe(0);
  });

  it('are called by output and indices', () => {
    expect(elementName('logits', [1, 1000], 7)).toBe('logits[0, 7]');
    expect(elementName('loss', [], 0)).toBe('loss');
    expect(shapeText([1, 77])).toBe('1\u00a0×\u00a077');
    expect(shapeText([])).toBe('one number');
  });
});
