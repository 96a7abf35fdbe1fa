import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../onnx/builder';
import { array64 } from '../onnx/reference/array';
import { evaluate } from '../onnx/reference/evaluate';
import { contrastiveLoss, crossEntropySum, logSumExp } from './losses';

describe('losses by hand', () => {
  it('logSumExp: ln(1 + 3) of logits 0 and ln 3, and no overflow at 1000', () => {
    const g = new GraphBuilder();
    const x = g.input('x', 'float32', [2, 2]);
    const { y } = evaluate(g.graph('test', { y: logSumExp(g, x) }), {
      x: array64([2, 2], [0, Math.log(3), 1000, 1000]),
    });
    expect(y!.shape).toEqual([2, 1]);
    expect(y!.data[0]).toBeCloseTo(Math.log(4), 12);
    expect(y!.data[1]).toBeCloseTo(1000 + Math.log(2), 9);
  });

  it('crossEntropySum: rows count by the sum of their targets, rows of zeros not at all', () => {
    const g = new GraphBuilder();
    const [x, t] = [g.input('x', 'float32', [3, 2]), g.input('t', 'float32', [3, 2])];
    // Probabilities (1/4, 3/4) in each row: −ln 3/4; −(ln 1/4 + ln 3/4)/2; nothing.
    const { y } = evaluate(g.graph('test', { y: crossEntropySum(g, x, t) }), {
      x: array64([3, 2], [0, Math.log(3), 0, Math.log(3), 0, Math.log(3)]),
      t: array64([3, 2], [0, 1, 0.5, 0.5, 0, 0]),
    });
    const expected = -Math.log(3 / 4) - (Math.log(1 / 4) + Math.log(3 / 4)) / 2;
    expect(y!.shape).toEqual([]);
    expect(y!.data[0]).toBeCloseTo(expected, 12);
  });

  it('contrastiveLoss: two pairs at cosines 1 and 0, 1 and 0.6, scaled by 2', () => {
    const g = new GraphBuilder();
    const image = g.input('image', 'float32', [2, 2]);
    const text = g.input('text', 'float32', [2, 2]);
    const scale = g.input('scale', 'float32', []);
    const identity = g.input('identity', 'float32', [2, 2]);
    const { y } = evaluate(g.graph('test', { y: contrastiveLoss(g, image, text, scale, identity) }), {
      image: array64([2, 2], [1, 0, 0, 1]),
      text: array64([2, 2], [1, 0, 0.6, 0.8]),
      scale: array64([], [Math.log(2)]),
      identity: array64([2, 2], [1, 0, 0, 1]),
    });
    // Logits 2 · cosine: rows (2, 1.2) and (0, 1.6); columns (2, 0) and (1.2, 1.6).
    const loss = (right: number, wrong: number) => Math.log(1 + Math.exp(wrong - right));
    const images = (loss(2, 1.2) + loss(1.6, 0)) / 2;
    const texts = (loss(2, 0) + loss(1.6, 1.2)) / 2;
    expect(y!.data[0]).toBeCloseTo((images + texts) / 2, 12);
  });
});
