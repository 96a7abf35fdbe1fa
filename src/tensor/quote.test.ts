import { describe, expect, it } from 'vitest';
import { quoted, shortened } from './quote';

describe('what strangers wrote, in a sentence', () => {
  it('is cut, on one line, without halves of characters', () => {
    expect(shortened('a cat')).toBe('a cat');
    expect(shortened('x'.repeat(5000), 10)).toBe(`${'x'.repeat(10)}…`);
    expect(shortened('a\r\n\tb\u0000\u2028c')).toBe('a b c');
    expect(shortened('ab😀', 3)).toBe('ab\ufffd…');
    expect(shortened('ab😀', 4)).toBe('ab😀');
  });

  it('names texts, numbers and short lists, and of the rest what it is', () => {
    expect(quoted('I4')).toBe('"I4"');
    expect(quoted('y'.repeat(100), 5)).toBe('"yyyyy…"');
    expect([quoted(undefined), quoted(null), quoted(-0.5), quoted(true)]).toEqual([
      'undefined',
      'null',
      '-0.5',
      'true',
    ]);
    expect(quoted([-1, 'a'])).toBe('[-1, "a"]');
    expect(quoted(Array(9).fill(1))).toBe('a list of 9');
    expect(quoted([[[]]])).toBe('a list of 1');
    expect(quoted({ a: 1 })).toBe('an object');
  });
});
