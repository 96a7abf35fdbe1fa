/** Tokens put together to the words that a person typed. */
import type { ExplanationDocument } from './document';

/** One word of the text. */
export interface Word {
  readonly text: string;
  /** Its tokens, as indices into the document's tokens. */
  readonly tokens: readonly number[];
}

/** The words of an explained text, in order, without special tokens. */
export function wordsOf({ tokens, words }: Pick<ExplanationDocument, 'tokens' | 'words'>): Word[] {
  const found = new Map<number, number[]>();
  words.forEach((word, token) => {
    if (word < 0) return;
    const known = found.get(word);
    if (known) known.push(token);
    else found.set(word, [token]);
  });
  return [...found.values()].map((members) => ({
    text: members.map((token) => tokens[token]).join(''),
    tokens: members,
  }));
}

/** A token on its own: one that only goes on with the character before it has nothing to show, and gets a mark. */
export const tokenLabel = (token: string): string => (token === '' ? '⋯' : token);

/** Value of each word: the sum over its tokens. @param values one a token */
export const wordValues = (words: readonly Word[], values: ArrayLike<number>): Float64Array =>
  Float64Array.from(words, ({ tokens }) => tokens.reduce((sum, token) => sum + (values[token] ?? 0), 0));
