import { describe, expect, it } from 'vitest';
import { GraphBuilder } from './builder';
import type { Graph, Value } from './graph';
import { verify } from './verify';

/** y = exp(x) + x, sound. */
function sound(): Graph {
  const g = new GraphBuilder();
  const x = g.input('x', 'float32', ['n', 2]);
  return g.graph('toy', { y: g.add(g.exp(x), x) });
}

const graph = sound();
const [x] = graph.inputs as [Value];
const [exp, sum] = graph.nodes as [Value, Value];

describe('verify', () => {
  it('passes a sound graph', () => {
    expect(() => verify(graph)).not.toThrow();
  });

  it.each<[string, Graph, RegExp]>([
    ['a value without a name', { ...graph, inputs: [{ ...x, name: '' }] }, /A value of toy has no name/],
    ['a name defined twice', { ...graph, inputs: [x, { ...x, id: 9 }] }, /toy defines x twice/],
    [
      'an input among the nodes',
      { ...graph, inputs: [], nodes: [x, exp, sum] },
      /x stands among the nodes of toy and is none/,
    ],
    [
      'a value read before it is computed',
      { ...graph, nodes: [sum, exp] },
      /Add \w+ reads Exp_1 before it is computed/,
    ],
    ['a value that is never defined', { ...graph, inputs: [] }, /Exp Exp_1 reads x before/],
    [
      'a shape that inference contradicts',
      // The sum reads this very value, so that only the declared shape is wrong.
      { ...graph, nodes: [{ ...exp, shape: ['n', 3] }], outputs: [] },
      /Exp Exp_1 is declared float32 \[n, 3\] but gives float32 \[n, 2\]/,
    ],
    [
      'a type that inference contradicts',
      { ...graph, nodes: [{ ...exp, dtype: 'int32' }], outputs: [] },
      /declared int32 \[n, 2\] but gives float32/,
    ],
    ['an output that is never computed', { ...graph, nodes: [exp] }, /Output y of toy is never computed/],
    [
      "an output under another value's name",
      { ...graph, outputs: [{ name: 'x', value: sum }] },
      /Output x of toy has the name of another value/,
    ],
    [
      'two outputs of one name',
      {
        ...graph,
        outputs: [
          { name: 'y', value: sum },
          { name: 'y', value: exp },
        ],
      },
      /toy has two outputs named y/,
    ],
  ])('refuses %s', (_, broken, message) => {
    expect(() => verify(broken)).toThrow(message);
  });
});
