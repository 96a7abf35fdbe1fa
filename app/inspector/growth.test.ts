import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { growthSentence, mostIn } from './growth';

/** Maps of one patch and one word with these values after each block. */
const steps = (image: number[], text: number[] = []) => ({
  image: image.map((value) => Float32Array.of(value)),
  text: text.map((value) => Float32Array.of(value)),
});

describe('mostIn', () => {
  it('is the shortest run of blocks that brings more than half', () => {
    expect(mostIn(steps([0, 1, 2, 8, 10]))).toEqual({ from: 3, to: 3 });
    expect(mostIn(steps([0, 4, 8, 9, 10]))).toEqual({ from: 1, to: 2 });
    expect(mostIn(steps([1, 2, 3, 4]))).toEqual({ from: 0, to: 2 });
  });

  it('counts what moves away and back as movement', () => {
    expect(mostIn(steps([1, 1, 6, 1, 1]))).toEqual({ from: 2, to: 3 });
  });

  it('gives picture and words the same say, whatever they add up to', () => {
    // The picture's relevance is a thousand times the words', and comes in one block.
    expect(mostIn(steps([0, 1000, 1000, 1000], [0, 0, 1, 2]))).toEqual({ from: 1, to: 2 });
  });

  it('is nothing for a map that is there from the first block on, or never', () => {
    expect(mostIn(steps([3, 3, 3]))).toBeUndefined();
    expect(mostIn(steps([0, 0, 0], [0, 0, 0]))).toBeUndefined();
    expect(mostIn(steps([]))).toBeUndefined();
  });

  it('is what trying every run gives', () => {
    const whole = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(whole, (added) => {
        // What is odd has no half, so that rounding decides nothing.
        fc.pre(added.reduce((a, b) => a + b, 0) % 2 === 1 && added.slice(1).some((value) => value > 0));
        let sum = 0;
        const found = mostIn(steps(added.map((value) => (sum += value))))!;
        const within = (from: number, to: number) => added.slice(from, to + 1).reduce((a, b) => a + b, 0);
        expect(2 * within(found.from, found.to)).toBeGreaterThan(sum);
        const shorter = found.to - found.from;
        for (let from = 0; from + shorter - 1 < added.length; from++)
          expect(2 * within(from, from + shorter - 1)).toBeLessThanOrEqual(sum);
      }),
      { seed: 5, numRuns: 200 },
    );
  });
});

describe('growthSentence', () => {
  const early = { name: 'Weighted', run: { from: 7, to: 10 } };
  const late = { name: 'Equal', run: { from: 11, to: 11 } };

  it.each([
    [[early, { ...early, name: 'Equal' }], 'Most of it comes together in blocks 8 to 11.'],
    [[early, late], 'Weighted comes together mostly in blocks 8 to 11, Equal in block 12.'],
    [[{ name: 'Gradient', run: undefined }, late], 'Equal comes together mostly in block 12.'],
    [[{ name: 'Gradient', run: undefined }], undefined],
    [[], undefined],
  ])('%j', (maps, sentence) => expect(growthSentence(maps)).toBe(sentence));
});
