import { moveInRow } from '../../surfaces/surface';
import type { AnswerForm } from '../answer';

/** The best few of many answers. */
export const list: AnswerForm<'list'> = {
  kind: 'list',
  label: 'Answer',
  hint: ({ isScore }) => (isScore ? 'Scores, each on its own: they do not add up.' : ''),
  size: ({ items }) => items.length,
  targetName: ({ items }, at, isExplained) =>
    [items[at]?.text ?? '', likely(items[at]?.share ?? 0), ...(isExplained ? ['explained'] : [])].join(', '),
  why: ({ items }, target) => ({
    lead: 'Why',
    target: items[target]?.text ?? '',
    place: '',
    otherwise: 'anything else',
  }),
  move: ({ items }, at, key) => moveInRow(items.length, at, key),
  piece: async () => (await import('./piece')).drawList,
};

/** “99.7 per cent”: answers are told apart by tenths. */
const likely = (share: number): string =>
  share > 0 && share < 0.001 ? 'under 0.1 per cent' : `${(100 * share).toFixed(1)} per cent`;
