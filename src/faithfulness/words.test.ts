import { describe, expect, it } from 'vitest';
import { groupWords, keptTokens, wordRelevance } from './words';

const TOKENS = ['<|startoftext|>', 'how</w>', 'many</w>', 'gira', 'ffes</w>', '?</w>', '<|endoftext|>'];
const SPECIAL = [true, false, false, false, false, false, true];
const WORDS = [[1], [2], [3, 4], [5]];

describe('groupWords', () => {
  it('joins pieces of a word and leaves special tokens out', () => {
    expect(groupWords(TOKENS, SPECIAL)).toEqual(WORDS);
  });

  it('closes a word that was cut off', () => {
    expect(groupWords(['<|startoftext|>', 'gira', '<|endoftext|>'], [true, false, true])).toEqual([[1]]);
  });
});

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
