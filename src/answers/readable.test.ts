import { describe, expect, it } from 'vitest';
import { readable } from './readable';

describe('readable', () => {
  it.each([
    [2.4, '2.4'],
    [0.123456, '0.123'],
    [-0.03129, '−0.0313'],
    [12399.6, '12400'],
    [1e-7, '1e−7'],
    [-0, '0'],
    [0, '0'],
    [Infinity, '∞'],
    [-Infinity, '−∞'],
    [NaN, 'not a number'],
  ])('%d is written %s', (value, text) => expect(readable(value)).toBe(text));

  it('keeps the digits that are asked for', () => expect(readable(Math.PI, 5)).toBe('3.1416'));
});
