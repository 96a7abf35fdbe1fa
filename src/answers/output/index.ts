import { moveInRow, spoken } from '../../surfaces/surface';
import type { AnswerForm } from '../answer';

export const output: AnswerForm<'output'> = {
  kind: 'output',
  label: 'Output',
  hint: () => '',
  size: ({ rows, cols }) => rows * cols,
  targetName: (_data, _target, isExplained) => ['', spoken(0), ...(isExplained ? ['explained'] : [])].join(', '),
  why: () => ({ lead: 'Why', target: '', place: '', otherwise: 'anything else' }),
  move: (data, at, key) => moveInRow(output.size(data), at, key),
  piece: async () => (await import('./piece')).drawOutput,
};
