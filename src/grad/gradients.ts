import type { GraphBuilder } from '../onnx/builder';
import { isNode, type Node, type Value } from '../onnx/graph';
import type { OpType } from '../onnx/ops';
import { formatShape, sameShape } from '../onnx/shape';
import { NoGradient } from './no-gradient';
import { RULES, type Rule } from './rules';
import { unbroadcast } from './shapes';

/**
 * Reverse-mode differentiation: adds to the graph the nodes that compute the vector–Jacobian product of `outputs` with
 * their cotangents, for each of `targets` (inputs, initializers or intermediate values alike).
 *
 * Only values that lie between a target and an output are visited. The result has the target's shape and dtype, and is
 * `undefined` where no gradient flows (a target that no output depends on).
 *
 * @param stops values that pass no cotangent on to what they were computed from: what arrives at a target behind one
 *   came another way
 *
 * @throws NoGradient naming an operator on the way that has no rule
 * Throws, naming operator and input, when a rule returns a cotangent that does not fit.
 * Source: reverse accumulation, Griewank & Walther, Evaluating Derivatives (2008), section 3.2.
 */
export function gradients(
  g: GraphBuilder,
  outputs: readonly { value: Value; ct: Value }[],
  targets: readonly Value[],
  stops: ReadonlySet<Value> = new Set(),
): (Value | undefined)[] {
  const isOnPath = dependsOn(new Set(targets));
  const cotangents = new Map<Value, Value>();
  const accumulate = (value: Value, ct: Value) => {
    const before = cotangents.get(value);
    cotangents.set(value, before ? g.add(before, ct) : ct);
  };
  const pending = new Set<Value>();
  for (const { value, ct } of outputs) {
    if (!sameShape(value.shape, ct.shape)) {
      throw new Error(
        `The cotangent ${formatShape(ct.shape)} does not fit ${value.name} ${formatShape(value.shape)}.`,
      );
    }
    if (!isOnPath(value)) continue;
    accumulate(value, ct);
    pending.add(value);
  }
  for (let value = latest(pending); value; value = latest(pending)) {
    pending.delete(value);
    if (!isNode(value) || stops.has(value)) continue;
    for (const [input, ct] of backward(g, value, cotangents.get(value)!, isOnPath)) {
      accumulate(input, ct);
      pending.add(input);
    }
  }
  return targets.map((target) => cotangents.get(target));
}

function backward(
  g: GraphBuilder,
  value: Value & { source: Node },
  ct: Value,
  isOnPath: (value: Value) => boolean,
): [Value, Value][] {
  const { op, inputs, attributes } = value.source;
  const rule = RULES[op] as Rule<OpType>;
  const wants = (i: number) => isOnPath(inputs[i]!);
  if (!inputs.some((_, i) => wants(i))) return [];
  let results: (Value | undefined)[];
  try {
    results = rule({ g, x: inputs, y: value, ct, attributes, wants });
  } catch (cause) {
    if (cause instanceof NoGradient) throw cause;
    throw new Error(`Gradient of ${op} (${value.name}): ${(cause as Error).message}`, { cause });
  }
  return inputs.flatMap((input, i): [Value, Value][] => {
    const result = results[i];
    if (!result || !wants(i)) return [];
    const fitted = unbroadcast(g, result, input.shape);
    if (!sameShape(fitted.shape, input.shape) || fitted.dtype !== input.dtype) {
      throw new Error(
        `Gradient of ${op} (${value.name}), input ${i}: expected ${input.dtype} ${formatShape(input.shape)}, ` +
          `got ${fitted.dtype} ${formatShape(fitted.shape)}.`,
      );
    }
    return [[input, fitted]];
  });
}

/** Whether a value is one of `targets` or is computed from one. */
function dependsOn(targets: ReadonlySet<Value>): (value: Value) => boolean {
  const memo = new Map<Value, boolean>();
  const visit = (root: Value): boolean => {
    const stack = [root];
    while (stack.length > 0) {
      const value = stack.at(-1)!;
      if (memo.has(value)) {
        stack.pop();
        continue;
      }
      const inputs = isNode(value) ? value.source.inputs : [];
      const open = inputs.filter((input) => !memo.has(input));
      if (open.length > 0) {
        stack.push(...open);
        continue;
      }
      memo.set(value, targets.has(value) || inputs.some((input) => memo.get(input)));
      stack.pop();
    }
    return memo.get(root)!;
  };
  return visit;
}

function latest(values: ReadonlySet<Value>): Value | undefined {
  let found: Value | undefined;
  for (const value of values) if (!found || value.id > found.id) found = value;
  return found;
}
