/** What explanations of version 1 did not say, as far as it follows from what they did. */
import { streamOf, type Grid, type Stream } from '../anatomy';
import type { ExplanationDocument } from './document';

/** Tokens that stand for no word, as CLIP's tokenizers write them. */
const isSpecial = (token: string): boolean => /^<\|.*\|>$/s.test(token);

/** The word of each token: each that is not special is one of its own. */
export function plainWords(tokens: readonly string[]): number[] {
  let next = 0;
  return tokens.map((token) => (isSpecial(token) ? -1 : next++));
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
  old: T,
): T & Pick<ExplanationDocument, 'words' | 'streams'> {
  const map = old.methods.find(({ image }) => image !== undefined)?.image;
  const grid = map && { rows: map.rows, cols: map.cols };
  return { ...old, words: plainWords(old.tokens), streams: plainStreams(old.tokens, grid) };
}
