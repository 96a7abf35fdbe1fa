import { matching, pickAbsent, spoken } from '../facts';
import type { Facts, Reference } from '../facts';
import type { Random } from '../random';
import { BIGGER } from '../space';
import type { Draft, FamilyMaker } from './types';
import { yesNo } from './types';

const MORE = [
  'are there more {Xs} than {Ys}',
  'do you see more {Xs} than {Ys}',
  'does the picture show more {Xs} than {Ys}',
  'is the number of {Xs} larger than the number of {Ys}',
];

const FEWER = [
  'are there fewer {Xs} than {Ys}',
  'do you see fewer {Xs} than {Ys}',
  'does the picture show fewer {Xs} than {Ys}',
  'are there less {Xs} than {Ys}',
];

const IS_BIGGER = ['is {the X} bigger than {the Y}', 'is {the X} larger than {the Y}'];
const IS_SMALLER = ['is {the X} smaller than {the Y}', 'does {the X} look smaller than {the Y}'];
const WHICH_BIGGER = [
  'which is bigger, {the X} or {the Y}',
  'what is bigger, {the X} or {the Y}',
  'which one is larger, {the X} or {the Y}',
];
const WHICH_SMALLER = [
  'which is smaller, {the X} or {the Y}',
  'what is smaller, {the X} or {the Y}',
  'which one is smaller, {the X} or {the Y}',
];

/** Share of "no" answers in number where both classes come equally often. */
const EQUAL_SHARE = 0.06;

/** "Are there more apples than dogs?" */
function inNumber(facts: Facts, random: Random): Draft | undefined {
  if (facts.present.length === 0) return undefined;
  const count = (kind: string) => matching(facts, { kind }).length;
  const truth = random.chance(0.5);
  const first = random.pick(facts.present);
  const others = facts.present.filter((kind) => kind !== first);
  const second = others.length === 0 || random.chance(0.15) ? pickAbsent(facts, random) : random.pick(others);
  const equal = count(first) === count(second);
  // Pairs of equal number only answer "no"; taken each time they would be most of the no's.
  if (equal && (truth || !random.chance(EQUAL_SHARE))) return undefined;
  const fewer = random.chance(0.4);
  // X must be the larger class when "more" is true and when "fewer" is false.
  const larger = count(first) > count(second) ? first : second;
  const smaller = larger === first ? second : first;
  const [x, y] = equal
    ? random.shuffle([first, second])
    : truth !== fewer
      ? [larger, smaller]
      : [smaller, larger];
  return {
    intent: fewer ? 'comparison.fewer' : 'comparison.more',
    templates: fewer ? FEWER : MORE,
    x: { kind: x! },
    y: { kind: y! },
    answer: yesNo(truth),
    objects: [...(facts.byKind.get(x!) ?? []), ...(facts.byKind.get(y!) ?? [])],
  };
}

/** Two stickers of different classes, the first clearly bigger. */
function clearPair(facts: Facts, random: Random): readonly [Reference, Reference] | undefined {
  for (const a of random.shuffle(facts.references))
    for (const b of random.shuffle(facts.references))
      if (
        a.noun.kind !== b.noun.kind &&
        facts.stickers[a.index]!.size >= BIGGER * facts.stickers[b.index]!.size
      )
        return [a, b];
  return undefined;
}

/** "Is the car bigger than the house?", "Which is smaller, the car or the house?" */
function inSize(facts: Facts, random: Random): Draft | undefined {
  const pair = clearPair(facts, random);
  if (!pair) return undefined;
  const [bigger, smaller] = pair;
  const [first, second] = random.shuffle(pair);
  const x = spoken(facts, first!, random);
  const y = spoken(facts, second!, random);
  const objects = [first!.index, second!.index];
  const askSmaller = random.chance(0.4);
  const winner = askSmaller ? smaller : bigger;
  if (random.chance(0.5))
    return {
      intent: askSmaller ? 'comparison.which-smaller' : 'comparison.which-bigger',
      templates: askSmaller ? WHICH_SMALLER : WHICH_BIGGER,
      x,
      y,
      answer: winner.noun.kind,
      objects,
    };
  return {
    intent: askSmaller ? 'comparison.is-smaller' : 'comparison.is-bigger',
    templates: askSmaller ? IS_SMALLER : IS_BIGGER,
    x,
    y,
    answer: yesNo(first === winner),
    objects,
  };
}

/** The forms of the family, which a training can also ask for one by one. */
export const COMPARISON_FORMS = { number: inNumber, size: inSize } as const;

/** More or fewer by number; bigger or smaller where the longer sides differ by a factor of at least 1.35. */
export const comparison: FamilyMaker = (facts, random) =>
  random.chance(0.5) ? inNumber(facts, random) : inSize(facts, random);
