import { describe, expect, it } from 'vitest';
import { seededUniform } from '../fixtures/random';
import { candidateTarget, imageCotangent, promptCotangent, scoreCandidates } from './score';

const uniform = seededUniform(5);
const unit = (values: number[]) => {
  const length = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / length);
};
const random = () => unit(Array.from({ length: 6 }, () => 2 * uniform() - 1));
const image = random();
const candidates = [[random(), random()], [random()], [random(), random(), random()]];
const SCALE = 14;

/** y of the log-odds, or of A against B, with the weights of the others held constant. */
const y = (c: Float64Array, i: Float32Array, prompts: Float32Array[][]) =>
  scoreCandidates(i, prompts, { scale: SCALE, bias: 0 }).logits.reduce((sum, s, k) => sum + c[k]! * s, 0);

describe('scores', () => {
  it('one prompt a candidate: scale times cosine', () => {
    const { logits } = scoreCandidates(unit([3, 4]), [[unit([1, 0])], [unit([0, 2])]], {
      scale: 10,
      bias: 0,
    });
    expect(logits[0]).toBeCloseTo(6, 5);
    expect(logits[1]).toBeCloseTo(8, 5);
  });

  it('several: the direction of their mean, and the nearest wins', () => {
    const { logits, winners } = scoreCandidates(unit([3, 4]), [[unit([1, 0]), unit([0, 1])]], {
      scale: 10,
      bias: 0,
    });
    expect(logits[0]).toBeCloseTo((10 * (0.6 + 0.8)) / Math.SQRT2, 5);
    expect(winners).toEqual([1]);
  });
});

describe('targets', () => {
  it('alone: the gradient of s_k − logsumexp of the others', () => {
    const logits = [1, 2.5, -0.5, 2];
    const odds = (s: number[]) => s[1]! - Math.log(Math.exp(s[0]!) + Math.exp(s[2]!) + Math.exp(s[3]!));
    const c = candidateTarget(logits, 1);
    logits.forEach((_, k) => {
      const moved = (by: number) => logits.map((value, j) => value + (j === k ? by : 0));
      expect(c[k]).toBeCloseTo((odds(moved(1e-5)) - odds(moved(-1e-5))) / 2e-5, 6);
    });
  });

  it('against a rival: one minus one', () => {
    expect([...candidateTarget([1, 2, 3], 0, 2)]).toEqual([1, 0, -1]);
  });
});

describe('cotangents against central differences', () => {
  const c = candidateTarget(scoreCandidates(image, candidates, { scale: SCALE, bias: 0 }).logits, 2);
  const step = 1e-3;

  it('of the image embedding', () => {
    const found = imageCotangent(candidates, c, SCALE);
    found.forEach((value, i) => {
      const at = (by: number) =>
        y(
          c,
          image.map((x, j) => (j === i ? x + by : x)),
          candidates,
        );
      expect(value).toBeCloseTo((at(step) - at(-step)) / (2 * step), 2);
    });
  });

  it('of a prompt embedding among others of its candidate', () => {
    const found = promptCotangent(image, candidates[2]!, c[2]!, SCALE);
    found.forEach((value, i) => {
      const at = (by: number) => {
        const moved = candidates[2]!.map((prompt, m) =>
          m === 1 ? prompt.map((x, j) => (j === i ? x + by : x)) : prompt,
        );
        return y(c, image, [candidates[0]!, candidates[1]!, moved]);
      };
      expect(value).toBeCloseTo((at(step) - at(-step)) / (2 * step), 2);
    });
  });
});
