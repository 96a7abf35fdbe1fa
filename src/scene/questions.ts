/**
 * Questions about a scene, each with its answer and the stickers that justify it.
 *
 * Only what nobody would dispute is asked: references name one sticker, relations and places keep the margins of `space.ts`, sizes
 * differ by a factor of 1.35, colours are those anybody would name. What is asked for says as little as possible about
 * the answer: yes and no are drawn first, absent classes are drawn like present ones, counts favour the repeated class.
 */
import { factsOf } from './facts';
import { phrase, subjectOf } from './phrase';
import { background } from './questions/background';
import { category } from './questions/category';
import { colour } from './questions/colour';
import { comparison, COMPARISON_FORMS } from './questions/comparison';
import { counting } from './questions/counting';
import { existence } from './questions/existence';
import { logic } from './questions/logic';
import { relation, RELATION_FORMS } from './questions/relation';
import { FAMILIES } from './questions/types';
import type { Draft, Family, FamilyMaker, Question } from './questions/types';
import { where } from './questions/where';
import type { Random } from './random';
import type { Scene } from './spec';

const MAKERS: Readonly<Record<Family, FamilyMaker>> = {
  existence,
  counting,
  colour,
  relation,
  where,
  category,
  comparison,
  background,
  logic,
};

/** Forms of families that can be asked for one by one. */
const FORMS = { relation: RELATION_FORMS, comparison: COMPARISON_FORMS } as const;

/** A family, or one form of it. */
export type Topic =
  Family | `relation.${keyof typeof RELATION_FORMS}` | `comparison.${keyof typeof COMPARISON_FORMS}`;

function makerOf(topic: Topic): FamilyMaker {
  const [family, form] = topic.split('.') as [Family, string | undefined];
  if (form === undefined) return MAKERS[family];
  return (FORMS as Readonly<Record<string, Readonly<Record<string, FamilyMaker>>>>)[family]![form]!;
}

/** Rounds through the families before giving up on more questions. */
const ROUNDS = 12;
/** Throws of the dice for one question of a family. */
const THROWS = 4;

export interface QuestionOptions {
  /** How many questions; fewer come back when the scene does not give as many different ones. */
  readonly count: number;
  /** Families, or single forms of them, to draw from, each as often as it is named; all families when left out. */
  readonly families?: readonly Topic[];
}

/** A draft with its family. */
export interface FamilyDraft {
  readonly family: Family;
  readonly draft: Draft;
}

/** Up to `count` different drafts, the families in turn in a random order. */
export function draftQuestions(scene: Scene, random: Random, options: QuestionOptions): FamilyDraft[] {
  const facts = factsOf(scene);
  const families: readonly Topic[] = options.families ?? FAMILIES;
  const seen = new Set<string>();
  const drafts: FamilyDraft[] = [];
  for (let round = 0; round < ROUNDS && drafts.length < options.count; round++)
    for (const topic of random.shuffle(families)) {
      if (drafts.length >= options.count) break;
      for (let i = 0; i < THROWS; i++) {
        const draft = makerOf(topic)(facts, random);
        if (!draft) continue;
        const key = `${draft.intent} ${subjectOf(draft)}`;
        if (seen.has(key)) continue;
        seen.add(key);
        drafts.push({ family: topic.split('.')[0] as Family, draft });
        break;
      }
    }
  return drafts;
}

/** Up to `count` different questions about a scene, in varied wording, the families in turn in a random order. */
export function generateQuestions(scene: Scene, random: Random, options: QuestionOptions): Question[] {
  return draftQuestions(scene, random, options).map(({ family, draft }) => ({
    text: phrase(draft, random),
    family,
    intent: draft.intent,
    subject: subjectOf(draft),
    answer: draft.answer,
    objects: draft.objects,
  }));
}
