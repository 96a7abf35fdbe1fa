import { moveInRow, spoken } from '../../surfaces/surface';
import type { AnswerForm } from '../answer';
import { article } from './article';
import { placeOf } from './geometry';

/** What was found in a picture, and where. */
export const boxes: AnswerForm<'boxes'> = {
  kind: 'boxes',
  label: 'Found',
  // The threshold stands in its place.
  hint: () => '',
  size: ({ items }) => items.length,
  targetName: ({ items }, at, isExplained) => {
    const item = items[at];
    if (!item) return '';
    const { left, top, width, height } = placeOf(item.box);
    return [
      item.text,
      spoken(item.share),
      `from ${whole(left)} to ${whole(left + width)} per cent across`,
      `${whole(top)} to ${whole(top + height)} down`,
      ...(isExplained ? ['explained'] : []),
    ].join(', ');
  },
  why: ({ items }, target) => {
    const text = items[target]?.text ?? '';
    return { lead: `Why ${article(text)}`.trimEnd(), target: text, place: 'here', otherwise: 'nothing' };
  },
  move: ({ items }, at, key) => moveInRow(items.length, at, key),
  piece: async () => (await import('./piece')).drawBoxes,
};

const whole = (share: number): number => Math.round(100 * share);
