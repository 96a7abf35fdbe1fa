import type { Graph, Value } from './graph';
import { isNode } from './graph';
import { OPS, type OpSpec, type OpType } from './ops';
import { formatShape, sameShape } from './shape';

/**
 * Checks a graph before it is written: every value is defined before it is used, names are unique and not empty, types
 * are what inference says, and outputs exist. Throws a sentence that names the value.
 */
export function verify(graph: Graph): void {
  const defined = new Set<Value>();
  const names = new Set<string>();
  const define = (value: Value) => {
    if (value.name === '') throw new Error(`A value of ${graph.name} has no name.`);
    if (names.has(value.name)) throw new Error(`${graph.name} defines ${value.name} twice.`);
    names.add(value.name);
    defined.add(value);
  };
  graph.inputs.forEach(define);
  graph.initializers.forEach(define);
  for (const value of graph.nodes) {
    if (!isNode(value)) throw new Error(`${value.name} stands among the nodes of ${graph.name} and is none.`);
    const { op, inputs, attributes } = value.source;
    for (const input of inputs) {
      if (!defined.has(input))
        throw new Error(`${op} ${value.name} reads ${input.name} before it is computed.`);
    }
    const type = (OPS[op] as OpSpec<OpType>).infer(inputs, attributes);
    if (type.dtype !== value.dtype || !sameShape(type.shape, value.shape)) {
      throw new Error(
        `${op} ${value.name} is declared ${value.dtype} ${formatShape(value.shape)} but gives ` +
          `${type.dtype} ${formatShape(type.shape)}.`,
      );
    }
    define(value);
  }
  const outputNames = new Set<string>();
  for (const { name, value } of graph.outputs) {
    if (!defined.has(value)) throw new Error(`Output ${name} of ${graph.name} is never computed.`);
    const clash = names.has(name) && value.name !== name;
    if (clash) throw new Error(`Output ${name} of ${graph.name} has the name of another value.`);
    if (outputNames.has(name)) throw new Error(`${graph.name} has two outputs named ${name}.`);
    outputNames.add(name);
  }
}
