import { describe, expect, it } from 'vitest';
import { seededUniform } from '../../models/fixtures/random';
import { answerOfWord, describe as tell } from './caption';
import { alternativesAfter, generate, type Speech } from './generate';

const END = 0;

/** A made-up speaker of `size` tokens whose logits follow from all tokens so far; counts how often it is asked. */
function speaker(seed: number, size: number, maxTokens: number, vocabulary?: readonly string[]) {
  const asked: (readonly number[])[] = [];
  const speech: Speech = {
    vocabulary: vocabulary ?? Array.from({ length: size }, (_, token) => `t${token}`),
    end: END,
    maxTokens,
    encode: (text) =>
      text
        .split(' ')
        .filter(Boolean)
        .map((word) => speech.vocabulary.indexOf(word)),
    async next(tokens) {
      asked.push(tokens);
      return logitsAfter(seed, size, tokens);
    },
  };
  return { speech, asked };
}

function logitsAfter(seed: number, size: number, tokens: readonly number[]): number[] {
  const place = tokens.reduce((code, token) => (code * 31 + token + 7) % 1_000_003, seed);
  const uniform = seededUniform(place);
  return Array.from({ length: size }, () => 4 * uniform());
}

const logProbabilities = (logits: readonly number[]): number[] => {
  const total = Math.log(logits.reduce((sum, value) => sum + Math.exp(value), 0));
  return logits.map((value) => value - total);
};

interface Whole {
  readonly tokens: readonly number[];
  readonly sum: number;
  readonly length: number;
}

/** Every text that ends within `most` tokens, with its log-likelihood. */
function everyText(
  seed: number,
  size: number,
  most: number,
  tokens: readonly number[] = [],
  sum = 0,
): Whole[] {
  const logs = logProbabilities(logitsAfter(seed, size, tokens));
  return logs.flatMap((log, token) => {
    if (token === END) return [{ tokens, sum: sum + log, length: tokens.length + 1 }];
    if (tokens.length >= most) return [];
    return everyText(seed, size, most, [...tokens, token], sum + log);
  });
}

const SEEDS = Array.from({ length: 30 }, (_, n) => n + 1);

describe('generate', () => {
  it('with one beam takes the most probable token at every step', async () => {
    for (const seed of SEEDS) {
      const { speech } = speaker(seed, 4, 6);
      const found = await generate(speech);
      const expected: number[] = [];
      for (;;) {
        const logits = logitsAfter(seed, 4, expected);
        const best = logits.indexOf(Math.max(...logits));
        if (best === END) break;
        expected.push(best);
        if (expected.length === 6) break;
      }
      expect(found.tokens).toEqual(expected);
      expect(found.isFinished).toBe(expected.length < 6);
    }
  });

  it.each([0, 0.7, 1])('with beams for all texts finds the best of them, length power %s', async (power) => {
    let notGreedy = 0;
    for (const seed of SEEDS) {
      const score = ({ sum, length }: Whole) => sum / length ** power;
      // Texts of five tokens are cut, so the best must be one that ends before; four and the end fit.
      const all = everyText(seed, 3, 4);
      const best = all.reduce((a, b) => (score(b) > score(a) ? b : a));
      const { speech } = speaker(seed, 3, 5);
      const found = await generate(speech, { beams: 3 ** 6, lengthPower: power });
      const cut = everyText(seed, 3, 5).filter(({ tokens }) => tokens.length === 5);
      if (cut.some((text) => score(text) > score(best))) continue;
      expect(found.tokens, `seed ${seed}`).toEqual(best.tokens);
      expect(found.logLikelihood).toBeCloseTo(best.sum, 10);
      if ((await generate(speech)).tokens.join() !== best.tokens.join()) notGreedy++;
    }
    expect(notGreedy).toBeGreaterThan(0);
  });

  it('is no less likely with more beams than a beam search written out says', async () => {
    for (const seed of SEEDS) {
      const { speech } = speaker(seed, 4, 5);
      const found = await generate(speech, { beams: 2 });
      let open: Whole[] = [{ tokens: [], sum: 0, length: 0 }];
      const ended: Whole[] = [];
      for (let step = 0; step < 5 && open.length > 0; step++) {
        const next = open
          .flatMap(({ tokens, sum }) =>
            logProbabilities(logitsAfter(seed, 4, tokens)).map((log, token) => ({
              tokens: [...tokens, token],
              sum: sum + log,
              length: 0,
            })),
          )
          .sort((a, b) => b.sum - a.sum)
          .slice(0, 2);
        ended.push(...next.filter(({ tokens }) => tokens.at(-1) === END));
        open = next.filter(({ tokens }) => tokens.at(-1) !== END);
      }
      if (ended.length === 0) continue;
      const best = ended.reduce((a, b) => (b.sum > a.sum ? b : a));
      expect([...found.tokens, END]).toEqual(best.tokens);
    }
  });

  it('tells the probability of every token that was not given, and of the end', async () => {
    const { speech } = speaker(5, 4, 8);
    const { tokens, logProbabilities: logs, logLikelihood } = await generate(speech, { start: [2, 1] });
    expect(tokens.slice(0, 2)).toEqual([2, 1]);
    const whole = [...tokens, END];
    logs.forEach((log, n) => {
      const before = whole.slice(0, 2 + n);
      expect(log).toBeCloseTo(logProbabilities(logitsAfter(5, 4, before))[whole[2 + n]!]!, 10);
    });
    expect(logLikelihood).toBeCloseTo(
      logs.reduce((a, b) => a + b, 0),
      12,
    );
  });

  it('stops as soon as nothing can overtake, and when it is told to', async () => {
    const certain: Speech = {
      ...speaker(1, 3, 50).speech,
      next: async (tokens) => (tokens.length < 2 ? [0, 9, 0] : [9, 0, 0]),
    };
    const steps: number[] = [];
    const found = await generate(certain, { beams: 3, onStep: (tokens) => steps.push(tokens.length) });
    expect(found.tokens).toEqual([1, 1]);
    expect(steps).toEqual([1, 2]);
    const signal = { aborted: false };
    const stop = { onStep: () => void (signal.aborted = true), signal };
    await expect(generate(certain, stop)).rejects.toThrow(/aborted/);
  });

  it('refuses beams that are none and a start without room', async () => {
    const { speech } = speaker(1, 3, 2);
    for (const beams of [0, 1.5, NaN]) await expect(generate(speech, { beams })).rejects.toThrow(/beams/);
    await expect(generate(speech, { start: [1, 1, 1] })).rejects.toThrow(/more than the 2/);
  });

  it('lists what could follow', async () => {
    const { speech } = speaker(9, 5, 4);
    const found = await alternativesAfter(speech, [3], 2);
    const probabilities = logProbabilities(logitsAfter(9, 5, [3])).map(Math.exp);
    const sorted = [...probabilities].sort((a, b) => b - a);
    expect(found.map(({ probability }) => probability)).toEqual([
      expect.closeTo(sorted[0]!, 12),
      expect.closeTo(sorted[1]!, 12),
    ]);
    expect(found[0]!.text).toBe(`t${probabilities.indexOf(sorted[0]!)}`);
  });
});

