import { describe, expect, it } from 'vitest';
import { wordsOf, wordValues } from './words';

const TOKENS = ['<|startoftext|>', 'water', 'melon</w>', '?</w>', '<|endoftext|>'];

describe('words of a question', () => {
  it('join the tokens of one word and leave special tokens out', () => {
    expect(wordsOf(TOKENS, [-1, 0, 0, 1, -1])).toEqual([
      { text: 'watermelon', tokens: [1, 2] },
      { text: '?', tokens: [3] },
    ]);
  });

  it('are the tokens themselves where nobody says which belong together', () => {
    expect(wordsOf(TOKENS).map(({ text }) => text)).toEqual(['water', 'melon', '?']);
    expect(wordsOf(TOKENS, [0])).toHaveLength(3);
  });

  it('carry the sum of their tokens', () => {
    const words = wordsOf(TOKENS, [-1, 0, 0, 1, -1]);
    expect([...wordValues(words, [0.5, 0.25, 0.125, 0.125, 0])]).toEqual([0.375, 0.125]);
  });
});
