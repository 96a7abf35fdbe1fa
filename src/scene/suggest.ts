/** Questions to offer a person who looks at a scene. */
import { phrasePlainly, subjectOf } from './phrase';
import { draftQuestions } from './questions';
import type { FamilyDraft } from './questions';
import { FAMILIES } from './questions/types';
import type { Question } from './questions/types';
import { createRandom } from './random';
import type { Scene } from './spec';

/** Lower is better: open questions about stickers, then yes or no about them, then what no sticker justifies. */
function rank({ draft }: FamilyDraft): number {
  if (draft.objects.length === 0) return 2;
  return draft.answer === 'yes' || draft.answer === 'no' ? 1 : 0;
}

/**
 * Up to `n` questions in plain wording with their answers, one of each family before a second of any; the same for the
 * same `seed`. Questions that some sticker justifies come first: their maps have a truth to be compared with.
 */
export function suggestQuestions(scene: Scene, n: number, seed: number): Question[] {
  const drafts = draftQuestions(scene, createRandom(seed), { count: 3 * Math.max(n, FAMILIES.length) });
  const ranked = drafts.sort((a, b) => rank(a) - rank(b));
  const firsts = FAMILIES.flatMap((family) => ranked.find((draft) => draft.family === family) ?? []).sort(
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
