import { sentencesOf, type Span } from './sentences';
import { isTarget } from '../targets';

/** Texts of more words than this are folded. */
export const LONGEST_OPEN_TEXT = 400;

/** Sentences are opened until they hold this share of all relevance, or until as many words are open. */
const ENOUGH = 0.75;
const OPEN_WORDS = 200;

/** A fold of fewer words takes no less room than the words themselves. */
const SHORTEST_FOLD = 4;

/**
 * What of a long text is folded: runs of sentences, in their order; none up to 400 words (punctuation not counted). Open are
 * the sentences with the most relevance (of differences: the largest sizes), the first of all always, and those in `opened`.
 *
 * @param values one a word; may be negative
 * @param opened first words of sentences that somebody opened by hand
 */
export function foldsOf(
  words: readonly string[],
  values: ArrayLike<number>,
  opened: ReadonlySet<number> = new Set(),
): Span[] {
  if (words.filter(isTarget).length <= LONGEST_OPEN_TEXT) return [];
  const sentences = sentencesOf(words);
  const open = strongest(sentences, values);
  const folds: { from: number; to: number }[] = [];
  for (const { from, to } of sentences) {
    if (open.has(from) || opened.has(from)) continue;
    const last = folds.at(-1);
    if (last?.to === from) last.to = to;
    else folds.push({ from, to });
  }
  return folds.filter(({ from, to }) => words.slice(from, to).filter(isTarget).length >= SHORTEST_FOLD);
}

/** First words of the sentences in `fold`: what is opened with it. */
export function sentencesIn(words: readonly string[], fold: Span): number[] {
  return sentencesOf(words)
    .map(({ from }) => from)
    .filter((from) => from >= fold.from && from < fold.to);
}

/** First words of the sentences with the most. */
function strongest(sentences: readonly Span[], values: ArrayLike<number>): Set<number> {
  const sizes = sentences.map((span) => ({ span, size: sumOf(values, span, Math.abs) }));
  const all = sizes.reduce((sum, { size }) => sum + size, 0);
  const open = new Set<number>();
  let held = 0;
  let count = 0;
  for (const { span, size } of sizes.sort((a, b) => b.size - a.size)) {
    const length = span.to - span.from;
    if (open.size > 0 && (held >= ENOUGH * all || count + length > OPEN_WORDS)) break;
    open.add(span.from);
    held += size;
    count += length;
  }
  return open;
}

/** Sum of the values of `span`. */
export function sumOf(values: ArrayLike<number>, { from, to }: Span, of = (value: number) => value): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += of(values[i] ?? 0);
  return sum;
}
