import { matching, pickAbsent } from '../facts';
import type { Facts } from '../facts';
import type { Random } from '../random';
import type { Draft, FamilyMaker } from './types';
import { yesNo } from './types';

const BOTH = [
  'is there both {a X} and {a Y}',
  'are there {a X} and {a Y}',
  'do you see {a X} and {a Y}',
  'does the picture show both {a X} and {a Y}',
  'can you see {a X} and also {a Y}',
];

const EITHER = [
  'is there either {a X} or {a Y}',
  'is there {a X} or {a Y}',
  'do you see {a X} or {a Y}',
  'does the picture show {a X} or {a Y}',
  'can you see either {a X} or {a Y}',
];

/** An absent class other than the first. */
function anotherAbsent(facts: Facts, random: Random, first: string): string {
  return pickAbsent(facts, random, (entry) => entry.kind !== first);
}

/** Two classes of which so many are present. */
function pairWith(facts: Facts, random: Random, present: number): string[] {
  const here = random.shuffle(facts.present).slice(0, present);
  while (here.length < 2) here.push(anotherAbsent(facts, random, here[0] ?? ''));
  return random.shuffle(here);
}

/** "Is there both a dog and a cat?", "Is there either a dog or a cat?": one of two present is the telling case of both. */
export const logic: FamilyMaker = (facts, random): Draft | undefined => {
  if (facts.present.length < 2) return undefined;
  const truth = random.chance(0.5);
  const both = random.chance(0.5);
  let present: number;
  if (both) present = truth ? 2 : random.chance(0.8) ? 1 : 0;
  else present = truth ? (random.chance(0.8) ? 1 : 2) : 0;
  const [x, y] = pairWith(facts, random, present);
  return {
    intent: both ? 'logic.both' : 'logic.either',
    templates: both ? BOTH : EITHER,
    x: { kind: x! },
    y: { kind: y! },
    answer: yesNo(truth),
    objects: [...matching(facts, { kind: x! }), ...matching(facts, { kind: y! })],
  };
};
