import { extract } from './extract';
import type { Graph, Value } from './graph';
import { isNode } from './graph';

/** Operators that cost less to run again than to carry a result from one program to the next. */
const CHEAP = new Set(['Reshape', 'Transpose', 'Squeeze', 'Unsqueeze', 'Sigmoid', 'Erf']);

/** Constants belong to no stage: every program that reads one has its own, folded when its session is created. */
const CONSTANT = -1;

export interface Stage {
  readonly name: string;
  /** Inputs that arrive with this stage. */
  readonly inputs: readonly Value[];
  /** What must be ready early: the stage computes what these need, and leaves the rest to the next one. */
  readonly only?: readonly Value[];
}

/**
 * Splits one computation into programs that run one after another, each as early as its inputs allow: a value belongs
 * to the last stage whose inputs it depends on, or to the next one where that stage computes its `only` values alone.
 * `outputs` are what is wanted in the end, and each is an output of the stage that it belongs to.
 *
 * What a stage reads from an earlier one becomes an output there and an input here, under the value's own name, except
 * for cheap views, which are taken again. So nothing is computed twice, and the residuals that a vector–Jacobian
 * product needs are found from the graph rather than listed by hand. Throws when an input is in no stage.
 */
export function splitStages(stages: readonly Stage[], outputs: Readonly<Record<string, Value>>): Graph[] {
  const stageOf = stageFinder(stages);
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

function stageFinder(stages: readonly Stage[]): (value: Value) => number {
  const known = new Map<Value, number>();
  stages.forEach(({ inputs }, stage) => inputs.forEach((value) => known.set(value, stage)));
  const hurried = stages.map(({ only }) => only && ancestors(only));
  const find = (value: Value): number => {
    const found = known.get(value);
    if (found !== undefined) return found;
    if (value.source.kind === 'input') throw new Error(`The input ${value.name} belongs to no stage.`);
    let stage = isNode(value) ? Math.max(...value.source.inputs.map(find)) : CONSTANT;
    while (hurried[stage]?.has(value) === false) stage++;
    known.set(value, stage);
    return stage;
  };
  return find;
}

/** The values and all that they are computed from. */
function ancestors(values: readonly Value[]): ReadonlySet<Value> {
  const seen = new Set(values);
  // A set's iterator also visits what is added on the way.
  for (const value of seen) if (isNode(value)) value.source.inputs.forEach((input) => seen.add(input));
  return seen;
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
