import type { DType } from '../tensor/tensor';
import {
  inferConv,
  inferConvTranspose,
  type ConvAttributes,
  type ConvTransposeAttributes,
} from './convolution';
import type { PlainAttribute } from './proto/model';
import { broadcastShapes, formatShape, normalizeAxis, reshapeShape, sameShape, type Dim } from './shape';
import { requireFloat, requireSame, type TensorType } from './tensor-type';

export type { ConvAttributes, TensorType };

/** An operator without attributes takes none, so that none can be given to it and lost. */
type NoAttributes = Readonly<Record<string, never>>;

/** Attributes of each operator. Integer lists that ONNX takes as constant inputs stand here too: see `CONSTANT_INPUTS`. */
export interface OpAttributes {
  Abs: NoAttributes;
  Add: NoAttributes;
  Cast: { to: DType };
  Concat: { axis: number };
  Conv: ConvAttributes;
  ConvTranspose: ConvTransposeAttributes;
  Div: NoAttributes;
  Equal: NoAttributes;
  Erf: NoAttributes;
  Exp: NoAttributes;
  Expand: { shape: readonly number[] };
  Gather: { axis: number };
  /** Along `axis`, each entry of the result is the one of x that the index in its place says; no index is negative. */
  GatherElements: { axis: number };
  Greater: NoAttributes;
  LayerNormalization: { epsilon: number };
  Log: NoAttributes;
  MatMul: NoAttributes;
  Mul: NoAttributes;
  Neg: NoAttributes;
  /**
   * An operator of the standard domain that is run as it is and never differentiated. `holes`: places of optional inputs
   * that are left out, ascending.
   */
  Opaque: {
    opType: string;
    plain: Readonly<Record<string, PlainAttribute>>;
    dtype: DType;
    shape: readonly number[];
    holes: readonly number[];
  };
  Pad: { pads: readonly number[] };
  Reciprocal: NoAttributes;
  ReduceMax: { axes: readonly number[]; keepdims: 0 | 1 };
  ReduceMean: { axes: readonly number[]; keepdims: 0 | 1 };
  ReduceSum: { axes: readonly number[]; keepdims: 0 | 1 };
  Relu: NoAttributes;
  Reshape: { shape: readonly number[] };
  /** Adds each update to the entry of x that the index in its place says, along `axis`. */
  ScatterElements: { axis: number };
  Sigmoid: NoAttributes;
  Slice: { starts: readonly number[]; ends: readonly number[]; axes: readonly number[] };
  Softmax: { axis: number };
  Sqrt: NoAttributes;
  Squeeze: { axes: readonly number[] };
  Sub: NoAttributes;
  Tanh: NoAttributes;
  Transpose: { perm: readonly number[] };
  Unsqueeze: { axes: readonly number[] };
  Where: NoAttributes;
}

export type OpType = keyof OpAttributes;

/** Attributes that ONNX takes as int64 inputs, in the order of these inputs, after all others. */
export const CONSTANT_INPUTS = {
  Expand: ['shape'],
  Pad: ['pads'],
  ReduceMax: ['axes'],
  ReduceMean: ['axes'],
  ReduceSum: ['axes'],
  Reshape: ['shape'],
  Slice: ['starts', 'ends', 'axes'],
  Squeeze: ['axes'],
  Unsqueeze: ['axes'],
} as const satisfies { readonly [K in OpType]?: readonly (keyof OpAttributes[K])[] };

/** Names of an operator's attributes that travel as inputs. */
export type ConstantInput<K extends OpType> = K extends keyof typeof CONSTANT_INPUTS
  ? (typeof CONSTANT_INPUTS)[K][number]
  : never;

/** What the graph needs to know of an operator: how many inputs it takes, and its type rule. */
export interface OpSpec<K extends OpType> {
  readonly arity: number | 'variadic';
  /** Type of the only output; throws, naming the operator, when the inputs do not fit. */
  readonly infer: (inputs: readonly TensorType[], attributes: OpAttributes[K]) => TensorType;
}

/** ONNX's "to the end" in `Slice`. */
const SLICE_END = 2147483647;

const unary = (op: string) => ({
  arity: 1,
  infer: ([x]: readonly TensorType[]) => {
    requireFloat(x!, op);
    return x!;
  },
});

const binary = (op: string, result?: DType) => ({
  arity: 2,
  infer: ([a, b]: readonly TensorType[]) => {
    requireSame(a!, b!, op);
    return { dtype: result ?? a!.dtype, shape: broadcastShapes(a!.shape, b!.shape, op) };
  },
});

const reduction = (op: string) => ({
  arity: 1,
  infer: ([x]: readonly TensorType[], { axes, keepdims }: { axes: readonly number[]; keepdims: 0 | 1 }) => {
    requireFloat(x!, op);
    const reduced = axes.map((axis) => normalizeAxis(axis, x!.shape.length, op));
    const shape = keepdims
      ? x!.shape.map((dim, axis) => (reduced.includes(axis) ? 1 : dim))
      : x!.shape.filter((_, axis) => !reduced.includes(axis));
    return { dtype: x!.dtype, shape };
  },
});

