/** The residual connection around an attention block. */
import { isNode, isOp, type Value } from '../../onnx/graph';
import type { TracedAxes } from './axes';
import { axesOf } from './carried';
import type { ValueProduct } from './products';
import type { Ids } from './tokens';
import type { Walk } from './walk';

export interface FoundResidual {
  /** x, what the connection carries. */
  readonly x: Value;
  /** a, what the block adds to it. */
  readonly a: Value;
  readonly sum: Value;
  /** Dimensions of all three that run over the query's tokens. */
  readonly axes: readonly number[];
}

/** Sums of sums that are looked into for what is carried: x, or x + mlp(x) of blocks that run side by side. */
const SUMMANDS = 3;

/**
 * The first sum behind the output projection whose other summand does not depend on the softmax, is as large, carries the
 * query's tokens, and is something that the softmax was computed from.
 */
export function residualOf(
  { softmax, output }: ValueProduct,
  query: Ids,
  traced: TracedAxes,
  walk: Walk,
): FoundResidual | undefined {
  const mixed = walk.forward(softmax);
  const before = walk.ancestors(softmax);
  // What happens to each token by itself, up to the next block.
  const near = walk.forward(output, (value) => !isAttention(value, traced));
  const projected = walk.forward(output, (value) => near.has(value) && !isOp(value, 'LayerNormalization'));
  for (const sum of walk.ordered(near)) {
    if (!isOp(sum, 'Add')) continue;
    const [p, q] = sum.source.inputs as [Value, Value];
    for (const [a, other] of [
      [p, q],
      [q, p],
    ] as const) {
      if (!near.has(a) || mixed.has(other) || !isSameSize(a, other)) continue;
      // A constant behind a norm is a position that is added again, not what the connection carries. Learned queries
      // whose projection was folded into a weight are no ancestors of it.
      const isCarried = (value: Value) =>
        traced.isConstant(value)
          ? projected.has(a) && (before.has(value) || !traced.tokens.isStrong(query))
          : before.has(value);
      const x = summands(other, SUMMANDS).find(isCarried);
      const axes = x && axesOf(traced, x, query);
      if (x && axes) return { x, a: withoutOthers(a, near, traced), sum, axes };
    }
  }
  return undefined;
}

function isAttention(value: Value, traced: TracedAxes): boolean {
  if (!isNode(value)) return false;
  const { op, inputs } = value.source;
  return op === 'Softmax' || (op === 'MatMul' && inputs.every((input) => !traced.isConstant(input)));
}

/** The value, and what it is a sum of. */
function summands(value: Value, depth: number): Value[] {
  if (depth === 0 || !isOp(value, 'Add')) return [value];
  return [
    value,
    ...value.source.inputs
      .filter((input) => isSameSize(input, value))
      .flatMap((input) => summands(input, depth - 1)),
  ];
}

/** What attention itself adds, where something else has been added to it first (a parallel feed-forward layer). */
function withoutOthers(a: Value, near: ReadonlySet<Value>, traced: TracedAxes): Value {
  if (!isOp(a, 'Add')) return a;
  const [p, q] = a.source.inputs as [Value, Value];
  const [own, other] = near.has(p) ? [p, q] : [q, p];
  const isBias = traced.isConstant(other);
  return !near.has(own) || near.has(other) || isBias || !isSameSize(own, other)
    ? a
    : withoutOthers(own, near, traced);
}

const isSameSize = (a: Value, b: Value): boolean =>
  a.shape.length === b.shape.length && a.shape.every((size, n) => size === b.shape[n]);
