import { extract } from './extract';
import type { Graph, Value } from './graph';
import { isNode } from './graph';

/** Operators that cost less to run again than to carry a result from one program to the next. */
const CHEAP = new Set(['Reshape', 'Transpose', 'Squeeze', 'Unsqueeze', 'Sigmoid', 'Erf']);

/** Constants belong to no stage: every program that reads one has its own, folded when its session is created. */
const CONSTANT = -1;

/**
 * Splits one computation into programs that run one after another, each as early as its inputs allow: a value belongs
 * to the last stage whose inputs it depends on. `stages` lists each stage's name and the inputs that arrive with it;
 * `outputs` are what is wanted in the end, and each is an output of the stage that it belongs to.
 *
 * What a stage reads from an earlier one becomes an output there and an input here, under the value's own name, except
 * for cheap views, which are taken again. So nothing is computed twice, and the residuals that a vector–Jacobian
 * product needs are found from the graph rather than listed by hand. Throws when an input is in no stage.
 */
export function splitStages(
  stages: readonly { readonly name: string; readonly inputs: readonly Value[] }[],
  outputs: Readonly<Record<string, Value>>,
): Graph[] {
  const stageOf = stageFinder(stages.map(({ inputs }) => inputs));
  const wanted = stages.map((): Record<string, Value> => ({}));
  for (const [name, value] of Object.entries(outputs)) wanted[Math.max(0, stageOf(value))]![name] = value;
  const graphs: Graph[] = [];
  for (let stage = stages.length - 1; stage >= 0; stage--) {
    const cuts = findCuts(Object.values(wanted[stage]!), stage, stageOf, isCheapWith(stageOf));
    for (const value of cuts) wanted[stageOf(value)]![value.name] = value;
    graphs.unshift(extract(stages[stage]!.name, wanted[stage]!, cuts));
  }
  return graphs;
}

function stageFinder(inputs: readonly (readonly Value[])[]): (value: Value) => number {
  const known = new Map<Value, number>();
  inputs.forEach((list, stage) => list.forEach((value) => known.set(value, stage)));
  const find = (value: Value): number => {
    const found = known.get(value);
    if (found !== undefined) return found;
    if (value.source.kind === 'input') throw new Error(`The input ${value.name} belongs to no stage.`);
    const stage = isNode(value) ? Math.max(...value.source.inputs.map(find)) : CONSTANT;
    known.set(value, stage);
    return stage;
  };
  return find;
}

const isCheapWith = (stageOf: (value: Value) => number) => (value: Value) => {
  if (!isNode(value)) return false;
  const { op, inputs } = value.source;
  const scaled =
    op === 'Mul' && inputs.some((input) => input.shape.length === 0 && stageOf(input) === CONSTANT);
  return CHEAP.has(op) || scaled;
};

/** Values of earlier stages that the outputs of `stage` rest on, cheap views looked through. */
function findCuts(
  outputs: readonly Value[],
  stage: number,
  stageOf: (value: Value) => number,
  isCheap: (value: Value) => boolean,
): Set<Value> {
  const cuts = new Set<Value>();
  const seen = new Set<Value>();
  const stack = [...outputs];
  while (stack.length > 0) {
    const value = stack.pop()!;
    if (seen.has(value) || !isNode(value)) continue;
    seen.add(value);
    const made = stageOf(value);
    if (made === stage || made === CONSTANT || isCheap(value)) stack.push(...value.source.inputs);
    else cuts.add(value);
  }
  return cuts;
}
