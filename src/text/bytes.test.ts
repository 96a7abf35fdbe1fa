import { describe, expect, it } from 'vitest';
import { BYTE_CHARACTERS, toByteCharacters, wholeCharacters } from './bytes';

describe('byte characters', () => {
  it('are 256 different ones that are neither white space nor control characters', () => {
    expect(new Set(BYTE_CHARACTERS).size).toBe(256);
    expect(BYTE_CHARACTERS.join('')).not.toMatch(/[\s\p{C}]/u);
  });

  it('begin with the printable bytes in their order, as in GPT-2 and CLIP', () => {
    expect(BYTE_CHARACTERS.slice(0, 3)).toEqual(['!', '"', '#']);
    expect(BYTE_CHARACTERS[93]).toBe('~');
    expect(BYTE_CHARACTERS[94]).toBe('¡');
    expect(BYTE_CHARACTERS[187]).toBe('ÿ');
    expect(BYTE_CHARACTERS[188]).toBe('Ā');
  });

  it('spell UTF-8: a space is Ġ, é is Ã©', () => {
    expect(toByteCharacters(' é')).toBe('ĠÃ©');
    expect(wholeCharacters(['ĠÃ©'])).toEqual([' é']);
  });

  it('bring any text back, however its bytes are cut into pieces', () => {
    const text = 'naïve 😀 中文\u0000';
    const characters = [...toByteCharacters(text)];
    expect(wholeCharacters([characters.join('')])).toEqual([text]);
    expect(wholeCharacters(characters).join('')).toBe(text);
  });

  it('show a character of several pieces where it begins, and never a part of one', () => {
    const [a, b, c, d] = toByteCharacters('😀');
    expect(wholeCharacters([`x${a!}${b!}`, c!, `${d!}y`])).toEqual(['x😀', '', 'y']);
    expect(wholeCharacters([a! + b!, c!])).toEqual(['\ufffd', '']);
    expect(wholeCharacters([d!, 'z'])).toEqual(['\ufffd', 'z']);
    expect(wholeCharacters(['日'])).toEqual(['日']);
  });
});
