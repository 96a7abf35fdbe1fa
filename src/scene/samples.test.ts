import { describe, expect, it } from 'vitest';
import { ANSWERS } from './answers';
import { showsHeldOut } from './testing/heldOut';
import { SAMPLES } from './samples';
import { parseScene } from './spec';
import { FAMILIES } from './questions/types';
import { draftQuestions } from './questions';
import { phrasePlainly } from './phrase';
import { createRandom } from './random';
import { visibleShares } from './visibility';

describe.each(SAMPLES)('sample $id', ({ scene, question, answer, objects }) => {
  it('is a valid scene of pairs that training shows, nothing hidden', () => {
    expect(parseScene(JSON.parse(JSON.stringify(scene)))).toEqual(scene);
    expect(showsHeldOut(scene)).toBe(false);
    for (const share of visibleShares(scene.stickers)) expect(share).toBeGreaterThan(0.85);
  });

  it('opens with a question that is beyond dispute, and its answer', () => {
    expect(ANSWERS).toContain(answer);
    const drafts = Array.from({ length: 40 }, (_, seed) =>
      draftQuestions(scene, createRandom(seed), { count: 60, families: FAMILIES }),
    ).flat();
    const same = drafts.find(({ draft }) => phrasePlainly(draft) === question)?.draft;
    expect(same?.answer).toBe(answer);
    expect([...same!.objects].sort()).toEqual([...objects].sort());
  });
});
