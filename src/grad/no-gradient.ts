import { isNode, type Value } from '../onnx/graph';
import { OPS, type OpType } from '../onnx/ops';

/** An operator on the gradient's path that has no rule. */
export class NoGradient extends Error {
  constructor(readonly operator: string) {
    super(`the operator ${operator} has no gradient rule`);
    this.name = 'NoGradient';
  }
}

/** Whole numbers and truth values carry no gradient, whatever makes them. */
const carries = ({ dtype }: Value): boolean => dtype.startsWith('float');

/**
 * Operators without a gradient rule that a target's gradient would have to pass, before anything is differentiated.
 *
 * @param from what is explained
 * @param targets values whose gradients are wanted
 * @returns the operators' names as ONNX spells them, each once
 */
export function undifferentiable(from: readonly Value[], targets: readonly Value[]): string[] {
  const wanted = new Set(targets);
  const below = new Set<Value>();
  const order = reachable(from);
  // Inputs come before what is computed from them.
  for (const value of order)
    if (wanted.has(value) || (isNode(value) && value.source.inputs.some((input) => below.has(input))))
      below.add(value);
  const found = new Set<string>();
  for (const value of order) {
    if (!isNode(value) || value.source.op !== 'Opaque' || !carries(value)) continue;
    const isPassed = value.source.inputs.some((input) => below.has(input) && carries(input));
    if (isPassed) found.add((value.source.attributes as { opType: string }).opType);
  }
  return [...found];
}

/** All that the values are computed from, by their order of creation. */
function reachable(from: readonly Value[]): Value[] {
  const seen = new Set(from);
  for (const value of seen) if (isNode(value)) value.source.inputs.forEach((input) => seen.add(input));
  return [...seen].sort((a, b) => a.id - b.id);
}

/** Whether an operator of that name is one of the project's own, with a rule. */
export const hasRule = (opType: string): opType is OpType => opType in OPS && opType !== 'Opaque';
