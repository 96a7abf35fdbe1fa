import { describe, expect, it } from 'vitest';
import { BYTE_CHARACTERS, fromByteCharacters, toByteCharacters } from './bytes';

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
    expect(fromByteCharacters('ĠÃ©')).toBe(' é');
  });

  it('bring any text back, and show part of a character in hexadecimal', () => {
    const text = 'naïve 😀 中文\u0000';
    expect(fromByteCharacters(toByteCharacters(text))).toBe(text);
    expect(fromByteCharacters([...toByteCharacters('😀')].slice(0, 2).join(''))).toBe('\\xf0\\x9f');
  });
});
