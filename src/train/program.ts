import type { GraphBuilder } from '../onnx/builder';
import type { Graph, Value } from '../onnx/graph';
import { gradients } from '../grad/gradients';

/** One training step as a program. */
export interface StepProgram {
  readonly graph: Graph;
  /** Names of the parameters that it differentiates (`train`) or reads (`evaluate`); output `d NAME` is a gradient. */
  readonly parameters: readonly string[];
}

/** `train` computes gradients as well. */
export type StepMode = 'train' | 'evaluate';

/** Parameters as inputs of a graph, each declared when it is first asked for; `declared` collects them by name. */
export function parameterInputs(
  g: GraphBuilder,
  declared: Map<string, Value>,
): (name: string, shape: readonly number[]) => Value {
  return (name, shape) => {
    const known = declared.get(name);
    if (known) return known;
    const made = g.input(name, 'float32', shape);
    declared.set(name, made);
    return made;
  };
}

export interface StepValues {
  /** Scalars by name. Each is an output `loss.NAME`, and counts in `loss` with the factor given by the input `weight.NAME`. */
  readonly losses: Readonly<Record<string, Value>>;
  /** What else the program is to give, by the names of its outputs. */
  readonly outputs: Readonly<Record<string, Value>>;
  readonly parameters: ReadonlyMap<string, Value>;
  /** Inputs whose gradients are wanted too: what was looked up outside, in tables that learn. */
  readonly embedded: readonly Value[];
}

/** The weighted sum of the losses and, in training, its gradient for all parameters and looked-up embeddings. */
export function stepProgramOf(
  g: GraphBuilder,
  { losses, outputs, parameters, embedded }: StepValues,
  mode: StepMode,
): StepProgram {
  const weighted = Object.entries(losses).map(([name, loss]) =>
    g.mul(loss, g.input(`weight.${name}`, 'float32', [])),
  );
  const loss = weighted.reduce((a, b) => g.add(a, b));
  const named = Object.fromEntries(Object.entries(losses).map(([name, value]) => [`loss.${name}`, value]));
  const results: Record<string, Value> = { loss, ...named, ...outputs };
  if (mode === 'evaluate') return { graph: g.graph('evaluate', results), parameters: [...parameters.keys()] };
  const targets = [...parameters.values(), ...embedded];
  const trained: string[] = [];
  gradients(g, [{ value: loss, ct: g.scalar(1) }], targets).forEach((gradient, i) => {
    const { name } = targets[i]!;
    if (!gradient) return;
    results[`d ${name}`] = gradient;
    if (parameters.has(name)) trained.push(name);
  });
  return { graph: g.graph('step', results), parameters: trained };
}
