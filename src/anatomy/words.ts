/** Tokens of each word, by the tokenizer's own word numbers (from 0; −1 for tokens that belong to none). */
export function tokensOfWords(wordIds: readonly number[]): number[][] {
  const words: number[][] = [];
  wordIds.forEach((word, token) => {
    if (word >= 0) (words[word] ??= []).push(token);
  });
  return words;
}
