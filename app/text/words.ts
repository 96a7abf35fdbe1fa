/** Tokens put together to the words that a person typed. */
import { isSpecialToken, tokenLabel } from './format';

/** One word of the question. */
export interface Word {
  readonly text: string;
  /** Its tokens, as indices into the document's tokens. */
  readonly tokens: readonly number[];
}

/**
 * Words of a tokenised question, in order. `wordIds` gives each token's word, from 0, and −1 for start and end; without
 * it (an explanation that came from elsewhere) each token that is not special is a word of its own.
 */
export function wordsOf(tokens: readonly string[], wordIds?: readonly number[]): Word[] {
  const ids = wordIds?.length === tokens.length ? wordIds : plainIds(tokens);
  const words = new Map<number, number[]>();
  ids.forEach((word, token) => {
    if (word < 0) return;
    const known = words.get(word);
    if (known) known.push(token);
    else words.set(word, [token]);
  });
  return [...words.values()].map((members) => ({
    text: members.map((token) => tokenLabel(tokens[token]!)).join(''),
    tokens: members,
  }));
}

const plainIds = (tokens: readonly string[]): number[] =>
  tokens.map((token, i) => (isSpecialToken(token) ? -1 : i));

/** Relevance of each word: the sum over its tokens, as the removal test takes it. */
export function wordValues(words: readonly Word[], values: ArrayLike<number>): Float32Array {
  return Float32Array.from(words, ({ tokens }) =>
    tokens.reduce((sum, token) => sum + (values[token] ?? 0), 0),
  );
}
