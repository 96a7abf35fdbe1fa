/** What explanations of version 1 did not say, as far as it follows from what they did. */
import { streamOf, type Grid, type Stream } from '../anatomy';
import type { ExplanationDocument } from './document';

type Texts = Pick<ExplanationDocument, 'tokens' | 'sentence'>;

/** Bytes of a token that held no whole character, as they were written at first: `\xf0\x9f`. */
const BYTES = /^(?:\\x[0-9a-f]{2})+$/;

/**
 * Tokens as people read them: parts of characters, which were once written as bytes, put together where the character
 * begins.
 */
export function withWholeCharacters<T extends Texts>(old: T): T {
  const { tokens, sentence } = old;
  if (![...tokens, ...(sentence?.tokens ?? [])].some((token) => BYTES.test(token))) return old;
  return {
    ...old,
    tokens: wholeTokens(tokens),
    ...(sentence ? { sentence: { ...sentence, tokens: wholeTokens(sentence.tokens) } } : {}),
  };
}

function wholeTokens(tokens: readonly string[]): string[] {
  const found = [...tokens];
  for (let from = 0; from < tokens.length; from++) {
    let to = from;
    while (to < tokens.length && BYTES.test(tokens[to]!)) to++;
    if (to === from) continue;
    const pieces = tokens.slice(from, to).map((token) => token.slice(2).split('\\x').map(byteOf));
    found.splice(from, to - from, ...charactersOf(pieces));
    from = to;
  }
  return found;
}

const byteOf = (digits: string): number => parseInt(digits, 16);

/** Each piece's part of the text that all bytes spell: the characters that begin in it. */
function charactersOf(pieces: readonly (readonly number[])[]): string[] {
  const isFirst = (byte: number) => (byte & 0xc0) !== 0x80;
  const characters = [...new TextDecoder().decode(Uint8Array.from(pieces.flat()))];
  let next = 0;
  return pieces.map((piece) => {
    const count = piece.filter(isFirst).length;
    next += count;
    return characters.slice(next - count, next).join('');
  });
}

/** Tokens that stand for no word, as CLIP's tokenizers write them. */
const isSpecial = (token: string): boolean => /^<\|.*\|>$/s.test(token);

/** The word of each token: each that is not special is one of its own, unless it only goes on with a character. */
export function plainWords(tokens: readonly string[]): number[] {
  let next = 0;
  return tokens.map((token) => {
    if (isSpecial(token)) return -1;
    return token === '' && next > 0 ? next - 1 : next++;
  });
}

/** Streams of the two models that version 1 knew: a class token and patches; words between special tokens. */
export function plainStreams(tokens: readonly string[], grid: Grid | undefined): Stream[] {
  const streams = [streamOf('text', textParts(tokens))];
  if (!grid) return streams;
  const patches = { kind: 'patches', label: 'image', grid, count: grid.rows * grid.cols } as const;
  return [streamOf('image', [{ kind: 'special', label: 'class token', count: 1 }, patches]), ...streams];
}

/** Runs of words and of special tokens, which are called by the first of theirs. */
function textParts(tokens: readonly string[]) {
  const parts: { kind: 'special' | 'words'; label: string; count: number }[] = [];
  for (const token of tokens) {
    const kind = isSpecial(token) ? 'special' : 'words';
    const last = parts.at(-1);
    if (last?.kind === kind) last.count++;
    else parts.push({ kind, label: kind === 'words' ? 'text' : token, count: 1 });
  }
  return parts;
}

/** Words and streams of an explanation that names neither. */
export function upgraded<T extends Pick<ExplanationDocument, 'tokens' | 'methods'>>(
  before: T,
): T & Pick<ExplanationDocument, 'words' | 'streams'> {
  const old = withWholeCharacters<T & Texts>(before);
  const map = old.methods.find(({ image }) => image !== undefined)?.image;
  const grid = map && { rows: map.rows, cols: map.cols };
  return { ...old, words: plainWords(old.tokens), streams: plainStreams(old.tokens, grid) };
}
