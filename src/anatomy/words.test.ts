import { expect, it } from 'vitest';
import { tokensOfWords } from './words';

it('words keep their tokens together; special tokens belong to none', () => {
  expect(tokensOfWords([-1, 0, 1, 1, 2, -1])).toEqual([[1], [2, 3], [4]]);
  expect(tokensOfWords([-1, -1])).toEqual([]);
});
