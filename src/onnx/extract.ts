import type { Graph, Value } from './graph';
import { isNode } from './graph';

/**
 * The part of a graph that computes the named outputs. Values in `cuts` become inputs: nothing that they are made of
 * is computed. An output that is itself a cut or an input passes through unchanged.
 */
export function extract(
  name: string,
  outputs: Readonly<Record<string, Value>>,
  cuts: ReadonlySet<Value> = new Set(),
): Graph {
  const seen = new Set<Value>();
  const inputs: Value[] = [];
  const initializers: Value[] = [];
  const nodes: Value[] = [];
  const stack = Object.values(outputs);
  while (stack.length > 0) {
    const value = stack.pop()!;
    if (seen.has(value)) continue;
    seen.add(value);
    if (cuts.has(value) || value.source.kind === 'input') inputs.push(value);
    else if (isNode(value)) {
      nodes.push(value);
      stack.push(...value.source.inputs);
    } else initializers.push(value);
  }
  const byId = (a: Value, b: Value) => a.id - b.id; // creation order is a topological order
  return {
    name,
    inputs: inputs.sort(byId),
    outputs: Object.entries(outputs).map(([outputName, value]) => ({ name: outputName, value })),
    nodes: nodes.sort(byId),
    initializers: initializers.sort(byId),
  };
}
