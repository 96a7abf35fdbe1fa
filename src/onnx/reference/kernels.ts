import { stridesOf } from '../../tensor/tensor';
import type { OpAttributes, OpType } from '../ops';
import { broadcastShapes, normalizeAxis, reshapeShape } from '../shape';
import { array64, broadcastOffset, broadcastReader, fill, type Array64 } from './array';
import { conv, convTranspose } from './convolution';
import { erf } from './erf';

type Kernel<K extends OpType> = (inputs: readonly Array64[], attributes: OpAttributes[K]) => Array64;

const map =
  (f: (x: number) => number) =>
  ([x]: readonly Array64[]) =>
    array64(x!.shape, x!.data.map(f));

const zip =
  (f: (a: number, b: number) => number) =>
  ([a, b]: readonly Array64[]) => {
    const shape = broadcastShapes(a!.shape, b!.shape, 'zip') as number[];
    const [readA, readB] = [broadcastReader(a!, shape.length), broadcastReader(b!, shape.length)];
    return fill(shape, (index) => f(readA(index), readB(index)));
  };

const reduce =
  (f: (values: number[]) => number) =>
  ([x]: readonly Array64[], { axes, keepdims }: { axes: readonly number[]; keepdims: 0 | 1 }) => {
    const reduced = axes.map((axis) => normalizeAxis(axis, x!.shape.length, 'reduce'));
    const kept = x!.shape.map((dim, axis) => (reduced.includes(axis) ? 1 : dim));
    const inner = x!.shape.map((dim, axis) => (reduced.includes(axis) ? dim : 1));
    const strides = stridesOf(x!.shape);
    const offsets = fill(inner, (index) => index.reduce((sum, i, axis) => sum + i * strides[axis]!, 0)).data;
    const result = fill(kept, (index) => {
      const base = index.reduce((sum, i, axis) => sum + i * strides[axis]!, 0);
      return f(Array.from(offsets, (offset) => x!.data[base + offset]!));
    });
    return array64(keepdims ? kept : kept.filter((_, axis) => !reduced.includes(axis)), result.data);
  };

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

const matMul: Kernel<'MatMul'> = ([a, b]) => {
  const [m, k] = a!.shape.slice(-2) as [number, number];
  const n = b!.shape.at(-1)!;
  const batch = broadcastShapes(a!.shape.slice(0, -2), b!.shape.slice(0, -2), 'MatMul') as number[];
  const rank = batch.length + 2;
  const [offsetA, offsetB] = [broadcastOffset(a!, rank), broadcastOffset(b!, rank)];
  const [left, right] = [a!.data, b!.data];
  return fill([...batch, m, n], (index) => {
    const row = offsetA(index.with(-1, 0));
    const column = offsetB(index.with(-2, 0));
    let total = 0;
    for (let i = 0; i < k; i++) total += left[row + i]! * right[column + i * n]!;
    return total;
  });
};

/** Applies `f` to every vector along `axis`. */
function alongAxis(x: Array64, axis: number, f: (values: number[]) => number[]): Array64 {
  const at = normalizeAxis(axis, x.shape.length, 'alongAxis');
  const stride = stridesOf(x.shape)[at]!;
  const length = x.shape[at]!;
  const data = new Float64Array(x.data.length);
  for (let start = 0; start < data.length; start++) {
    if (Math.floor(start / stride) % length !== 0) continue;
    const result = f(Array.from({ length }, (_, i) => x.data[start + i * stride]!));
    result.forEach((value, i) => (data[start + i * stride] = value));
  }
  return array64(x.shape, data);
}

const softmax: Kernel<'Softmax'> = ([x], { axis }) =>
  alongAxis(x!, axis, (values) => {
    const max = Math.max(...values);
    const powers = values.map((value) => Math.exp(value - max));
    return powers.map((power) => power / sum(powers));
  });

const layerNormalization: Kernel<'LayerNormalization'> = ([x, weight, bias], { epsilon }) =>
  alongAxis(x!, -1, (values) => {
    const mean = sum(values) / values.length;
    const variance = sum(values.map((value) => (value - mean) ** 2)) / values.length;
    return values.map(
      (v, i) => ((v - mean) / Math.sqrt(variance + epsilon)) * weight!.data[i]! + bias!.data[i]!,
    );
  });

const reader = (x: Array64) => broadcastReader(x, x.shape.length);

const concat: Kernel<'Concat'> = (inputs, { axis }) => {
  const at = normalizeAxis(axis, inputs[0]!.shape.length, 'Concat');
  const shape = [...inputs[0]!.shape];
  shape[at] = sum(inputs.map((input) => input.shape[at]!));
  const readers = inputs.map((input) => ({ read: reader(input), length: input.shape[at]! }));
  return fill(shape, (index) => {
    const local = [...index];
    for (const { read, length } of readers) {
      if (local[at]! < length) return read(local);
      local[at]! -= length;
    }
    throw new Error('Concat: index out of range.');
  });
};

const slice: Kernel<'Slice'> = ([x], { starts, ends, axes }) => {
  const shape = [...x!.shape];
  const begin = shape.map(() => 0);
  axes.forEach((axis, i) => {
    const at = normalizeAxis(axis, shape.length, 'Slice');
    begin[at] = starts[i]!;
    shape[at] = Math.min(ends[i]!, x!.shape[at]!) - starts[i]!;
  });
  const read = reader(x!);
  return fill(shape, (index) => read(index.map((i, axis) => i + begin[axis]!)));
};

