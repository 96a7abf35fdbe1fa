import { describe, expect, it } from 'vitest';
import { keptTokens, wordRelevance } from './words';

// A start token, two words of one token, one of two, a question mark, an end token.
const WORDS = [[1], [2], [3, 4], [5]];

describe('wordRelevance', () => {
  it('sums over the tokens of a word', () => {
    expect([...wordRelevance([9, 1, 2, 3, 4, 5, 9], WORDS)]).toEqual([1, 2, 7, 5]);
  });
});

describe('keptTokens', () => {
  it('keeps special tokens and the tokens of kept words', () => {
    expect([...keptTokens(WORDS, [2], 7)]).toEqual([0, 3, 4, 6]);
    expect([...keptTokens(WORDS, [], 7)]).toEqual([0, 6]);
  });
});
