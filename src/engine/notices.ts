import type { Encoding } from '../text/tokenizer';

/** What a person should know about how the model reads a question; each is one sentence. */
export function questionNotices(encoding: Encoding): string[] {
  const notices: string[] = [];
  if (encoding.truncated) {
    notices.push(`The question was cut at ${encoding.ids.length} tokens, the most this model reads.`);
  }
  const unknown = unknownWords(encoding);
  if (unknown.length > 0) {
    const named = unknown.slice(0, WORDS_NAMED).map((word) => `“${word}”`);
    const rest = unknown.length > WORDS_NAMED ? ' and others' : '';
    notices.push(
      `The tokenizer has no entry for ${named.join(', ')}${rest}, so the model reads this in small pieces and may not know it: if the answer looks odd, try other words.`,
    );
  }
  return notices;
}

/** Unknown words that are named; more of them would fill the page. */
const WORDS_NAMED = 3;

/** A byte that belongs to no character. Those of a character stand in its first token; the others’ text is empty. */
const BYTE = /^\\x[0-9a-f]{2}$/;

/**
 * Words that the tokenizer has never seen, or too rarely to learn them, each once. It can spell any word, so none is
 * refused: one that it has learnt comes as a whole or as stem and ending, one that it has not falls into pieces with
 * single letters or bytes between them.
 */
function unknownWords({ tokens, wordIds }: Encoding): string[] {
  const pieces = new Map<number, string[]>();
  wordIds.forEach((word, i) => {
    if (word >= 0) pieces.set(word, [...(pieces.get(word) ?? []), tokens[i]!]);
  });
  const unknown = [...pieces.values()].filter(
    (parts) => parts.length > 2 && parts.some((part) => part.length <= 1 || BYTE.test(part)),
  );
  return [...new Set(unknown.map(spelling))];
}

/** The pieces put together again; bytes that are no text of their own are decoded together. */
function spelling(parts: readonly string[]): string {
  const encoder = new TextEncoder();
  const bytes = parts.flatMap((part) =>
    BYTE.test(part) ? [Number.parseInt(part.slice(2), 16)] : [...encoder.encode(part)],
  );
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
