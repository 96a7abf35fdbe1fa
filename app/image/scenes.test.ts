import { describe, expect, it } from 'vitest';
import { createRandom, generateQuestions, SAMPLES } from '../../src/scene';
import { createSceneLibrary } from './scenes';

const library = createSceneLibrary('unused/');

describe('the truth of a question', () => {
  it.each(SAMPLES.map((sample) => [sample.id, sample] as const))(
    'is known for what %s opens with',
    (_, sample) => {
      const truth = library.truth(sample.scene, sample.question);
      expect(truth?.answer).toBe(sample.answer);
      expect([...(truth?.objects ?? [])].sort()).toEqual([...sample.objects].sort());
    },
  );

  it('is known for every question that is offered', () => {
    for (const { scene } of SAMPLES) {
      for (const { text, answer } of library.suggestions(scene)) {
        expect(library.truth(scene, text)?.answer).toBe(answer);
      }
    }
  });

  it('does not hang on case, spaces and the question mark', () => {
    const { scene, question, answer } = SAMPLES[0]!;
    expect(library.truth(scene, `  ${question.toUpperCase().replace('?', ' ')} `)?.answer).toBe(answer);
  });

  it('is known in other words than the plain ones', () => {
    const { scene } = SAMPLES[0]!;
    const wordings = generateQuestions(scene, createRandom(3), { count: 60 });
    const found = wordings.filter(({ text, answer }) => library.truth(scene, text)?.answer === answer);
    expect(found.length).toBeGreaterThan(wordings.length / 3);
    // Whatever is found is right.
    for (const { text, answer } of wordings)
      expect([answer, undefined]).toContain(library.truth(scene, text)?.answer);
  });

  it('is not made up for other questions', () => {
    expect(library.truth(SAMPLES[0]!.scene, 'What is the meaning of it all?')).toBeUndefined();
  });
});
