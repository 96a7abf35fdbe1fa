import { spoken } from '../facts';
import type { Facts } from '../facts';
import type { Random } from '../random';
import { halfOf, onlyIn, PLACES, placeOf } from '../space';
import type { Place } from '../space';
import type { Draft, FamilyMaker } from './types';

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

/** How a place is put into words when the question is what lies in it. */
const AT: Readonly<Record<Place, readonly string[]>> = {
  'top left': ['in the top left', 'in the top left corner', 'in the upper left'],
  top: ['at the top', 'in the upper third'],
  'top right': ['in the top right', 'in the top right corner', 'in the upper right'],
  left: ['on the left', 'on the left side', 'at the left edge'],
  center: ['in the center', 'in the middle'],
  right: ['on the right', 'on the right side', 'at the right edge'],
  'bottom left': ['in the bottom left', 'in the bottom left corner', 'in the lower left'],
  bottom: ['at the bottom', 'in the lower third'],
  'bottom right': ['in the bottom right', 'in the bottom right corner', 'in the lower right'],
};

const WHAT_IS = ['what is {W}', 'what do you see {W}', 'which thing is {W}', 'what is there {W}'];

/** "What is in the top left?", of a place that holds one class and nothing else. */
function whatIsAt(facts: Facts, random: Random): Draft | undefined {
  if (facts.stickers.length === 0) return undefined;
  for (const place of random.shuffle(PLACES)) {
    const index = onlyIn(facts.stickers, place);
    if (index === undefined) continue;
    return {
      intent: `where.what-${place.replace(' ', '-')}`,
      templates: WHAT_IS,
      word: random.pick(AT[place]),
      answer: facts.stickers[index]!.kind,
      objects: facts.byKind
        .get(facts.stickers[index]!.kind)!
        .filter((i) => onlyIn([facts.stickers[i]!], place) === 0),
    };
  }
  return undefined;
}

/** "Where is the dog?": one of nine places, or which half, for stickers that lie clear of the lines between. */
function whereIs(facts: Facts, random: Random): Draft | undefined {
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
}

/** "Where is the dog?", and the other way round: "What is in the top left?" */
export const where: FamilyMaker = (facts, random) =>
  random.chance(0.75) ? whereIs(facts, random) : whatIsAt(facts, random);
