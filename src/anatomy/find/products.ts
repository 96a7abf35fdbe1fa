/** From a softmax down to the product of attention and values. */
import { isNode, isOp, type Value } from '../../onnx/graph';
import { normalizeAxis } from '../../onnx/shape';
import type { Walk } from './walk';

/** A softmax whose result weighs values. */
export interface ValueProduct {
  readonly softmax: Value;
  /** What is multiplied with the values: the attention, of the softmax's size or less. */
  readonly attention: Value;
  /** Dimensions of `attention`: keys (the softmax ran along it) and queries. */
  readonly keyAxis: number;
  readonly queryAxis: number;
  readonly values: Value;
  /** Dimension of `values` that the keys are. */
  readonly valueAxis: number;
  readonly output: Value;
  /** Dimension of `output` that the queries are. */
  readonly outputAxis: number;
}

/** What a softmax's result comes to. */
export type SoftmaxUse =
  | { readonly kind: 'product'; readonly product: ValueProduct }
  /** Multiplied with something and summed along the softmax's axis, without a matrix product. */
  | { readonly kind: 'weighted-sum'; readonly weights: Value; readonly axis: number }
  | { readonly kind: 'other' };

const SAME_PLACE = new Set(['Cast', 'Mul', 'Div', 'Where']);

/** What becomes of a softmax: views, masks and scales are looked through. */
export function useOf(softmax: Value, walk: Walk): SoftmaxUse {
  if (!isOp(softmax, 'Softmax')) throw new TypeError(`${softmax.name} is no Softmax.`);
  const axis = normalizeAxis(softmax.source.attributes.axis, softmax.shape.length, 'Softmax');
  const open: { value: Value; axis: number }[] = [{ value: softmax, axis }];
  const seen = new Set<Value>();
  let weightedSum: SoftmaxUse | undefined;
  for (let step = open.shift(); step; step = open.shift()) {
    const { value, axis: at } = step;
    if (seen.has(value)) continue;
    seen.add(value);
    for (const next of walk.consumersOf(value)) {
      const product = productOf(softmax, value, at, next);
      if (product) return { kind: 'product', product };
      if (isSumAlong(value, at, next, walk))
        weightedSum ??= { kind: 'weighted-sum', weights: value, axis: at };
      const moved = movedAxis(value, at, next);
      if (moved !== undefined) open.push({ value: next, axis: moved });
    }
  }
  return weightedSum ?? { kind: 'other' };
}

function productOf(softmax: Value, value: Value, keyAxis: number, next: Value): ValueProduct | undefined {
  if (!isOp(next, 'MatMul') || value.shape.length < 2) return undefined;
  const [left, right] = next.source.inputs as [Value, Value];
  const [rank, last] = [value.shape.length, next.shape.length - 1];
  if (left === value && keyAxis === rank - 1 && right.shape.length >= 2)
    return {
      softmax,
      attention: value,
      keyAxis,
      queryAxis: rank - 2,
      values: right,
      valueAxis: right.shape.length - 2,
      output: next,
      outputAxis: last - 1,
    };
  if (right === value && keyAxis === rank - 2 && left.shape.length >= 2)
    return {
      softmax,
      attention: value,
      keyAxis,
      queryAxis: rank - 1,
      values: left,
      valueAxis: left.shape.length - 1,
      output: next,
      outputAxis: last,
    };
  return undefined;
}

/** A product, element by element, that is summed along that axis next. */
function isSumAlong(value: Value, axis: number, next: Value, walk: Walk): boolean {
  if (!isOp(next, 'Mul')) return false;
  const at = axis + next.shape.length - value.shape.length;
  if (next.shape[at] === 1) return false;
  return walk
    .consumersOf(next)
    .some(
      (sum) =>
        (isOp(sum, 'ReduceSum') || isOp(sum, 'ReduceMean')) &&
        sum.source.attributes.axes.some((one) => normalizeAxis(one, next.shape.length, 'Reduce') === at),
    );
}

/** Where the axis lies behind an operator that moves or masks, but mixes nothing; undefined behind any other. */
function movedAxis(value: Value, axis: number, next: Value): number | undefined {
  if (!isNode(next)) return undefined;
  const [from, to] = [value.shape as readonly number[], next.shape as readonly number[]];
  if (SAME_PLACE.has(next.source.op)) {
    const isSame = from.length === to.length && from.every((size, n) => size === to[n]);
    return isSame ? axis : undefined;
  }
  if (isOp(next, 'Transpose')) return next.source.attributes.perm.indexOf(axis);
  // Columns that are no keys (sinks) may be cut off.
  if (isOp(next, 'Slice')) return axis;
  if (isOp(next, 'Reshape') || isOp(next, 'Squeeze') || isOp(next, 'Unsqueeze')) {
    const inner = productFrom(from, axis + 1);
    const at = to.findIndex((size, n) => size === from[axis] && productFrom(to, n + 1) === inner);
    return at < 0 ? undefined : at;
  }
  return undefined;
}

const productFrom = (shape: readonly number[], start: number): number =>
  shape.slice(start).reduce((product, size) => product * size, 1);
