import { spoken } from '../facts';
import type { Facts, Reference } from '../facts';
import type { Random } from '../random';
import { APART, DIRECTIONS, gap, isClearly, isClearlyNot, nearestIn, neighbourOf, TOUCHING } from '../space';
import type { Draft, FamilyMaker } from './types';
import { yesNo } from './types';

const RELATIONS = [...DIRECTIONS, 'next'] as const;
type Relation = (typeof RELATIONS)[number];

/** How each relation is said; the first is the plainest. */
const SAID: Readonly<Record<Relation, readonly string[]>> = {
  left: ['left of', 'to the left of', 'on the left of'],
  right: ['right of', 'to the right of', 'on the right of'],
  above: ['above', 'over'],
  below: ['below', 'under', 'beneath'],
  next: ['next to', 'beside', 'close to'],
};

/** "Is the dog left or right of the tree?": the axes, each with its two directions and the ways to ask. */
const EITHER = {
  side: [
    'is {the X} left or right of {the Y}',
    'is {the X} to the left or to the right of {the Y}',
    'is {the X} on the right or on the left of {the Y}',
    'which side of {the Y} is {the X} on, left or right',
  ],
  height: [
    'is {the X} above or below {the Y}',
    'is {the X} below or above {the Y}',
    'is {the X} over or under {the Y}',
    'which is true, {the X} is above or below {the Y}',
  ],
} as const;
const AXES = { side: ['left', 'right'], height: ['above', 'below'] } as const;

/** Share of "nothing" answers that are kept: they are common in small scenes. */
const NOTHING_KEPT = 0.06;

function openTemplates(relation: Relation): string[] {
  return [
    ...SAID[relation].map((words) => `what is ${words} {the Y}`),
    ...SAID[relation].slice(0, 2).map((words) => `what do you see ${words} {the Y}`),
    `which thing is ${SAID[relation][0]!} {the Y}`,
    `what is there ${SAID[relation][0]!} {the Y}`,
  ];
}

function closedTemplates(relation: Relation): string[] {
  return [
    ...SAID[relation].map((words) => `is {the X} ${words} {the Y}`),
    `is there {a X} ${SAID[relation][0]!} {the Y}`,
    `do you see {the X} ${SAID[relation][0]!} {the Y}`,
  ];
}

/** Index of what stands in the relation to a sticker, −1 for nothing, undefined when people could differ. */
function found(facts: Facts, index: number, relation: Relation): number | undefined {
  return relation === 'next'
    ? neighbourOf(facts.stickers, index)
    : nearestIn(facts.stickers, index, relation);
}

function open(facts: Facts, random: Random): Draft | undefined {
  for (const reference of random.shuffle(facts.references)) {
    for (const relation of random.shuffle(RELATIONS)) {
      const answer = found(facts, reference.index, relation);
      if (answer === undefined || (answer === -1 && !random.chance(NOTHING_KEPT))) continue;
      const kind = answer === -1 ? 'nothing' : facts.stickers[answer]!.kind;
      if (kind === reference.noun.kind) continue;
      return {
        intent: `relation.${relation}`,
        templates: openTemplates(relation),
        y: spoken(facts, reference, random),
        answer: kind,
        objects: answer === -1 ? [reference.index] : [answer, reference.index],
      };
    }
  }
  return undefined;
}

/** Whether the relation clearly holds, clearly does not, or (undefined) people could differ. */
function holds(facts: Facts, x: Reference, y: Reference, relation: Relation): boolean | undefined {
  const a = facts.stickers[x.index]!;
  const b = facts.stickers[y.index]!;
  if (relation === 'next') {
    const between = gap(a, b);
    if (between <= TOUCHING) return true;
    return between >= APART ? false : undefined;
  }
  if (isClearly(a, b, relation)) return true;
  return isClearlyNot(a, b, relation) ? false : undefined;
}

/** Pairs of different classes by whether the relation holds; doubtful ones are left out. */
function pairsBy(facts: Facts, relation: Relation, truth: boolean): (readonly [Reference, Reference])[] {
  return facts.references.flatMap((x) =>
    facts.references
      .filter((y) => x.noun.kind !== y.noun.kind && holds(facts, x, y, relation) === truth)
      .map((y) => [x, y] as const),
  );
}

/** Only where a "yes" and a "no" can both be asked: then either is as likely, for every relation. */
function closedFor(facts: Facts, random: Random, relation: Relation): Draft | undefined {
  const yes = pairsBy(facts, relation, true);
  const no = pairsBy(facts, relation, false);
  if (yes.length === 0 || no.length === 0) return undefined;
  const truth = random.chance(0.5);
  const [x, y] = random.pick(truth ? yes : no);
  return {
    intent: `relation.is-${relation}`,
    templates: closedTemplates(relation),
    x: spoken(facts, x, random),
    y: spoken(facts, y, random),
    answer: yesNo(truth),
    objects: [x.index, y.index],
  };
}

const closed: FamilyMaker = (facts, random) => closedFor(facts, random, random.pick(RELATIONS));

/** The closed form for one direction of each axis: a yes always means the same side. Only trainings ask for it alone. */
const oneway: FamilyMaker = (facts, random) =>
  closedFor(facts, random, random.pick(['left', 'above'] as const));

/** One of two directions, each as likely: the pair is drawn after the answer. */
function either(facts: Facts, random: Random): Draft | undefined {
  const axis = random.pick(['side', 'height'] as const);
  const answer = random.pick(AXES[axis]);
  const pairs = pairsBy(facts, answer, true);
  if (pairs.length === 0) return undefined;
  const [x, y] = random.pick(pairs);
  return {
    intent: `relation.either-${axis}`,
    templates: EITHER[axis],
    x: spoken(facts, x, random),
    y: spoken(facts, y, random),
    answer,
    objects: [x.index, y.index],
  };
}

/** The forms of the family, which a training can also ask for one by one. */
export const RELATION_FORMS = { open, closed, either, oneway } as const;

/**
 * "What is left of the dog?", "Is the car next to the house?", "Is the dog above or below the tree?": the thing asked about is
 * named without doubt; the answer to an open one is the nearest in a cone of 39° around the direction when nothing else that
 * might be meant is close (`space.ts` has the margins).
 */
export const relation: FamilyMaker = (facts, random) =>
  RELATION_FORMS[random.weighted(['open', 'closed', 'either'] as const, [50, 30, 20])](facts, random);
