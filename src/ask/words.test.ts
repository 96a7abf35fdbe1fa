import { describe, expect, it } from 'vitest';
import { wordsOf, wordValues } from './index';
import { plainWords } from './upgrade';

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

  it('have the relevance of their tokens', () => {
    const words = wordsOf({ tokens: TOKENS, words: [-1, 0, 0, 1, -1] });
    expect([...wordValues(words, [0.5, 0.25, 0.125, 0.125, 0])]).toEqual([0.375, 0.125]);
  });
});
