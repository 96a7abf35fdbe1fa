/** Words `from` up to, but not with, `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A text without full stops (a list, a log) is cut here, so that it can be folded as well. */
export const LONGEST_SENTENCE = 60;

const ENDS = /[.!?…。！？؟।][\p{Pe}\p{Pf}"'”’]*$/u;
const TRAILS = /^[\p{Pe}\p{Pf}"'”’.!?…。！？]+$/u;

/**
 * The sentences of a text, one after the other and without gaps. A sentence ends with a full stop, question or exclamation
 * mark and the quotes and brackets that close after it, unless a word in small letters goes on: “e.g. this”.
 */
export function sentencesOf(words: readonly string[]): Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (let i = 0; i < words.length; i++) {
    const next = words[i + 1];
    const isEnd =
      next === undefined ||
      i + 1 - from >= LONGEST_SENTENCE ||
      (endsHere(words, from, i) && !TRAILS.test(next) && !/^\p{Ll}/u.test(next));
    if (!isEnd) continue;
    spans.push({ from, to: i + 1 });
    from = i + 1;
  }
  return spans;
}

/** A closing quote ends a sentence only behind a mark that does. */
function endsHere(words: readonly string[], from: number, at: number): boolean {
  for (let i = at; i >= from; i--) {
    if (ENDS.test(words[i]!)) return true;
    if (!TRAILS.test(words[i]!)) return false;
  }
  return false;
}