const pad: Kernel<'Pad'> = ([x], { pads }) => {
  const rank = x!.shape.length;
  const read = reader(x!);
  return fill(
    x!.shape.map((dim, axis) => dim + pads[axis]! + pads[axis + rank]!),
    (index) => {
      const local = index.map((i, axis) => i - pads[axis]!);
      return local.every((i, axis) => i >= 0 && i < x!.shape[axis]!) ? read(local) : 0;
    },
  );
};

const gather: Kernel<'Gather'> = ([x, indices], { axis }) => {
  const at = normalizeAxis(axis, x!.shape.length, 'Gather');
  const [read, readIndex] = [reader(x!), reader(indices!)];
  const shape = [...x!.shape.slice(0, at), ...indices!.shape, ...x!.shape.slice(at + 1)];
  const end = at + indices!.shape.length;
  return fill(shape, (index) =>
    read([...index.slice(0, at), readIndex(index.slice(at, end)), ...index.slice(end)]),
  );
};

const transpose: Kernel<'Transpose'> = ([x], { perm }) => {
  const strides = stridesOf(x!.shape);
  const steps = perm.map((axis) => strides[axis]!);
  return fill(
    perm.map((axis) => x!.shape[axis]!),
    (index) => {
      let offset = 0;
      for (let i = 0; i < steps.length; i++) offset += index[i]! * steps[i]!;
      return x!.data[offset]!;
    },
  );
};

const where: Kernel<'Where'> = ([condition, a, b]) => {
  const ab = broadcastShapes(a!.shape, b!.shape, 'Where');
  const shape = broadcastShapes(condition!.shape, ab, 'Where') as number[];
  const [readC, readA, readB] = [condition!, a!, b!].map((x) => broadcastReader(x, shape.length));
  return fill(shape, (index) => (readC!(index) !== 0 ? readA!(index) : readB!(index)));
};

/** Where an entry lies whose place along `axis` is `place`. */
function offsetAt(index: readonly number[], place: number, axis: number, strides: readonly number[]): number {
  const at = normalizeAxis(axis, index.length, 'offsetAt');
  return index.reduce((sum, i, n) => sum + (n === at ? place : i) * strides[n]!, 0);
}

const reshaped = (x: Array64, shape: readonly number[]) => array64(shape, x.data);

/** Float64 kernels written from ONNX's operator specification, one per operator: plain loops, written to be right. */
export const KERNELS: { readonly [K in OpType]: Kernel<K> } = {
  Abs: map(Math.abs),
  Add: zip((a, b) => a + b),
  Cast: ([x], { to }) =>
    to.startsWith('int') ? map(Math.trunc)([x!]) : to === 'bool' ? map((v) => Number(v !== 0))([x!]) : x!,
  Concat: concat,
  Conv: conv,
  ConvTranspose: convTranspose,
  Div: zip((a, b) => a / b),
  Equal: zip((a, b) => Number(a === b)),
  Erf: map(erf),
  Exp: map(Math.exp),
  Expand: ([x], { shape }) => {
    const result = broadcastShapes(x!.shape, shape, 'Expand') as number[];
    return fill(result, broadcastReader(x!, result.length));
  },
  Gather: gather,
  GatherElements: ([x, indices], { axis }) => {
    const strides = stridesOf(x!.shape);
    const read = broadcastReader(indices!, indices!.shape.length);
    return fill(indices!.shape, (index) => x!.data[offsetAt(index, read(index), axis, strides)]!);
  },
  Greater: zip((a, b) => Number(a > b)),
  LayerNormalization: layerNormalization,
  Log: map(Math.log),
  MatMul: matMul,
  Mul: zip((a, b) => a * b),
  Neg: map((x) => -x),
  Opaque: (_, { opType }) => {
    throw new Error(`${opType} is run as it is, and not in the reference evaluator.`);
  },
  Pad: pad,
  Reciprocal: map((x) => 1 / x),
  ReduceMax: reduce((values) => Math.max(...values)),
  ReduceMean: reduce((values) => sum(values) / values.length),
  ReduceSum: reduce(sum),
  Relu: map((x) => Math.max(x, 0)),
  Reshape: ([x], { shape }) => reshaped(x!, reshapeShape(x!.shape, shape, 'Reshape') as number[]),
  ScatterElements: ([x, indices, updates], { axis }) => {
    const strides = stridesOf(x!.shape);
    const sums = Float64Array.from(x!.data);
    const [readIndex, readUpdate] = [indices!, updates!].map((one) => broadcastReader(one, one.shape.length));
    fill(
      indices!.shape,
      (index) => (sums[offsetAt(index, readIndex!(index), axis, strides)]! += readUpdate!(index)),
    );
    return array64(x!.shape, sums);
  },
  Sigmoid: map((x) => 1 / (1 + Math.exp(-x))),
  Slice: slice,
  Softmax: softmax,
  Sqrt: map(Math.sqrt),
  Squeeze: ([x], { axes }) => {
    const dropped = axes.map((axis) => normalizeAxis(axis, x!.shape.length, 'Squeeze'));
    return reshaped(
      x!,
      x!.shape.filter((_, axis) => !dropped.includes(axis)),
    );
  },
  Sub: zip((a, b) => a - b),
  Tanh: map(Math.tanh),
  Transpose: transpose,
  Unsqueeze: ([x], { axes }) => {
    const rank = x!.shape.length + axes.length;
    const added = axes.map((axis) => normalizeAxis(axis, rank, 'Unsqueeze'));
    const rest = [...x!.shape];
    return reshaped(
      x!,
      Array.from({ length: rank }, (_, axis) => (added.includes(axis) ? 1 : rest.shift()!)),
    );
  },
  Where: where,
};
