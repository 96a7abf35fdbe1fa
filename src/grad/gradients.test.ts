import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../onnx/builder';
import type { Value } from '../onnx/graph';
import { OPS } from '../onnx/ops';
import type { Array64 } from '../onnx/reference/array';
import { array64 } from '../onnx/reference/array';
import { evaluate } from '../onnx/reference/evaluate';
import { OP_CASES } from './cases/cases';
import type { DType } from '../tensor/tensor';
import { caseProgram } from './cases/program';
import { gradients } from './gradients';
import { hasRule, NoGradient, undifferentiable } from './no-gradient';

const dot = (a: Array64, b: Array64) => a.data.reduce((total, value, i) => total + value * b.data[i]!, 0);

/** Central differences of f at x, one coordinate at a time, with Richardson's extrapolation: error O(h⁴). */
function centralDifferences(f: (x: Array64) => number, x: Array64): Float64Array {
  const at = (i: number, step: number) =>
    f(
      array64(
        x.shape,
        x.data.map((value, j) => (i === j ? value + step : value)),
      ),
    );
  return x.data.map((_, i) => {
    const slope = (h: number) => (at(i, h) - at(i, -h)) / (2 * h);
    return (4 * slope(5e-4) - slope(1e-3)) / 3;
  });
}

describe('gradient rules against central differences in float64', () => {
  it('has a case for every operator', () => {
    // What is run as it is has no gradient to hold.
    const withRule = Object.keys(OPS).filter(hasRule);
    expect([...new Set(OP_CASES.map(({ op }) => op))].sort()).toEqual(withRule.sort());
  });

  OP_CASES.forEach((test, number) => {
    it(`${test.op} ${JSON.stringify(test.shapes)} (case ${number})`, () => {
      const { graph, inputs, free } = caseProgram(test, number + 1);
      const result = evaluate(graph, inputs);
      for (const name of free) {
        const f = (x: Array64) => dot(evaluate(graph, { ...inputs, [name]: x }).y!, inputs.ct!);
        const expected = centralDifferences(f, inputs[name]!);
        const actual = result[`d ${name}`];
        expect(actual, `gradient of ${name}`).toBeDefined();
        const scale = Math.max(1, ...expected.map(Math.abs));
        actual!.data.forEach((value, i) => expect(Math.abs(value - expected[i]!) / scale).toBeLessThan(1e-5));
      }
    });
  });
});

describe('the backward walk', () => {
  it('adds the cotangents of a value that is used twice: d(x·x + x)/dx = 2x + 1', () => {
    const g = new GraphBuilder();
    const x = g.input('x', 'float32', [3]);
    const y = g.add(g.mul(x, x), x);
    const [dx] = gradients(g, [{ value: y, ct: g.input('ct', 'float32', [3]) }], [x]);
    const { d } = evaluate(g.graph('twice', { d: dx! }), {
      x: array64([3], [1, 2, -3]),
      ct: array64([3], [1, 1, 2]),
    });
    expect([...d!.data]).toEqual([3, 5, -10]);
  });

  it('gives the gradient of an intermediate value and leaves out what no output depends on', () => {
    const g = new GraphBuilder();
    const x = g.input('x', 'float32', [2]);
    const unused = g.input('unused', 'float32', [2]);
    const middle = g.exp(x);
    const y = g.mul(middle, middle);
    const found = gradients(g, [{ value: y, ct: g.input('ct', 'float32', [2]) }], [middle, unused]);
    expect(found[1]).toBeUndefined();
    const { d } = evaluate(g.graph('middle', { d: found[0]! }), {
      x: array64([2], [0, 1]),
      ct: array64([2], [1, 1]),
    });
    expect(d!.data[1]).toBeCloseTo(2 * Math.E, 12);
  });

  it('works through dimensions whose length is known only at run time', () => {
    const g = new GraphBuilder();
    const x = g.input('x', 'float32', ['batch', 'tokens', 4]);
    const heads = g.transpose(g.reshape(x, [0, 0, 2, 2]), [0, 2, 1, 3]); // [batch, 2, tokens, 2]
    const scores = g.softmax(g.matmul(heads, g.matrixTranspose(heads)));
    const y = g.reduceSum(scores, [2, 3], 0);
    const ct = g.input('ct', 'float32', ['batch', 2]);
    const [dx] = gradients(g, [{ value: g.mul(y, y), ct }], [x]);
    expect(dx!.shape).toEqual(['batch', 'tokens', 4]);
    const data = array64([1, 3, 4], [0.1, 0.4, -0.3, 0.2, 1, -1, 0.5, 0.25, -0.6, 0.7, 0.8, -0.9]);
    const graph = g.graph('named', { d: dx! });
    // Rows of a softmax sum to 1, so y is constant and its gradient is zero: a check by theory rather than numbers.
    evaluate(graph, { x: data, ct: array64([1, 2], [1, 2]) }).d!.data.forEach((v) =>
      expect(Math.abs(v)).toBeLessThan(1e-14),
    );
  });

  it('passes nothing on behind a value where it stops: d(x² + stop(x²)·x)/dx with the stop held', () => {
    const g = new GraphBuilder();
    const x = g.input('x', 'float32', [2]);
    const square = g.mul(x, x);
    const y = g.add(g.exp(x), g.mul(square, x));
    const ct = g.input('ct', 'float32', [2]);
    const [dx, dSquare] = gradients(g, [{ value: y, ct }], [x, square], new Set([square]));
    const found = evaluate(g.graph('stopped', { dx: dx!, dSquare: dSquare! }), {
      x: array64([2], [2, -1]),
      ct: array64([2], [1, 1]),
    });
    // eˣ + x² of the factor x alone; what arrives at the square itself is x.
    found.dx!.data.forEach((value, n) =>
      expect(value).toBeCloseTo([Math.exp(2) + 4, Math.exp(-1) + 1][n]!, 12),
    );
    expect([...found.dSquare!.data]).toEqual([2, -1]);
  });

  it('names the operators on its way that have no rule, before anything is differentiated', () => {
    const g = new GraphBuilder();
    const x = g.input('x', 'float32', [3]);
    const foreign = (opType: string, value: Value, dtype: DType = 'float32') =>
      g.apply('Opaque', [value], { opType, plain: {}, dtype, shape: [3], holes: [] });
    const middle = g.exp(x);
    // Beside the way: a mask, and what the wanted value is computed from.
    const mask = g.cast(foreign('IsNaN', middle, 'bool'), 'float32');
    const y = g.mul(g.exp(middle), mask);
    expect(undifferentiable([y], [middle])).toEqual([]);
    expect(undifferentiable([y], [x])).toEqual([]);
    const rounded = foreign('Celu', g.add(foreign('Mish', middle), foreign('Mish', y)));
    expect(undifferentiable([rounded], [middle]).sort()).toEqual(['Celu', 'Mish']);
    const ct = g.input('ct', 'float32', [3]);
    expect(() => gradients(g, [{ value: rounded, ct }], [middle])).toThrow(NoGradient);
  });

  it('refuses a cotangent of another shape, naming the value', () => {
    const g = new GraphBuilder();
    const x = g.input('x', 'float32', [2]);
    expect(() => gradients(g, [{ value: g.exp(x), ct: g.input('ct', 'float32', [3]) }], [x])).toThrow(
      /Exp_1.*\[2\]/,
    );
  });
});
