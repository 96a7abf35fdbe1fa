import { axisAttribute, axisOf } from '../axes';
import type { Fold } from '../call';
import { sizeOf, stridesOf } from '../../tensor/tensor';
import { inRange } from './arrays';
import { allowed, constant } from './constant';
import { forEachIndex } from './shapes';

/** Where the elements are that are not zero: one row an axis (ONNX NonZero). */
const nonZero: Fold = (_, [x]) => {
  const { shape, data } = x!;
  const strides = stridesOf(shape);
  const places = [...data.keys()].filter((at) => data[at] !== 0);
  const rows = shape.map((dim, axis) => places.map((at) => Math.floor(at / strides[axis]!) % dim));
  return [constant('int64', [shape.length, places.length], rows.flat())];
};

const cumulativeSum: Fold = (call, [x, axisInput]) => {
  const { shape, data, dtype } = x!;
  const axis = axisOf(axisInput!.data[0]!, shape.length, call.op);
  const [exclusive, reverse] = [call.attributes.flag('exclusive'), call.attributes.flag('reverse')];
  const stride = stridesOf(shape)[axis]!;
  const length = shape[axis]!;
  const result = new Float64Array(data.length);
  for (let line = 0; line < data.length / Math.max(1, length); line++) {
    const start = Math.floor(line / stride) * stride * length + (line % stride);
    let sum = 0;
    for (let i = 0; i < length; i++) {
      const at = start + (reverse ? length - 1 - i : i) * stride;
      if (!exclusive) sum += data[at]!;
      result[at] = sum;
      if (exclusive) sum += data[at]!;
    }
  }
  return [constant(dtype, shape, result)];
};

/** Place of the largest, or smallest, along an axis; the first of equals unless the last is asked for. */
const extreme =
  (sign: 1 | -1): Fold =>
  (call, [x]) => {
    const { shape, data } = x!;
    const axis = axisAttribute(call, 0);
    const last = call.attributes.flag('select_last_index');
    const kept = shape.map((dim, i) => (i === axis ? 1 : dim));
    const stride = stridesOf(shape)[axis]!;
    const length = shape[axis]!;
    const result = new Float64Array(sizeOf(kept));
    for (let line = 0; line < result.length; line++) {
      const start = Math.floor(line / stride) * stride * length + (line % stride);
      let best = 0;
      for (let i = 1; i < length; i++) {
        const gain = sign * (data[start + i * stride]! - data[start + best * stride]!);
        if (gain > 0 || (last && gain === 0)) best = i;
      }
      result[line] = best;
    }
    const keeps = call.attributes.flag('keepdims', true);
    return [constant('int64', keeps ? kept : shape.filter((_, i) => i !== axis), result)];
  };

/** The upper or the lower triangle of matrices, from the diagonal number k on. */
const triangle: Fold = (call, [x]) => {
  const { shape, data, dtype } = x!;
  const k = call.knownIfGiven(1, 'The diagonal')?.[0] ?? 0;
  const isUpper = call.attributes.flag('upper', true);
  const [rows, columns] = [shape.at(-2)!, shape.at(-1)!];
  const keeps = (row: number, column: number) => (isUpper ? column >= row + k : column <= row + k);
  return [
    constant(
      dtype,
      shape,
      data.map((v, i) => (keeps(Math.floor(i / columns) % rows, i % columns) ? v : 0)),
    ),
  ];
};

/** Rows of `updates` written at the indices that the last axis of `indices` spells. */
const scatterND: Fold = (call, [x, indices, updates]) => {
  if (call.attributes.text('reduction', 'none') !== 'none') return undefined;
  const depth = indices!.shape.at(-1)!;
  const strides = stridesOf(x!.shape);
  const inner = sizeOf(x!.shape.slice(depth));
  const result = Float64Array.from(x!.data);
  for (let row = 0; row < indices!.data.length / depth; row++) {
    let start = 0;
    for (let axis = 0; axis < depth; axis++) {
      start += inRange(indices!.data[row * depth + axis]!, x!.shape[axis]!) * strides[axis]!;
    }
    result.set(updates!.data.subarray(row * inner, (row + 1) * inner), start);
  }
  return [constant(x!.dtype, x!.shape, result)];
};

const gatherElements: Fold = (call, [x, indices]) => {
  const axis = axisAttribute(call, 0);
  const strides = stridesOf(x!.shape);
  const result = new Float64Array(allowed(indices!.shape));
  forEachIndex(indices!.shape, (index, at) => {
    let from = 0;
    index.forEach((i, a) => {
      from += (a === axis ? inRange(indices!.data[at]!, x!.shape[axis]!) : i) * strides[a]!;
    });
    result[at] = x!.data[from]!;
  });
  return [constant(x!.dtype, indices!.shape, result)];
};

const oneHot: Fold = (call, [indices, depth, values]) => {
  const rank = indices!.shape.length + 1;
  const axis = axisAttribute(call, -1, rank);
  const length = depth!.data[0]!;
  const shape = [...indices!.shape.slice(0, axis), length, ...indices!.shape.slice(axis)];
  const result = new Float64Array(allowed(shape));
  const inner = sizeOf(shape.slice(axis + 1));
  forEachIndex(shape, (index, at) => {
    const outer = Math.floor(at / (inner * length));
    const wanted = indices!.data[outer * inner + (at % inner)]!;
    const isThere = index[axis] === (wanted < 0 ? wanted + length : wanted);
    result[at] = values!.data[isThere ? 1 : 0]!;
  });
  return [constant(values!.dtype, shape, result)];
};

/** Operators whose result is, or is chosen by, indices. */
export const INDEX_FOLDS: Readonly<Record<string, Fold>> = {
  ArgMax: extreme(1),
  ArgMin: extreme(-1),
  CumSum: cumulativeSum,
  GatherElements: gatherElements,
  NonZero: nonZero,
  OneHot: oneHot,
  ScatterND: scatterND,
  Trilu: triangle,
};