function inferMatMul([a, b]: readonly TensorType[]): TensorType {
  requireSame(a!, b!, 'MatMul');
  const [left, right] = [a!.shape, b!.shape];
  if (left.length < 2 || right.length < 2) {
    throw new Error(`MatMul: expected matrices, got ${formatShape(left)} and ${formatShape(right)}.`);
  }
  const [rows, inner, innerRight, cols] = [left.at(-2)!, left.at(-1)!, right.at(-2)!, right.at(-1)!];
  if (inner !== innerRight) {
    throw new Error(`MatMul: ${formatShape(left)} times ${formatShape(right)}: inner dimensions differ.`);
  }
  return {
    dtype: a!.dtype,
    shape: [...broadcastShapes(left.slice(0, -2), right.slice(0, -2), 'MatMul'), rows, cols],
  };
}

function inferConcat(inputs: readonly TensorType[], { axis }: { axis: number }): TensorType {
  const first = inputs[0]!;
  const at = normalizeAxis(axis, first.shape.length, 'Concat');
  let total = 0;
  for (const input of inputs) {
    requireSame(first, input, 'Concat');
    const dim = input.shape[at];
    if (typeof dim !== 'number') throw new Error(`Concat: the joined axis ${at} must have a known length.`);
    const fits =
      input.shape.length === first.shape.length &&
      input.shape.every((d, i) => i === at || d === first.shape[i]);
    if (!fits)
      throw new Error(
        `Concat: ${formatShape(first.shape)} and ${formatShape(input.shape)} differ off axis ${at}.`,
      );
    total += dim;
  }
  return { dtype: first.dtype, shape: first.shape.map((dim, i) => (i === at ? total : dim)) };
}

function inferSlice([x]: readonly TensorType[], { starts, ends, axes }: OpAttributes['Slice']): TensorType {
  const shape: Dim[] = [...x!.shape];
  axes.forEach((axis, i) => {
    const at = normalizeAxis(axis, shape.length, 'Slice');
    const dim = shape[at]!;
    const [start, end] = [starts[i]!, Math.min(ends[i]!, typeof dim === 'number' ? dim : SLICE_END)];
    if (typeof dim !== 'number') throw new Error(`Slice: axis ${at} has the unknown length ${dim}.`);
    if (start < 0 || end < start || end > dim)
      throw new Error(`Slice: ${start}:${end} is outside of length ${dim}.`);
    shape[at] = end - start;
  });
  return { dtype: x!.dtype, shape };
}

function inferPad([x]: readonly TensorType[], { pads }: OpAttributes['Pad']): TensorType {
  const rank = x!.shape.length;
  if (pads.length !== 2 * rank || pads.some((pad) => pad < 0))
    throw new Error('Pad: expected two non-negative pads an axis.');
  const shape = x!.shape.map((dim, axis) => {
    const added = pads[axis]! + pads[axis + rank]!;
    if (added === 0) return dim;
    if (typeof dim !== 'number') throw new Error(`Pad: axis ${axis} has the unknown length ${dim}.`);
    return dim + added;
  });
  return { dtype: x!.dtype, shape };
}

function inferExpand([x]: readonly TensorType[], { shape }: OpAttributes['Expand']): TensorType {
  return { dtype: x!.dtype, shape: broadcastShapes(x!.shape, shape, 'Expand') };
}

function inferTranspose([x]: readonly TensorType[], { perm }: OpAttributes['Transpose']): TensorType {
  const sorted = [...perm].sort((a, b) => a - b);
  if (perm.length !== x!.shape.length || sorted.some((axis, i) => axis !== i)) {
    throw new Error(
      `Transpose: [${perm.join(', ')}] is no permutation of the axes of ${formatShape(x!.shape)}.`,
    );
  }
  return { dtype: x!.dtype, shape: perm.map((axis) => x!.shape[axis]!) };
}

function inferLayerNormalization([x, scale, bias]: readonly TensorType[]): TensorType {
  requireFloat(x!, 'LayerNormalization');
  for (const parameter of [scale!, bias!]) {
    if (parameter.shape.length !== 1 || parameter.shape[0] !== x!.shape.at(-1)) {
      throw new Error(
        `LayerNormalization: parameter ${formatShape(parameter.shape)} does not fit ${formatShape(x!.shape)}.`,
      );
    }
  }
  return x!;
}

function inferGather([x, indices]: readonly TensorType[], { axis }: OpAttributes['Gather']): TensorType {
  if (indices!.dtype !== 'int32' && indices!.dtype !== 'int64')
    throw new Error('Gather: indices must be integers.');
  const at = normalizeAxis(axis, x!.shape.length, 'Gather');
  return { dtype: x!.dtype, shape: [...x!.shape.slice(0, at), ...indices!.shape, ...x!.shape.slice(at + 1)] };
}

