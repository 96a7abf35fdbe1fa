import type { Span } from './sentences';
import { isTarget } from '../targets';

/** What is drawn of a text, in its order: words, punctuation, and folds in the place of what they hold. */
export type TextPart =
  | { readonly kind: 'word'; readonly at: number; readonly stop: number }
  | { readonly kind: 'mark'; readonly at: number }
  | { readonly kind: 'fold'; readonly span: Span; readonly stop: number };

/** What can be walked to, in its order: a word's index, or a fold. */
export type TextStop = number | Span;

/** Lays a text out with `folds` (in their order) folded. `stop` of a part is its index in `stops`; punctuation has none. */
export function layOut(
  words: readonly string[],
  folds: readonly Span[],
): { readonly parts: readonly TextPart[]; readonly stops: readonly TextStop[] } {
  const parts: TextPart[] = [];
  const stops: TextStop[] = [];
  const byStart = new Map(folds.map((span) => [span.from, span]));
  for (let at = 0; at < words.length; at++) {
    const span = byStart.get(at);
    if (span) {
      parts.push({ kind: 'fold', span, stop: stops.push(span) - 1 });
      at = span.to - 1;
    } else if (isTarget(words[at]!)) {
      parts.push({ kind: 'word', at, stop: stops.push(at) - 1 });
    } else {
      parts.push({ kind: 'mark', at });
    }
  }
  return { parts, stops };
}

/** The stop that a word is at: its own, or the fold that holds it; undefined for punctuation and beyond the text. */
export function stopOf(stops: readonly TextStop[], at: number): number | undefined {
  const found = stops.findIndex((stop) =>
    typeof stop === 'number' ? stop === at : at >= stop.from && at < stop.to,
  );
  return found < 0 ? undefined : found;
}
