import { colourOf } from '../classes';
import type { Colour } from '../classes';
import { otherColours } from '../facts';
import type { Facts } from '../facts';
import type { Random } from '../random';
import type { Draft, FamilyMaker } from './types';
import { yesNo } from './types';

const WHICH_ONE = [
  'what color is {the X}',
  'which color is {the X}',
  'what is the color of {the X}',
  'what colour is {the X}',
  'what color does {the X} have',
  'tell me the color of {the X}',
];

const WHICH_MANY = [
  'what color are {the Xs}',
  'which color are {the Xs}',
  'what is the color of {the Xs}',
  'what colour are {the Xs}',
];

const IS_ONE = [
  'is {the X} {W}',
  'does {the X} look {W}',
  'is the color of {the X} {W}',
  'is {W} the color of {the X}',
];

const IS_MANY = ['are {the Xs} {W}', 'are all {Xs} {W}', 'do {the Xs} look {W}'];

/** Share of throws for a class whose colour never varies: natural to ask, but no look is needed to answer. */
const FIXED_SHARE = 0.04;

interface Candidate {
  readonly kind: string;
  readonly colour: Colour;
  readonly objects: readonly number[];
}

/** Classes of which all stickers of the scene have one colour that anybody would name. */
function candidates(facts: Facts, coloured: boolean): Candidate[] {
  return facts.present.flatMap((kind) => {
    const objects = facts.byKind.get(kind)!;
    const first = facts.stickers[objects[0]!]!;
    const colour = colourOf(first);
    if (colour === undefined || (first.colour !== undefined) !== coloured) return [];
    const all = objects.every((index) => colourOf(facts.stickers[index]!) === colour);
    return all ? [{ kind, colour, objects }] : [];
  });
}

function open({ kind, colour, objects }: Candidate): Draft {
  const templates = objects.length === 1 ? WHICH_ONE : WHICH_MANY;
  return { intent: 'colour.which', templates, x: { kind }, answer: colour, objects };
}

/** "Is the heart red?": the wrong colour is one that the class also comes in. */
function closed({ kind, colour, objects }: Candidate, random: Random): Draft | undefined {
  const truth = random.chance(0.5);
  const others = otherColours(kind, [colour]);
  if (others.length === 0) return undefined;
  return {
    intent: 'colour.is',
    templates: objects.length === 1 ? IS_ONE : IS_MANY,
    x: { kind },
    word: truth ? colour : random.pick(others),
    answer: yesNo(truth),
    objects,
  };
}

/** "What color is the heart?", "Is the car red?"; rarely of a class whose colour is always the same ("the frog"). */
export const colour: FamilyMaker = (facts, random) => {
  const fixed = random.chance(FIXED_SHARE);
  const list = candidates(facts, !fixed);
  if (list.length === 0) return undefined;
  const chosen = random.pick(list);
  return fixed || random.chance(0.7) ? open(chosen) : closed(chosen, random);
};
