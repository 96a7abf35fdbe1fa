/** Token positions of each word, in order; special tokens belong to none. */
export type Words = readonly (readonly number[])[];

/** Relevance of each word: the sum over its tokens. */
export function wordRelevance(tokenRelevance: ArrayLike<number>, words: Words): Float64Array {
  return Float64Array.from(words, (word) => word.reduce((sum, token) => sum + tokenRelevance[token]!, 0));
}

/**
 * Positions of the tokens that stay when only some words are kept, ascending: the tokens of those words, and every
 * special token.
 */
export function keptTokens(words: Words, keptWords: ArrayLike<number>, tokens: number): Int32Array {
  const kept = new Uint8Array(tokens).fill(1);
  for (const word of words) for (const token of word) kept[token] = 0;
  for (let n = 0; n < keptWords.length; n++) for (const token of words[keptWords[n]!]!) kept[token] = 1;
  return Int32Array.from(Array.from(kept.keys()).filter((token) => kept[token] === 1));
}
