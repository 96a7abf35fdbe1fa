import { classOf } from '../classes';
import { matching, otherColours, pickAbsent } from '../facts';
import type { Facts } from '../facts';
import type { Random } from '../random';
import type { Draft, FamilyMaker } from './types';
import { yesNo } from './types';

export const THERE = [
  'is there {a X}',
  'is there {a X} in the picture',
  'are there any {Xs}',
  'do you see {a X}',
  'can you see any {Xs}',
  'does the picture show {a X}',
  'is {a X} visible here',
];

function draft(facts: Facts, intent: string, x: Extract<Draft['x'], { kind: string }>): Draft {
  const objects = matching(facts, x);
  return { intent, templates: THERE, x, answer: yesNo(objects.length > 0), objects };
}

/** A coloured class: the wrong colour is as often that of a class present as of one absent. */
function coloured(facts: Facts, random: Random): Draft | undefined {
  const candidates = facts.stickers.filter((sticker) => sticker.colour !== undefined);
  if (candidates.length === 0) return undefined;
  const intent = 'existence.coloured';
  const { kind, colour } = random.pick(candidates);
  if (random.chance(0.5)) return draft(facts, intent, { kind, colour: colour! });
  const seen = facts.byKind.get(kind)!.map((index) => facts.stickers[index]!.colour!);
  const wrong = otherColours(kind, seen);
  if (random.chance(0.5) && wrong.length > 0)
    return draft(facts, intent, { kind, colour: random.pick(wrong) });
  const absent = pickAbsent(facts, random, (entry) => entry.colours.length > 0);
  const colours = otherColours(absent, []);
  return draft(facts, intent, {
    kind: absent,
    colour: random.pick(colours.length > 0 ? colours : classOf(absent).colours),
  });
}

/** "Is there a dog?": yes and no equally often, whatever is asked for. */
export const existence: FamilyMaker = (facts, random) => {
  if (random.chance(0.3)) return coloured(facts, random);
  if (facts.present.length === 0) return draft(facts, 'existence.kind', { kind: pickAbsent(facts, random) });
  const kind = random.chance(0.5) ? random.pick(facts.present) : pickAbsent(facts, random);
  return draft(facts, 'existence.kind', { kind });
};
