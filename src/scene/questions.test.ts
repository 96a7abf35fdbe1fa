import { describe, expect, it } from 'vitest';
import { ANSWERS } from './answers';
import { questionRandom, questionsOf, scoreBaselines } from './baselines';
import { CLASSES } from './classes';
import { generateScene } from './generate';
import { generateQuestions, type Topic } from './questions';
import { FAMILIES } from './questions/types';
import type { Question } from './questions/types';
import { createRandom } from './random';
import { SAMPLES } from './samples';
import type { Scene } from './spec';
import { suggestQuestions } from './suggest';
import { judge, thingsIn } from './testing/judge';

const asked: { scene: Scene; question: Question }[] = [];
for (const split of ['train', 'compositional'] as const)
  for (let seed = 0; seed < 500; seed++) {
    const scene = generateScene(seed, split);
    for (const question of generateQuestions(scene, questionRandom(seed, split), { count: 9 }))
      asked.push({ scene, question });
  }

describe('generateQuestions', () => {
  it('tells the truth: a judge that reads the words and the coordinates answers the same', () => {
    for (const { scene, question } of asked)
      expect(judge(question, scene), `${question.text} ${JSON.stringify(scene)}`).toBe(question.answer);
  });

  it('answers within the vocabulary, which has no entry twice', () => {
    expect(new Set(ANSWERS).size).toBe(ANSWERS.length);
    for (const { question } of asked) expect(ANSWERS).toContain(question.answer);
  });

  it('justifies by stickers that the question or its answer names', () => {
    for (const { scene, question } of asked) {
      expect(new Set(question.objects).size, question.text).toBe(question.objects.length);
      const things = thingsIn(question.text.toLowerCase());
      for (const index of question.objects) {
        const sticker = scene.stickers[index]!;
        const named = sticker.kind === question.answer || things.some(({ fits }) => fits(sticker));
        expect(named, `${question.text} ${index}`).toBe(true);
      }
    }
  });

  it('justifies a count by as many stickers as it counts', () => {
    for (const { question } of asked)
      if (question.family === 'counting') expect(question.objects.length).toBe(Number(question.answer));
  });

  it('asks nothing twice of a scene, and keeps to the families asked for', () => {
    const scene = generateScene(3, 'train');
    const questions = generateQuestions(scene, createRandom(1), {
      count: 40,
      families: ['existence', 'where'],
    });
    const keys = questions.map(({ intent, subject }) => `${intent} ${subject}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(questions.map(({ family }) => family))).toEqual(new Set(['existence', 'where']));
  });

  it('asks a family as often as it is named, where the scene allows', () => {
    const shares = Array.from({ length: 400 }, (_, seed) =>
      generateQuestions(generateScene(seed, 'train'), createRandom(seed), {
        count: 1,
        families: ['background', 'background', 'background', 'existence'],
      }),
    ).flat();
    const background = shares.filter(({ family }) => family === 'background').length / shares.length;
    // 3/4 of 400 throws, four standard deviations wide.
    expect(Math.abs(background - 0.75)).toBeLessThan(4 * Math.sqrt((0.75 * 0.25) / 400));
  });

  it('asks single forms of a family: in one direction of each axis, in number, in size', () => {
    const intentsOf = (families: readonly Topic[]) =>
      new Set(
        Array.from({ length: 200 }, (_, seed) =>
          generateQuestions(generateScene(seed, 'train'), createRandom(seed), { count: 3, families }),
        )
          .flat()
          .map(({ intent }) => intent),
      );
    expect(intentsOf(['relation.oneway'])).toEqual(new Set(['relation.is-left', 'relation.is-above']));
    expect(intentsOf(['comparison.number'])).toEqual(new Set(['comparison.more', 'comparison.fewer']));
    for (const intent of intentsOf(['comparison.size'])) expect(intent).toMatch(/(bigger|smaller)$/);
  });

  it('covers all families, and all of them for a rich scene', () => {
    expect(new Set(asked.map(({ question }) => question.family))).toEqual(new Set(FAMILIES));
  });

  it('survives scenes with nothing or one thing in them', () => {
    const empty: Scene = { version: 1, background: { kind: 'sky', seed: 0 }, stickers: [] };
    for (const question of generateQuestions(empty, createRandom(1), { count: 30 }))
      expect(judge(question, empty)).toBe(question.answer);
  });

  it('varies its wording: case, question marks and templates', () => {
    const texts = asked.map(({ question }) => question.text);
    const share = (test: (text: string) => boolean) => texts.filter(test).length / texts.length;
    expect(share((text) => text.endsWith('?'))).toBeCloseTo(0.7, 1);
    expect(share((text) => text === text.toLowerCase())).toBeCloseTo(0.5, 1);
    expect(share((text) => text === text.toUpperCase())).toBeGreaterThan(0.02);
    expect(texts.some((text) => /\{|\}|undefined/.test(text))).toBe(false);
    expect(texts.some((text) => /\ba [aeiou]/i.test(text) || /\ban [^aeiou]/i.test(text))).toBe(false);
  });
});

describe('balance', () => {
  const count = (test: (question: Question) => boolean) =>
    asked.filter(({ question }) => test(question)).length;

  it.each(FAMILIES.filter((family) => family !== 'counting' && family !== 'where'))(
    'of yes and no in the family %s is within 45 to 55 %%',
    (family) => {
      const yes = count((question) => question.family === family && question.answer === 'yes');
      const no = count((question) => question.family === family && question.answer === 'no');
      // Four standard errors, and five points of slack for what scenes cannot offer.
      const slack = 0.05 + 2 / Math.sqrt(yes + no);
      expect(Math.abs(yes / (yes + no) - 0.5)).toBeLessThan(slack);
    },
  );

  it('of counts of a class: each of 0 to 6 between 8 and 25 %', () => {
    const all = count((question) => question.intent === 'counting.kind');
    for (let n = 0; n <= 6; n++) {
      const share =
        count((question) => question.intent === 'counting.kind' && question.answer === String(n)) / all;
      expect(share, String(n)).toBeGreaterThan(0.08);
      expect(share, String(n)).toBeLessThan(0.25);
    }
  });

  it('leaves little to be guessed from the question', () => {
    const train = [...questionsOf('train', 1000, 900, 8)];
    const { majority, questionOnly, families } = scoreBaselines(train, questionsOf('test', 0, 300, 8));
    expect(majority).toBeLessThan(0.3);
    expect(questionOnly).toBeLessThan(0.4);
    for (const family of ['existence', 'logic', 'comparison'])
      expect(families[family]!.questionOnly, family).toBeLessThan(0.58);
    for (const family of ['counting', 'relation', 'where', 'background'])
      expect(families[family]!.questionOnly, family).toBeLessThan(0.35);
  });
});

describe('scoreBaselines', () => {
  const question = (subject: string, answer: string): Question => ({
    text: subject,
    family: 'existence',
    intent: 'existence.kind',
    subject,
    answer,
    objects: [],
  });

  it('counts as a hand does', () => {
    const train = [
      question('dog', 'yes'),
      question('dog', 'yes'),
      question('cat', 'no'),
      question('dog', 'no'),
    ];
    const test = [
      question('dog', 'yes'),
      question('cat', 'no'),
      question('cat', 'yes'),
      question('owl', 'yes'),
    ];
    // Majority: a tie of two, the first met ("yes") wins: 3 of 4. By question: dog yes, cat no, owl (unmet) yes: 3 of 4.
    expect(scoreBaselines(train, test)).toEqual({
      majority: 0.75,
      questionOnly: 0.75,
      families: { existence: { n: 4, majority: 0.75, questionOnly: 0.75 } },
    });
  });
});

describe('suggestQuestions', () => {
  it('gives true questions in plain wording, of different families, the same each time', () => {
    for (const { scene } of SAMPLES) {
      const questions = suggestQuestions(scene, 6, 1);
      expect(questions).toEqual(suggestQuestions(scene, 6, 1));
      expect(questions).toHaveLength(6);
      expect(new Set(questions.map(({ family }) => family)).size).toBe(6);
      for (const question of questions) {
        expect(question.text).toMatch(/^[A-Z].*\?$/);
        expect(judge(question, scene), question.text).toBe(question.answer);
      }
    }
  });
});

describe('CLASSES', () => {
  it('have at least 64 names, no word meaning two of them', () => {
    expect(CLASSES.length).toBeGreaterThanOrEqual(64);
    const words = CLASSES.flatMap(({ kind, plural, synonyms }) => [
      ...new Set([kind, plural]),
      ...synonyms.flat(),
    ]);
    expect(new Set(words).size).toBe(words.length);
  });
});
