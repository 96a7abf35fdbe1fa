/** Arithmetic on arrays of any rank, in plain loops: few numbers, so plainness counts more than speed. */
import { sizeOf, stridesOf } from '../../tensor/tensor';
import type { PlainType } from '../read/elementTypes';
import { allowed, constant, type Constant } from './constant';

/** Shape of an element-wise result. @throws Error when the shapes do not broadcast */
export function broadcast(...shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    let length = 1;
    for (const shape of shapes) {
      const dim = shape[axis - rank + shape.length] ?? 1;
      if (dim === 1 || dim === length) continue;
      if (length !== 1)
        throw new Error(`shapes ${shapes.map((s) => `[${s.join(', ')}]`).join(' and ')} differ`);
      length = dim;
    }
    return length;
  });
}

/** result[i] = data[start + Σ index of i along each axis · step of that axis]. */
export function strided(
  data: Float64Array,
  shape: readonly number[],
  start: number,
  steps: readonly number[],
): Float64Array {
  const result = new Float64Array(allowed(shape));
  const index = new Array<number>(shape.length).fill(0);
  let at = start;
  for (let i = 0; i < result.length; i++) {
    result[i] = data[at]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++;
      at += steps[axis]!;
      if (index[axis]! < shape[axis]!) break;
      at -= steps[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return result;
}

/** A constant repeated along axes of length 1 and new leading axes, so that it has this shape. */
export function expandTo(x: Constant, shape: readonly number[]): Constant {
  const own = stridesOf(x.shape);
  const steps = shape.map((_, i) => {
    const axis = i - shape.length + x.shape.length;
    return axis < 0 || x.shape[axis] === 1 ? 0 : own[axis]!;
  });
  return constant(x.dtype, shape, strided(x.data, shape, 0, steps));
}

/** f applied to every tuple of elements. */
export function elementwise(
  inputs: readonly Constant[],
  dtype: PlainType,
  f: (...numbers: number[]) => number,
): Constant {
  const shape = broadcast(...inputs.map((input) => input.shape));
  allowed(shape);
  const expanded = inputs.map((input) => expandTo(input, shape).data);
  const result = new Float64Array(sizeOf(shape));
  const tuple = new Array<number>(inputs.length);
  for (let i = 0; i < result.length; i++) {
    expanded.forEach((data, n) => (tuple[n] = data[i]!));
    result[i] = f(...tuple);
  }
  return constant(dtype, shape, result);
}

export function permuted(x: Constant, perm: readonly number[]): Constant {
  const own = stridesOf(x.shape);
  const shape = perm.map((axis) => x.shape[axis]!);
  return constant(
    x.dtype,
    shape,
    strided(
      x.data,
      shape,
      0,
      perm.map((axis) => own[axis]!),
    ),
  );
}

/** Elements start, start + step, … of every axis. */
export function sliced(
  x: Constant,
  starts: readonly number[],
  lengths: readonly number[],
  steps: readonly number[],
): Constant {
  const own = stridesOf(x.shape);
  const start = starts.reduce((sum, at, axis) => sum + at * own[axis]!, 0);
  return constant(
    x.dtype,
    lengths,
    strided(
      x.data,
      lengths,
      start,
      steps.map((step, axis) => step * own[axis]!),
    ),
  );
}

export function concatenated(parts: readonly Constant[], axis: number): Constant {
  const first = parts[0]!;
  const shape = first.shape.map((dim, i) =>
    i === axis ? parts.reduce((sum, p) => sum + p.shape[i]!, 0) : dim,
  );
  const outer = sizeOf(shape.slice(0, axis));
  const result = new Float64Array(allowed(shape));
  let at = 0;
  for (let o = 0; o < outer; o++) {
    for (const { data } of parts) {
      const length = data.length / outer;
      result.set(data.subarray(o * length, (o + 1) * length), at);
      at += length;
    }
  }
  return constant(first.dtype, shape, result);
}

/** Rows along an axis, chosen by indices of any shape; negative ones count from the end (ONNX Gather). */
export function gathered(x: Constant, indices: Constant, axis: number): Constant {
  const length = x.shape[axis]!;
  const inner = sizeOf(x.shape.slice(axis + 1));
  const outer = sizeOf(x.shape.slice(0, axis));
  const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
  const result = new Float64Array(allowed(shape));
  let at = 0;
  for (let o = 0; o < outer; o++) {
    for (const index of indices.data) {
      const row = o * length + inRange(index, length);
      result.set(x.data.subarray(row * inner, (row + 1) * inner), at);
      at += inner;
    }
  }
  return constant(x.dtype, shape, result);
}

/** An index that may count from the end. @throws Error when there is no such place */
export function inRange(index: number, length: number): number {
  const at = index < 0 ? index + length : index;
  if (!(at >= 0 && at < length)) throw new Error(`the index ${index} is outside of a length of ${length}`);
  return at;
}

/** Combines the elements along axes, from `start` on; `end` makes the result of them, given how many there were. */
export function reduced(
  x: Constant,
  axes: readonly number[],
  keepdims: boolean,
  { start, step, end }: Reduction,
): Constant {
  const kept = x.shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim));
  const target = stridesOf(kept).map((stride, axis) => (axes.includes(axis) ? 0 : stride));
  const own = stridesOf(x.shape);
  const result = new Float64Array(sizeOf(kept)).fill(start);
  x.data.forEach((value, i) => {
    let at = 0;
    for (let axis = 0; axis < own.length; axis++)
      at += (Math.floor(i / own[axis]!) % x.shape[axis]!) * target[axis]!;
    result[at] = step(result[at]!, value);
  });
  const count = x.data.length / Math.max(1, result.length);
  const shape = keepdims ? kept : x.shape.filter((_, axis) => !axes.includes(axis));
  return constant(x.dtype, shape, end ? result.map((value) => end(value, count)) : result);
}

export interface Reduction {
  readonly start: number;
  readonly step: (sum: number, value: number) => number;
  readonly end?: (sum: number, count: number) => number;
}
