import { moveInRow, spoken } from '../../surfaces/surface';
import type { AnswerForm } from '../answer';

export const choose: AnswerForm<'choose'> = {
  kind: 'choose',
  label: 'Choose an output',
  hint: () => '',
  size: ({ values }) => values.length,
  targetName: (_data, _target, isExplained) => ['', spoken(0), ...(isExplained ? ['explained'] : [])].join(', '),
  why: () => ({ lead: 'Why', target: '', place: '', otherwise: 'anything else' }),
  move: (data, at, key) => moveInRow(choose.size(data), at, key),
  piece: async () => (await import('./piece')).drawChoose,
};
