import { moveInRow, spoken } from '../../surfaces/surface';
import type { AnswerForm } from '../answer';

export const sentence: AnswerForm<'sentence'> = {
  kind: 'sentence',
  label: 'Answer',
  hint: () => '',
  size: ({ items }) => items.length,
  targetName: (data, target, isExplained) => [data.items[target]?.text ?? '', spoken(0), ...(isExplained ? ['explained'] : [])].join(', '),
  why: (data, target) => ({ lead: 'Why', target: data.items[target]?.text ?? '', place: '', otherwise: 'anything else' }),
  move: (data, at, key) => moveInRow(sentence.size(data), at, key),
  piece: async () => (await import('./piece')).drawSentence,
};
