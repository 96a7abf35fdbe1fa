import { moveInRow, spoken } from '../../surfaces/surface';
import type { AnswerForm } from '../answer';

export const boxes: AnswerForm<'boxes'> = {
  kind: 'boxes',
  label: 'Found',
  hint: () => '',
  size: ({ items }) => items.length,
  targetName: (data, target, isExplained) => [data.items[target]?.text ?? '', spoken(0), ...(isExplained ? ['explained'] : [])].join(', '),
  why: (data, target) => ({ lead: 'Why', target: data.items[target]?.text ?? '', place: '', otherwise: 'anything else' }),
  move: (data, at, key) => moveInRow(boxes.size(data), at, key),
  piece: async () => (await import('./piece')).drawBoxes,
};
