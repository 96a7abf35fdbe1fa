import { describe, expect, it } from 'vitest';
import { tokenLabel, wordsOf, wordValues } from './index';
import { plainWords, withWholeCharacters } from './upgrade';

const TOKENS = ['<|startoftext|>', 'water', 'melon', '?', '<|endoftext|>'];

describe('words', () => {
  it('are put together from their tokens, without special ones', () => {
    expect(wordsOf({ tokens: TOKENS, words: [-1, 0, 0, 1, -1] })).toEqual([
      { text: 'watermelon', tokens: [1, 2] },
      { text: '?', tokens: [3] },
    ]);
  });

  it('of a document that does not know them are its tokens', () => {
    const words = wordsOf({ tokens: TOKENS, words: plainWords(TOKENS) });
    expect(words.map(({ text }) => text)).toEqual(['water', 'melon', '?']);
  });

  it('are whole characters, also where an older explanation wrote bytes', () => {
    // 🐶 in two tokens, a dot behind it, é in two words by a guess, and the beginning of a character that was cut off.
    const tokens = [
      '<|startoftext|>',
      '\\xf0\\x9f',
      '\\x90\\xb6',
      '.',
      '\\xc3',
      '\\xa9',
      'x',
      '\\xe7',
      '<|endoftext|>',
    ];
    const read = withWholeCharacters({ tokens, sentence: { tokens, words: tokens.map(() => 0), token: 1 } });
    const whole = ['<|startoftext|>', '🐶', '', '.', 'é', '', 'x', '\ufffd', '<|endoftext|>'];
    expect(read.tokens).toEqual(whole);
    expect(read.sentence.tokens).toEqual(whole);
    expect(plainWords(whole)).toEqual([-1, 0, 0, 1, 2, 2, 3, 4, -1]);
    expect(wordsOf({ tokens: read.tokens, words: plainWords(whole) }).map(({ text }) => text)).toEqual([
      '🐶',
      '.',
      'é',
      'x',
      '\ufffd',
    ]);
    expect(tokenLabel('')).toBe('⋯');
    const untouched = { tokens: ['\\', 'x', 'f0'] };
    expect(withWholeCharacters(untouched)).toBe(untouched);
  });

  it('have the relevance of their tokens', () => {
    const words = wordsOf({ tokens: TOKENS, words: [-1, 0, 0, 1, -1] });
    expect([...wordValues(words, [0.5, 0.25, 0.125, 0.125, 0])]).toEqual([0.375, 0.125]);
  });
});
