import { describe, expect, it } from 'vitest';
import { GraphBuilder } from './builder';
import { array64 } from './reference/array';
import { evaluate } from './reference/evaluate';

describe('GraphBuilder', () => {
  it('builds equal nodes and constants once', () => {
    const g = new GraphBuilder();
    const x = g.input('x', 'float32', [2, 3]);
    expect(g.exp(x)).toBe(g.exp(x));
    expect(g.scalar(0.5)).toBe(g.scalar(0.5));
    expect(g.softmax(x, 1)).not.toBe(g.softmax(x, 0));
    expect(g.range(4)).toBe(g.range(4));
  });

  it('adds nothing for identities', () => {
    const g = new GraphBuilder();
    const x = g.input('x', 'float32', ['n', 3, 4]);
    expect(g.transpose(g.transpose(x, [2, 0, 1]), [1, 2, 0])).toBe(x);
    expect(g.transpose(x, [0, 1, 2])).toBe(x);
    expect(g.reshape(x, [0, 3, 4])).toBe(x);
    expect(g.scale(x, 1)).toBe(x);
    expect(g.cast(x, 'float32')).toBe(x);
    expect(g.pad(x, [0, 0, 0, 0, 0, 0])).toBe(x);
    expect(g.reduceSum(x, [])).toBe(x);
  });

  it('composes two transposes into the right one', () => {
    const g = new GraphBuilder();
    const x = g.input('x', 'float32', [2, 3, 4]);
    const twice = g.transpose(g.transpose(x, [2, 0, 1]), [2, 0, 1]);
    expect(twice.shape).toEqual([3, 4, 2]);
    const numbers = array64(
      [2, 3, 4],
      Array.from({ length: 24 }, (_, i) => i),
    );
    const { y } = evaluate(g.graph('twice', { y: twice }), { x: numbers });
    // y[b][c][a] = x[a][b][c]
    expect(y!.data[(1 * 4 + 3) * 2 + 1]).toBe(1 * 12 + 1 * 4 + 3);
  });

  it('keeps only what the outputs need', () => {
    const g = new GraphBuilder();
    const [x, unused] = [g.input('x', 'float32', [2]), g.input('unused', 'float32', [2])];
    g.mul(unused, x);
    const graph = g.graph('small', { y: g.exp(x) });
    expect(graph.inputs).toEqual([x]);
    expect(graph.nodes).toHaveLength(1);
  });

  it('follows lengths that are known only at run time', () => {
    const g = new GraphBuilder();
    const x = g.input('x', 'float32', ['batch', 'tokens', 6]);
    const heads = g.transpose(g.reshape(x, [0, 0, 2, 3]), [0, 2, 1, 3]);
    expect(heads.shape).toEqual(['batch', 2, 'tokens', 3]);
    expect(g.matmul(heads, g.matrixTranspose(heads)).shape).toEqual(['batch', 2, 'tokens', 'tokens']);
  });

  it.each<[string, (g: GraphBuilder) => unknown, RegExp]>([
    [
      'shapes that do not broadcast',
      (g) => g.add(g.input('a', 'float32', [2, 3]), g.input('b', 'float32', [2, 4])),
      /Add.*\[2, 3\] and \[2, 4\]/,
    ],
    [
      'lengths of different names',
      (g) => g.mul(g.input('a', 'float32', ['n']), g.input('b', 'float32', ['m'])),
      /Mul.*\[n\] and \[m\]/,
    ],
    [
      'matrices that do not fit',
      (g) => g.matmul(g.input('a', 'float32', [2, 3]), g.input('b', 'float32', [4, 2])),
      /MatMul/,
    ],
    [
      'two types',
      (g) => g.add(g.input('a', 'float32', [2]), g.input('b', 'float64', [2])),
      /Add.*float32 and float64/,
    ],
    [
      'a name used twice',
      (g) => [g.input('a', 'float32', [2]), g.input('a', 'float32', [2])],
      /name a is used twice/,
    ],
    ['too few inputs', (g) => g.apply('Add', [g.scalar(1)], {}), /Add: expected 2 inputs, got 1/],
    ['a constant that is not finite', (g) => g.scalar(Infinity), /must be finite/],
    [
      'an initializer of the wrong length',
      (g) => g.initializer('w', 'float32', [2, 2], { kind: 'inline', data: new Float32Array(3) }),
      /Initializer w: 3 elements do not fill \[2, 2\]/,
    ],
    ['an axis out of range', (g) => g.softmax(g.input('a', 'float32', [2]), 1), /Softmax.*axis 1/],
  ])('refuses %s', (_, build, message) => {
    expect(() => build(new GraphBuilder())).toThrow(message);
  });
});
