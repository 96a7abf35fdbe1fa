/** Which nodes of a graph are needed, and in which order they can be imported. */
import type { ForeignGraph, ForeignNode } from './read/foreign';
import { graphsOf } from './read/foreign';
import { Refusal } from './refusal';

/**
 * The nodes that the wanted names need, each after those that it reads. Files need not store them so: ONNX Runtime's own
 * tools write some that do not.
 * @throws Refusal for nodes that need each other
 */
export function orderedNodes(nodes: readonly ForeignNode[], wanted: Iterable<string>): ForeignNode[] {
  const producers = new Map<string, ForeignNode>();
  for (const node of nodes) for (const output of node.outputs) if (output !== '') producers.set(output, node);
  const ordered: ForeignNode[] = [];
  const state = new Map<ForeignNode, 'open' | 'done'>();
  // A walk of its own stack: chains of many thousand nodes are common.
  const stack = [...new Set(wanted)].reverse().flatMap((name) => producers.get(name) ?? []);
  while (stack.length > 0) {
    const node = stack.at(-1)!;
    const known = state.get(node);
    if (known) {
      stack.pop();
      if (known === 'open') ordered.push(node);
      state.set(node, 'done');
      continue;
    }
    state.set(node, 'open');
    for (const name of namesRead(node)) {
      const producer = producers.get(name);
      if (!producer) continue;
      const at = state.get(producer);
      if (at === 'open') {
        throw new Refusal(
          'broken',
          `The nodes of this graph need each other in a circle (at ${node.op}); the file is damaged.`,
        );
      }
      if (at === undefined) stack.push(producer);
    }
  }
  return ordered;
}

/** What a node reads: its inputs, and what its branches and bodies take from outside of them. */
export function namesRead(node: ForeignNode): Set<string> {
  const names = new Set(node.inputs);
  for (const graph of graphsOf(node)) for (const name of outerNames(graph)) names.add(name);
  names.delete('');
  return names;
}

/**
 * Names that a branch or body takes from outside. Those that it defines itself are its own, even where the outside has
 * the same: mergers of decoders name a branch's outputs as those of its If.
 */
function outerNames(graph: ForeignGraph): Set<string> {
  const names = new Set(graph.outputs.map(({ name }) => name));
  for (const node of graph.nodes) for (const name of namesRead(node)) names.add(name);
  for (const node of graph.nodes) for (const name of node.outputs) names.delete(name);
  for (const name of graph.initializers.keys()) names.delete(name);
  for (const { name } of graph.inputs) names.delete(name);
  return names;
}
