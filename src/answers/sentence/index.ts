import { moveInRow, spoken } from '../../surfaces/surface';
import type { AnswerData, AnswerForm } from '../answer';

/** A sentence, word by word. A target is an index into `items`, always that of a word: punctuation is passed over. */
export const sentence: AnswerForm<'sentence'> = {
  kind: 'sentence',
  label: 'Answer',
  hint: (data) =>
    words(data).length > 0 ? 'Every word can be asked about. The line under it: how likely it was.' : '',
  // Targets are indices into all items, so this is where they end.
  size: ({ items }) => items.length,
  targetName: (data, at, isExplained) => {
    const all = words(data);
    const { text = '', share = 0 } = data.items[at] ?? {};
    // How many there will be is not known before the end.
    const of = data.isGrowing ? '' : ` of ${all.length}`;
    const place = `word ${all.indexOf(at) + 1}${of}`;
    return [text, spoken(share), place, ...(isExplained ? ['explained'] : [])].join(', ');
  },
  why: ({ items }, target) => ({
    lead: 'Why',
    target: items[target]?.text ?? '',
    place: '',
    otherwise: 'anything else',
  }),
  move: (data, at, key) => {
    const all = words(data);
    // Punctuation stands for the word before it.
    const place = all.findLastIndex((word) => word <= at);
    const next = moveInRow(all.length, place === -1 ? undefined : place, key);
    return next === undefined ? undefined : all[next];
  },
  piece: async () => (await import('./piece')).drawSentence,
};

/** Indices of what can be chosen. */
const words = ({ items }: AnswerData['sentence']): number[] =>
  items.flatMap(({ isPunctuation }, i) => (isPunctuation ? [] : [i]));
