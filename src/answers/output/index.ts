import { spoken } from '../../surfaces/surface';
import type { AnswerForm } from '../answer';
import { centreOf, moveCross } from './cross';
import { pointText } from './point';

/** One class or value a point: segments, depth, saliency. A target is a point, row by row. */
export const output: AnswerForm<'output'> = {
  kind: 'output',
  label: 'Output',
  hint: ({ rows, cols }) => (rows * cols > 0 ? 'Click a point. Arrow keys move the cross.' : ''),
  size: ({ rows, cols }) => rows * cols,
  targetName: (data, at, isExplained) => {
    const { x, y } = centreOf(data, at);
    const share = data.classes && data.shares?.[at];
    return [
      pointText(data, at),
      ...(share === undefined ? [] : [spoken(share)]),
      `${Math.round(100 * x)} per cent across`,
      `${Math.round(100 * y)} down`,
      ...(isExplained ? ['explained'] : []),
    ].join(', ');
  },
  why: (data, target) => ({
    lead: 'Why',
    target: pointText(data, target),
    place: 'here',
    // A value is held against nothing: there is no second one to choose.
    ...(data.classes ? { otherwise: 'anything else' } : {}),
  }),
  move: (data, at, key) => moveCross(data, at, key),
  piece: async () => (await import('./piece')).drawOutput,
};
