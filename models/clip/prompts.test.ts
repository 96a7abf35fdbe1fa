import { describe, expect, it } from 'vitest';
import { COLOURS, NOUNS } from './candidates';
import { EMPTY_ANSWER, planPrompts } from './prompts';

const prompts = (text: string, answer: string, given?: string[]) =>
  planPrompts(text, given).candidates.find((candidate) => candidate.answer === answer)?.prompts;

it('takes a dollar sign in an answer for text', () => {
  const prices = ['$&', "$'5", '$$'];
  const prompts = (text: string) =>
    planPrompts(text, prices).candidates.map((candidate) => candidate.prompts[0]);
  expect(prompts('it costs {}')).toEqual(['it costs $&', "it costs $'5", 'it costs $$']);
  expect(prompts('what does it cost?')).toEqual(['a photo of a $&', "a photo of a $'5", 'a photo of a $$']);
});

describe('what a question asks for', () => {
  it.each([
    ['What colour is the cat?', 'colour'],
    ['what color are the shoes', 'colour'],
    ['How many dogs are there in the picture?', 'count'],
    ['Is there a dog?', 'existence'],
    ['Are there any birds in this photo?', 'existence'],
    ['Is the cat on the sofa?', 'yes-no'],
    ['Does it rain?', 'yes-no'],
    ['Is the cat red or blue?', 'choice'],
    ['Is it a cat, a dog, or a bird?', 'choice'],
    ['What is this?', 'thing'],
    ['a dog on a sofa', 'caption'],
  ])('%s: %s', (text, kind) => {
    expect(planPrompts(text).kind).toBe(kind);
  });
});

describe('prompts', () => {
  it('put the answer where the question asks for it', () => {
    expect(prompts('What colour is the cat?', 'orange')).toEqual([
      'a photo of an orange cat',
      'the cat is orange',
    ]);
    expect(prompts('How many dogs are there?', '2')).toEqual(['a photo of two dogs', 'there are two dogs']);
    expect(prompts('How many dogs are there?', '1')).toEqual(['a photo of one dog', 'there is one dog']);
    expect(prompts('Is there a dog in the picture?', 'no')).toEqual([
      'a photo without a dog',
      'there is no dog',
    ]);
    expect(prompts('Is the cat on the sofa?', 'no')).toEqual(['the cat is not on the sofa']);
    expect(prompts('Is the cat red or blue?', 'blue')![0]).toBe('the cat is blue');
    expect(prompts('Is it a cat, a dog, or a bird?', 'a bird')![0]).toBe('a photo of a bird');
  });

  it('use common nouns where nothing else is asked, those of a group that is named', () => {
    expect(planPrompts('What animal is this?').candidates.map(({ answer }) => answer)).toEqual(
      NOUNS['animal'],
    );
    expect(planPrompts('What is this?').candidates.length).toBeGreaterThan(40);
  });

  it('are one a candidate for long lists', () => {
    expect(planPrompts('What is this?').candidates.every((candidate) => candidate.prompts.length === 1)).toBe(
      true,
    );
    expect(planPrompts('What animal is this?').candidates[0]!.prompts).toHaveLength(3);
  });

  it('set a caption against an empty text', () => {
    expect(planPrompts(' a  dog on a sofa ').candidates).toEqual([
      { answer: 'a dog on a sofa', prompts: ['a dog on a sofa'] },
      { answer: EMPTY_ANSWER, prompts: [''] },
    ]);
  });
});

describe('candidates that are given', () => {
  it('take the place of the usual ones', () => {
    const plan = planPrompts('What colour is the cat?', ['teal', ' teal ', 'crimson']);
    expect(plan.candidates.map(({ answer }) => answer)).toEqual(['teal', 'crimson']);
    expect(plan.candidates[0]!.prompts[1]).toBe('the cat is teal');
    expect(COLOURS).not.toContain('teal');
  });

  it('fill the slot of a template', () => {
    expect(prompts('a sketch of {}', 'a cat', ['a cat', 'a dog'])).toEqual(['a sketch of a cat']);
  });

  it('are things where the question is of yes or no', () => {
    expect(prompts('Is there a pet?', 'cat', ['cat', 'dog'])![0]).toBe('a photo of a cat');
  });
});

describe('what cannot be asked', () => {
  it.each([
    ['  ', undefined, /empty/],
    ['a {} cat', undefined, /give candidate answers/],
    ['what is it?', ['cat', 'cat '], /at least two/],
  ] as const)('%j with %j', (text, given, message) => {
    expect(() => planPrompts(text, given)).toThrow(message);
  });
});

describe('choices', () => {
  it('caption: a text is set against an empty one even when it is worded as a question', () => {
    const { kind, candidates } = planPrompts('What a cat!', 'caption');
    expect(kind).toBe('caption');
    expect(candidates.map(({ prompts }) => prompts)).toEqual([['What a cat!'], ['']]);
  });

  it('several templates stand for each answer together', () => {
    const { candidates } = planPrompts('a photo of {} | a drawing of {} | nothing', ['cats', 'dogs']);
    expect(candidates[1]).toEqual({ answer: 'dogs', prompts: ['a photo of dogs', 'a drawing of dogs'] });
  });
});
