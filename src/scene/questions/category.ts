import { CATEGORIES, CLASSES } from '../classes';
import type { Category } from '../classes';
import { ofCategory } from '../facts';
import type { Facts } from '../facts';
import { CATEGORY_WORDS } from '../nouns';
import type { Random } from '../random';
import { THERE } from './existence';
import type { Draft, FamilyMaker } from './types';
import { yesNo } from './types';

const ASKED: readonly Category[] = CATEGORIES.filter((category) => CATEGORY_WORDS[category] !== undefined);

const WHAT = [
  'what {X} is there',
  'which {X} is in the picture',
  'what {X} do you see',
  'what kind of {X} is there',
  'what {X} is shown here',
  'which {X} can you see',
];

/** Share of "nothing" answers that are kept. */
const NOTHING_KEPT = 0.03;

/** Rough chance that a scene (four classes on average) shows a category, from its number of classes. */
function chanceOf(category: Category): number {
  const share = CLASSES.filter((entry) => entry.category === category).length / CLASSES.length;
  return 1 - (1 - share) ** 4;
}

function open(facts: Facts, random: Random): Draft | undefined {
  for (const category of random.shuffle(ASKED)) {
    const objects = ofCategory(facts, category);
    const kinds = new Set(objects.map((index) => facts.stickers[index]!.kind));
    if (kinds.size > 1 || (kinds.size === 0 && !random.chance(NOTHING_KEPT))) continue;
    const answer = [...kinds][0] ?? 'nothing';
    return { intent: 'category.what', templates: WHAT, x: { category }, answer, objects };
  }
  return undefined;
}

/** "Is there an animal?": each category's chance to be seen is undone, so that yes and no are even for each. */
function closed(facts: Facts, random: Random): Draft | undefined {
  const truth = random.chance(0.5);
  const fitting = ASKED.filter((category) => ofCategory(facts, category).length > 0 === truth);
  if (fitting.length === 0) return undefined;
  const weights = fitting.map((category) => 1 / (truth ? chanceOf(category) : 1 - chanceOf(category)));
  const category = random.weighted(fitting, weights);
  return {
    intent: 'category.is',
    templates: THERE,
    x: { category },
    answer: yesNo(truth),
    objects: ofCategory(facts, category),
  };
}

/** "What animal is there?", where all animals are of one class; "Is there a vehicle?". */
export const category: FamilyMaker = (facts, random) =>
  random.chance(0.7) ? open(facts, random) : closed(facts, random);