/** Indices of x's rank, no longer than it on any other axis. */
function requireIndices(x: TensorType, indices: TensorType, axis: number, op: string): void {
  if (indices.dtype !== 'int32' && indices.dtype !== 'int64')
    throw new Error(`${op}: indices must be integers.`);
  const at = normalizeAxis(axis, x.shape.length, op);
  const fits =
    indices.shape.length === x.shape.length &&
    indices.shape.every((dim, n) => n === at || dim === x.shape[n] || Number(dim) <= Number(x.shape[n]));
  if (!fits)
    throw new Error(`${op}: indices ${formatShape(indices.shape)} do not fit ${formatShape(x.shape)}.`);
}

function inferSqueeze([x]: readonly TensorType[], { axes }: OpAttributes['Squeeze']): TensorType {
  const dropped = axes.map((axis) => normalizeAxis(axis, x!.shape.length, 'Squeeze'));
  if (dropped.some((axis) => x!.shape[axis] !== 1)) {
    throw new Error(`Squeeze: axes [${axes.join(', ')}] of ${formatShape(x!.shape)} are not all 1.`);
  }
  return { dtype: x!.dtype, shape: x!.shape.filter((_, axis) => !dropped.includes(axis)) };
}

function inferUnsqueeze([x]: readonly TensorType[], { axes }: OpAttributes['Unsqueeze']): TensorType {
  const rank = x!.shape.length + axes.length;
  const added = axes.map((axis) => normalizeAxis(axis, rank, 'Unsqueeze'));
  const rest = [...x!.shape];
  const shape = Array.from({ length: rank }, (_, axis) => (added.includes(axis) ? 1 : rest.shift()!));
  return { dtype: x!.dtype, shape };
}

function inferWhere([condition, a, b]: readonly TensorType[]): TensorType {
  if (condition!.dtype !== 'bool')
    throw new Error(`Where: the condition must be bool, got ${condition!.dtype}.`);
  requireSame(a!, b!, 'Where');
  const shape = broadcastShapes(condition!.shape, broadcastShapes(a!.shape, b!.shape, 'Where'), 'Where');
  return { dtype: a!.dtype, shape };
}

/** Every operator that programs may use: opset 18, standard domain, with kernels on both WASM and WebGPU. */
export const OPS: { readonly [K in OpType]: OpSpec<K> } = {
  Abs: unary('Abs'),
  Add: binary('Add'),
  Cast: { arity: 1, infer: ([x], { to }) => ({ dtype: to, shape: x!.shape }) },
  Concat: { arity: 'variadic', infer: inferConcat },
  Conv: { arity: 2, infer: inferConv },
  ConvTranspose: { arity: 2, infer: inferConvTranspose },
  Div: binary('Div'),
  Equal: binary('Equal', 'bool'),
  Erf: unary('Erf'),
  Exp: unary('Exp'),
  Expand: { arity: 1, infer: inferExpand },
  Gather: { arity: 2, infer: inferGather },
  GatherElements: {
    arity: 2,
    infer: ([x, indices], { axis }) => {
      requireIndices(x!, indices!, axis, 'GatherElements');
      return { dtype: x!.dtype, shape: indices!.shape };
    },
  },
  Greater: binary('Greater', 'bool'),
  LayerNormalization: { arity: 3, infer: inferLayerNormalization },
  Log: unary('Log'),
  MatMul: { arity: 2, infer: inferMatMul },
  Mul: binary('Mul'),
  Neg: unary('Neg'),
  Opaque: { arity: 'variadic', infer: (_, { dtype, shape }) => ({ dtype, shape }) },
  Pad: { arity: 1, infer: inferPad },
  Reciprocal: unary('Reciprocal'),
  ReduceMax: reduction('ReduceMax'),
  ReduceMean: reduction('ReduceMean'),
  ReduceSum: reduction('ReduceSum'),
  Relu: unary('Relu'),
  Reshape: {
    arity: 1,

    infer: ([x], { shape }) => ({ dtype: x!.dtype, shape: reshapeShape(x!.shape, shape, 'Reshape') }),
  },
  ScatterElements: {
    arity: 3,
    infer: ([x, indices, updates], { axis }) => {
      requireIndices(x!, indices!, axis, 'ScatterElements');
      requireSame(x!, updates!, 'ScatterElements');
      if (!sameShape(indices!.shape, updates!.shape))
        throw new Error(
          `ScatterElements: updates ${formatShape(updates!.shape)} for indices ${formatShape(indices!.shape)}.`,
        );
      return x!;
    },
  },
  Sigmoid: unary('Sigmoid'),
  Slice: { arity: 1, infer: inferSlice },
  Softmax: {
    arity: 1,
    infer: ([x], { axis }) => {
      normalizeAxis(axis, x!.shape.length, 'Softmax');
      return x!;
    },
  },
  Sqrt: unary('Sqrt'),
  Squeeze: { arity: 1, infer: inferSqueeze },
  Sub: binary('Sub'),
  Tanh: unary('Tanh'),
  Transpose: { arity: 1, infer: inferTranspose },
  Unsqueeze: { arity: 1, infer: inferUnsqueeze },
  Where: { arity: 3, infer: inferWhere },
};
