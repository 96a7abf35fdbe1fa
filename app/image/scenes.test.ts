import { describe, expect, it } from 'vitest';
import { createRandom, generateQuestions, SAMPLES } from '../../src/scene';
import { createSceneLibrary } from './scenes';

const library = createSceneLibrary('unused/');

describe('the truth of a question', () => {
  it.each(SAMPLES.map((sample) => [sample.id, sample] as const))(
    'is known for what %s opens with',
    async (_, sample) => {
      const truth = await library.truth(sample.scene, sample.question);
      expect(truth?.answer).toBe(sample.answer);
      expect([...(truth?.objects ?? [])].sort()).toEqual([...sample.objects].sort());
    },
  );

  it('is known for every question that is offered', async () => {
    for (const { scene } of SAMPLES) {
      for (const { text, answer } of await library.suggestions(scene)) {
        expect((await library.truth(scene, text))?.answer).toBe(answer);
      }
    }
  });

  it('does not hang on case, spaces and the question mark', async () => {
    const { scene, question, answer } = SAMPLES[0]!;
    const shouted = `  ${question.toUpperCase().replace('?', ' ')} `;
    expect((await library.truth(scene, shouted))?.answer).toBe(answer);
  });

  it('is known in other words than the plain ones', async () => {
    const { scene } = SAMPLES[0]!;
    const wordings = generateQuestions(scene, createRandom(3), { count: 60 });
    let found = 0;
    for (const { text, answer } of wordings) {
      const truth = await library.truth(scene, text);
      // Whatever is found is right.
      if (truth) expect(truth.answer).toBe(answer);
      found += Number(truth !== undefined);
    }
    expect(found).toBeGreaterThan(wordings.length / 3);
  });

  it('is not made up for other questions', async () => {
    expect(await library.truth(SAMPLES[0]!.scene, 'What is the meaning of it all?')).toBeUndefined();
  });

  it('is not searched for any longer once nobody waits for it', async () => {
    const { scene, question } = SAMPLES[1]!;
    const fresh = createSceneLibrary('unused/');
    const offered = (await fresh.suggestions(scene)).find(({ text }) => text !== question)!;
    expect(await fresh.truth(scene, offered.text, AbortSignal.abort())).toBeUndefined();
    expect((await fresh.truth(scene, offered.text))?.answer).toBe(offered.answer);
  });
});
