import { spoken } from '../facts';
import { halfOf, placeOf } from '../space';
import type { FamilyMaker } from './types';

const WHERE = [
  'where is {the X}',
  'where in the picture is {the X}',
  'in which corner or side is {the X}',
  'what part of the picture is {the X} in',
  'where can you find {the X}',
];

const LEFT_RIGHT = [
  'is {the X} on the left or the right',
  'is {the X} on the left or on the right side',
  'is {the X} on the right or on the left',
  'which side is {the X} on, left or right',
];

const TOP_BOTTOM = [
  'is {the X} at the top or the bottom',
  'is {the X} at the bottom or at the top',
  'is {the X} in the top half or the bottom half',
  'is {the X} more to the top or to the bottom',
];

/** "Where is the dog?": one of nine places, or which half, for stickers that lie clear of the lines between. */
export const where: FamilyMaker = (facts, random) => {
  if (facts.references.length === 0) return undefined;
  const reference = random.pick(facts.references);
  const sticker = facts.stickers[reference.index]!;
  const x = spoken(facts, reference, random);
  const objects = [reference.index];
  if (random.chance(0.7)) {
    const answer = placeOf(sticker);
    return answer && { intent: 'where.place', templates: WHERE, x, answer, objects };
  }
  if (random.chance(0.5)) {
    const side = halfOf(sticker.x);
    return (
      side && { intent: 'where.side', templates: LEFT_RIGHT, x, answer: side < 0 ? 'left' : 'right', objects }
    );
  }
  const half = halfOf(sticker.y);
  return (
    half && { intent: 'where.half', templates: TOP_BOTTOM, x, answer: half < 0 ? 'top' : 'bottom', objects }
  );
};