describe('captions', () => {
  const WORDS = ['<end>', 'ca…', 'ts', 'dog', ',', 'and'];
  /** Says what is given, then the end. */
  const saying = (said: readonly number[]): Speech => ({
    ...speaker(1, 6, 12, WORDS).speech,
    next: async (tokens) => WORDS.map((_, token) => (token === (said[tokens.length] ?? END) ? 3 : 1)),
  });
  const sure = Math.exp(3) / (Math.exp(3) + 5 * Math.exp(1));

  it('are words, each with what stands before it and the probability of all its tokens', async () => {
    const texts: string[] = [];
    const { text, words, isFinished } = await tell(saying([1, 2, 4, 3]), { onText: (t) => texts.push(t) });
    expect(text).toBe('cats, dog');
    expect(isFinished).toBe(true);
    expect(texts).toEqual(['ca', 'cats', 'cats,', 'cats, dog']);
    expect(words.map(({ text: word, before, answer }) => [word, before, answer])).toEqual([
      ['cats', '', 'ca…'],
      [',', 'cats', ','],
      ['dog', 'cats,', 'dog'],
    ]);
    expect(words[0]!.probability).toBeCloseTo(sure ** 2, 12);
    expect(words[2]!.probability).toBeCloseTo(sure, 12);
    expect(words[2]!.alternatives[0]!.answer).toBe('dog');
    expect(words[2]!.alternatives[0]!.probability).toBeCloseTo(sure, 12);
  });

  it('go on from a start, whose words are theirs too', async () => {
    const { text, words } = await tell(saying([3, 5, 1, 2]), { start: 'dog and' });
    expect(text).toBe('dog and cats');
    expect(words.map(({ text: word }) => word)).toEqual(['dog', 'and', 'cats']);
  });

  it('take one word as an answer, by its first token', () => {
    const speech = {
      ...saying([]),
      encode: (word: string) => ({ cats: [1, 2], dog: [3], 'dog and': [3, 5] })[word] ?? [],
    };
    expect(answerOfWord(speech, 'cats')).toBe('ca…');
    expect(answerOfWord(speech, 'dog')).toBe('dog');
    expect(() => answerOfWord(speech, 'dog and')).toThrow(/2 words/);
    expect(() => answerOfWord(speech, '')).toThrow(/no word/);
  });
});
