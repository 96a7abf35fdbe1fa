/** The programs of a foreign graph: one for each group of inputs as it arrives, and one for the explanation. */
import type { AttentionBlock } from '../../src/anatomy';
import { findAnatomy, type FoundAnatomy } from '../../src/anatomy/find';
import { placeOf, type PlannedBlock } from '../../src/engine/planned-blocks';
import type { GraphBuilder } from '../../src/onnx/builder';
import { extract } from '../../src/onnx/extract';
import type { Graph, Value } from '../../src/onnx/graph';
import { splitStages } from '../../src/onnx/stages';
import { importedEvidence } from './evidence';
import { refuseUndifferentiable } from './refuse';

/** Name of the cotangent that an explanation starts from. */
export const COTANGENT = 'cotangent';
/** Name of the output that holds what is explained. */
export const TARGET = 'target';

export interface ImportedPrograms {
  readonly anatomy: FoundAnatomy;
  readonly blocks: readonly PlannedBlock[];
  /** Shape of what is explained, and of its cotangent. */
  readonly targetShape: readonly number[];
  /** In the order of the groups of inputs; the last one takes the cotangent. */
  readonly graphs: readonly Graph[];
}

/**
 * @param groups inputs of the graph in the order in which they arrive; those that the target does not need are left out
 * @throws AnatomyError for a graph that cannot be followed
 */
export function importedPrograms(
  g: GraphBuilder,
  target: Value,
  groups: readonly { readonly name: string; readonly inputs: readonly Value[] }[],
  detail: 'reduced' | 'full',
): ImportedPrograms {
  const forward = extract('forward', { [TARGET]: target });
  const anatomy = findAnatomy(forward, target);
  refuseUndifferentiable(
    target,
    anatomy.blocks.map(({ attention }) => attention),
  );
  const targetShape = target.shape as readonly number[];
  const ct = g.input(COTANGENT, 'float32', targetShape);
  const evidence = importedEvidence(g, anatomy, { value: target, ct }, forward, detail);
  const needed = new Set(forward.inputs);
  const arriving = groups
    .map(({ name, inputs }) => ({ name, inputs: inputs.filter((input) => needed.has(input)) }))
    .filter(({ inputs }) => inputs.length > 0);
  const graphs = splitStages([...arriving, { name: 'explain', inputs: [ct] }], {
    [TARGET]: target,
    ...evidence.outputs,
  });
  return {
    anatomy,
    targetShape,
    graphs,
    blocks: anatomy.blocks.map((block, n) => ({
      ...placeOf(block as AttentionBlock),
      reached: evidence.reached[n]!,
      importances: evidence.importances[n]!,
      attention: `${n}.heads`,
    })),
  };
}
