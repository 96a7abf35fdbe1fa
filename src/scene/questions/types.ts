import type { Facts } from '../facts';
import type { Noun } from '../nouns';
import type { Random } from '../random';

export const FAMILIES = [
  'existence',
  'counting',
  'colour',
  'relation',
  'where',
  'category',
  'comparison',
  'background',
  'logic',
] as const;
export type Family = (typeof FAMILIES)[number];

/** A question with its truth, before it is put into words. */
export interface Draft {
  /** What is asked, regardless of wording, e.g. `relation.left`. */
  readonly intent: string;
  /**
   * Wordings; the first is the plainest. Places to fill: `{X}` `{Y}` singular, `{Xs}` plural, `{a X}` and `{the X}` with
   * article, `{W}` a word.
   */
  readonly templates: readonly string[];
  readonly x?: Noun;
  readonly y?: Noun;
  readonly word?: string;
  readonly answer: string;
  /** Indices of the stickers that justify the answer; empty when what is missing or the background does. */
  readonly objects: readonly number[];
}

/**
 * One family of questions: a draft that is beyond dispute for the scene, or undefined when this throw of the dice gave
 * none (another may).
 */
export type FamilyMaker = (facts: Facts, random: Random) => Draft | undefined;

/** A question as the model reads it, with its truth. */
export interface Question {
  readonly text: string;
  readonly family: Family;
  readonly intent: string;
  /** The things asked for, in canonical words, joined by `|`; with `intent` it says what is asked, regardless of wording. */
  readonly subject: string;
  readonly answer: string;
  /** Indices of the stickers that justify the answer (all of a counted class, both of a relation, …); may be empty. */
  readonly objects: readonly number[];
}

/** "yes" for true, "no" for false. */
export function yesNo(truth: boolean): string {
  return truth ? 'yes' : 'no';
}
