import { BACKGROUNDS } from '../backgrounds';
import type { FamilyMaker } from './types';
import { yesNo } from './types';

const WHAT = [
  'what is the background',
  'what is in the background',
  'what background is this',
  'what are the stickers on',
  'which background does the picture have',
  'what kind of background is it',
];

const IS = [
  'is the background {W}',
  'is there {W} in the background',
  'does the background show {W}',
  'do you see {W} in the background',
];

/** "What is the background?" */
export const background: FamilyMaker = (facts, random) => {
  const { kind } = facts.scene.background;
  if (random.chance(0.6)) return { intent: 'background.what', templates: WHAT, answer: kind, objects: [] };
  const truth = random.chance(0.5);
  const word = truth ? kind : random.pick(BACKGROUNDS.filter((other) => other !== kind));
  return { intent: 'background.is', templates: IS, word, answer: yesNo(truth), objects: [] };
};
