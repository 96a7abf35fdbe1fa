import { describe, expect, it } from 'vitest';
import { normalizedAnswer, vqaCredit } from './vqa-answer';

describe('answers of the VQA challenge', () => {
  // By hand, from the rules at visualqa.org/evaluation.
  it.each([
    ['Yes', 'yes'],
    [' A  dog\n', 'dog'],
    ['the red one', 'red 1'],
    ['None', '0'],
    ['ten', '10'],
    ['yes.', 'yes'],
    ['2.5 feet', '2.5 feet'],
    ['St. Louis', 'st louis'],
    ['10:30', '10:30'],
    ['1,000', '1000'],
    ['black/white', 'black white'],
    ['black, white', 'black white'],
    ['t-shirt', 't shirt'],
    ['dont know', "don't know"],
    ['don’t know', "don't know"],
    ["children's", "children's"],
    ['its', 'its'],
    ['oclock', "o'clock"],
    ['an', ''],
    ['constructor', 'constructor'],
  ])('%j is compared as %j', (answer, normalized) => {
    expect(normalizedAnswer(answer)).toBe(normalized);
  });

  it('are the same for ten people however they write', () => {
    const people = [...Array<string>(9).fill('Yes'), 'no'];
    expect(vqaCredit('yes', { answer: 'yes', people })).toBe(1);
    // Nobody else said no: 0 of 3 with its speaker left out, 1 of 3 with any of the nine.
    expect(vqaCredit('No.', { answer: 'yes', people })).toBeCloseTo(9 / 30, 12);
    expect(vqaCredit('yes', { answer: 'Yes', people: Array<string>(10).fill('Yes') })).toBe(1);
  });

  it('count thirds, each person left out once', () => {
    const people = ['2', 'two', 'Two', ...Array<string>(7).fill('3')];
    // 2 of 3 without one of the three who said it, 3 of 3 without one of the others.
    expect(vqaCredit('2', { answer: '3', people })).toBeCloseTo((3 * (2 / 3) + 7) / 10, 12);
    expect(vqaCredit('three', { answer: '3', people })).toBe(1);
  });

  it('are compared with the one answer where people are not listed', () => {
    expect(vqaCredit('The Dog', { answer: 'dog' })).toBe(1);
    expect(vqaCredit('cat', { answer: 'dog', people: ['dog'] })).toBe(0);
  });

  it('are credited as the mean over leaving each person out', () => {
    const people = (yes: number, no: number) => ({
      answer: 'yes',
      people: [...Array<string>(yes).fill('yes'), ...Array<string>(no).fill('no')],
    });
    // 2 of 10 said it: without one of them 1/3, without another 2/3: (2·1/3 + 8·2/3)/10 = 0.6.
    expect(vqaCredit('no', people(8, 2))).toBeCloseTo(0.6, 12);
    expect(vqaCredit('yes', people(8, 2))).toBe(1);
    expect(vqaCredit('maybe', people(8, 2))).toBe(0);
    expect(vqaCredit('yes', { answer: 'yes' })).toBe(1);
  });
});
