import { moveInRow, spoken } from '../../surfaces/surface';
import type { AnswerForm } from '../answer';

/** The best few of many answers. */
export const list: AnswerForm<'list'> = {
  kind: 'list',
  label: 'Answer',
  hint: ({ isScore }) => (isScore ? 'Scores, each on its own: they do not add up.' : ''),
  size: ({ items }) => items.length,
  targetName: ({ items }, at, isExplained) =>
    [items[at]?.text ?? '', spoken(items[at]?.share ?? 0), ...(isExplained ? ['explained'] : [])].join(', '),
  why: ({ items }, target) => ({
    lead: 'Why',
    target: items[target]?.text ?? '',
    place: '',
    otherwise: 'anything else',
  }),
  move: ({ items }, at, key) => moveInRow(items.length, at, key),
  piece: async () => (await import('./piece')).drawList,
};
