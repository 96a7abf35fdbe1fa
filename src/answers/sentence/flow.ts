/** How words and punctuation stand beside each other: what keeps a line, and where a space goes. */
import type { AnswerData } from '../answer';

type Items = AnswerData['sentence']['items'];

/** What no line break may part: a word with the punctuation that leans on it. */
export interface Together {
  /** Indices into the sentence's items. */
  readonly at: readonly number[];
  /** A space stands before it. */
  readonly isApart: boolean;
}

const OPENS = /^[([{“‘«„¿¡$£€#@]+$/;
const JOINS = /^[-‐/]$/;
const STANDS_ALONE = /^[–—]$/;
/** Scripts that part words by nothing. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

type Lean = 'before' | 'behind' | 'both' | 'none';

/** The sentence in its order, parted where a line may break. */
export function flow(items: Items): Together[] {
  const groups: { at: number[]; isApart: boolean }[] = [];
  let leansOnNext = false;
  leans(items).forEach((lean, i) => {
    const last = groups.at(-1);
    const leansOnLast = lean === 'before' || lean === 'both';
    if (last && (leansOnLast || leansOnNext)) last.at.push(i);
    else groups.push({ at: [i], isApart: last !== undefined && hasSpace(items, i) });
    leansOnNext = lean === 'behind' || lean === 'both';
  });
  return groups;
}

/** The whole sentence as one text. */
export const sentenceText = (items: Items): string =>
  flow(items)
    .map(({ at, isApart }) => (isApart ? ' ' : '') + at.map((i) => items[i]!.text).join(''))
    .join('');

function hasSpace(items: Items, at: number): boolean {
  const before = items[at - 1]?.text ?? '';
  return !(UNSPACED.test(before) && UNSPACED.test(items[at]?.text ?? ''));
}

/** Which neighbour each item leans on. Straight quotes open and close in turn; a single one left over is an apostrophe. */
function leans(items: Items): Lean[] {
  const unread = { '"': 0, "'": 0 };
  const isQuote = (text: string): text is keyof typeof unread => text === '"' || text === "'";
  for (const { text, isPunctuation } of items) if (isPunctuation && isQuote(text)) unread[text] += 1;
  const isOpen = { '"': false, "'": false };
  return items.map(({ text, isPunctuation }) => {
    if (!isPunctuation || STANDS_ALONE.test(text)) return 'none';
    if (OPENS.test(text)) return 'behind';
    if (JOINS.test(text)) return 'both';
    if (!isQuote(text)) return 'before';
    unread[text] -= 1;
    if (!isOpen[text] && unread[text] === 0) return text === "'" ? 'both' : 'before';
    isOpen[text] = !isOpen[text];
    return isOpen[text] ? 'behind' : 'before';
  });
}
