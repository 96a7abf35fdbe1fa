import { CATEGORIES } from '../classes';
import type { Category } from '../classes';
import { matching, ofCategory, pickAbsent } from '../facts';
import type { Facts } from '../facts';
import { CATEGORY_WORDS } from '../nouns';
import type { Noun } from '../nouns';
import type { Random } from '../random';
import type { Draft, FamilyMaker } from './types';

const HOW_MANY = [
  'how many {Xs} are there',
  'how many {Xs} are in the picture',
  'how many {Xs} do you see',
  'how many {Xs} can you count',
  'count the {Xs}',
  'what is the number of {Xs}',
];

/** Largest count that is asked for. */
export const MOST_COUNTED = 8;

function draft(facts: Facts, intent: string, x: Noun): Draft | undefined {
  const objects = matching(facts, x);
  if (objects.length > MOST_COUNTED) return undefined;
  return { intent, templates: HOW_MANY, x, answer: String(objects.length), objects };
}

/** A class of the scene, mostly one that is repeated: 0 and 1 would else be nearly all answers. */
function ofKind(facts: Facts, random: Random): Draft | undefined {
  const counts = facts.present.map((kind) => facts.byKind.get(kind)!.length);
  const most = Math.max(0, ...counts);
  // Where nothing is repeated, 0 and 1 have their turn.
  const absent = most <= 1 ? 0.5 : 0.1;
  if (facts.present.length === 0 || random.chance(absent))
    return draft(facts, 'counting.kind', { kind: pickAbsent(facts, random) });
  const weights = counts.map((count) => (count === 1 ? 0.06 : count * count));
  return draft(facts, 'counting.kind', { kind: random.weighted(facts.present, weights) });
}

/** "How many red hearts?" where there are hearts of several colours. */
function ofColour(facts: Facts, random: Random): Draft | undefined {
  const mixed = facts.stickers.filter(
    ({ kind, colour }) =>
      colour !== undefined &&
      facts.byKind.get(kind)!.some((index) => facts.stickers[index]!.colour !== colour),
  );
  if (mixed.length === 0) return undefined;
  const { kind, colour } = random.pick(mixed);
  return draft(facts, 'counting.coloured', { kind, colour: colour! });
}

function ofWholeCategory(facts: Facts, random: Random): Draft | undefined {
  const askable = CATEGORIES.filter((category) => CATEGORY_WORDS[category] !== undefined);
  const numbers = askable.map((category) => ofCategory(facts, category).length);
  const weights = numbers.map((count) => (count === 0 ? 0.15 : count));
  const category: Category = random.weighted(askable, weights);
  return draft(facts, 'counting.category', { category });
}

/** "How many dogs are there?", 0 to 6 for a class, up to 8 for a category or all stickers. */
export const counting: FamilyMaker = (facts, random) => {
  const maker = random.weighted(['kind', 'colour', 'category', 'all'], [66, 12, 16, 6]);
  if (maker === 'colour') return ofColour(facts, random);
  if (maker === 'category') return ofWholeCategory(facts, random);
  if (maker === 'all') return draft(facts, 'counting.all', { category: 'sticker' });
  return ofKind(facts, random);
};
