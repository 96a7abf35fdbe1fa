/** Questions to offer a person who looks at a scene. */
import { phrasePlainly, subjectOf } from './phrase';
import { draftQuestions } from './questions';
import type { FamilyDraft } from './questions';
import type { Family, Question } from './questions/types';
import { createRandom } from './random';
import type { Scene } from './spec';

/** Families by how much their maps have to show. */
const ORDER: readonly Family[] = [
  'relation',
  'colour',
  'counting',
  'where',
  'comparison',
  'category',
  'existence',
  'logic',
  'background',
];

/** Answers that make a question duller than an open one. */
const DULL = new Set(['yes', 'no', 'nothing', '1']);

/** Lower is better: open questions about stickers, then dull ones, then what no sticker justifies. */
function rank({ draft }: FamilyDraft): number {
  if (draft.objects.length === 0) return 2;
  return DULL.has(draft.answer) ? 1 : 0;
}

/**
 * Up to `n` questions in plain wording with their answers, one of each family before a second of any; the same for the
 * same `seed`. Questions that some sticker justifies come first: their maps have a truth to be compared with.
 */
export function suggestQuestions(scene: Scene, n: number, seed: number): Question[] {
  const drafts = draftQuestions(scene, createRandom(seed), { count: 3 * Math.max(n, ORDER.length) });
  const ranked = drafts.sort((a, b) => rank(a) - rank(b));
  const firsts = ORDER.flatMap((family) => ranked.find((draft) => draft.family === family) ?? []).sort(
    (a, b) => rank(a) - rank(b),
  );
  const chosen = [...firsts, ...ranked.filter((draft) => !firsts.includes(draft))];
  return chosen.slice(0, n).map(({ family, draft }) => ({
    text: phrasePlainly(draft),
    family,
    intent: draft.intent,
    subject: subjectOf(draft),
    answer: draft.answer,
    objects: draft.objects,
  }));
}
