import {
  axesList,
  axisAttribute,
  axisOf,
  flattenedShape,
  reshapeTarget,
  sliceRange,
  splitLengths,
  squeezedShape,
  unsqueezedShape,
} from '../axes';
import type { Call, Fold } from '../call';
import { plainTypeOfNumber } from '../lower/types';
import { broadcast, concatenated, expandTo, gathered, permuted, sliced } from './arrays';
import { allowed, castConstant, constant, filled, reshaped, type Constant } from './constant';

const slice: Fold = (call, [x]) => {
  const { starts, lengths, steps } = sliceRange(call);
  return [sliced(x!, starts, lengths, steps)];
};

const split: Fold = (call, [x]) => {
  const axis = axisAttribute(call, 0);
  let at = 0;
  return splitLengths(call, axis).map((length) => {
    const starts = x!.shape.map((_, i) => (i === axis ? at : 0));
    const lengths = x!.shape.map((dim, i) => (i === axis ? length : dim));
    at += length;
    return sliced(
      x!,
      starts,
      lengths,
      x!.shape.map(() => 1),
    );
  });
};

const tile: Fold = (call, [x]) => {
  let result = x!;
  call.known(1, 'The repeats').forEach((times, axis) => {
    allowed([...result.shape, times]);
    if (times !== 1) result = concatenated(Array<Constant>(times).fill(result), axis);
  });
  return [result];
};

/** `value` or zero, as often as the shape says. */
const constantOfShape: Fold = (call, [shape]) => {
  const tensor = call.attributes.tensor('value');
  const number = tensor && call.context.operands.numbers(tensor);
  return [filled(number?.dtype ?? 'float32', [...shape!.data], number?.data[0] ?? 0)];
};

const range: Fold = (_, [start, limit, delta]) => {
  const [from, to, by] = [start!.data[0]!, limit!.data[0]!, delta!.data[0]!];
  const length = Math.max(0, Math.ceil((to - from) / by));
  allowed([length]);
  return [
    constant(
      start!.dtype,
      [length],
      Array.from({ length }, (_, i) => from + i * by),
    ),
  ];
};

/** Constant padding; `pads` are negative where it cuts. */
const pad: Fold = (call, [x]) => {
  if (call.attributes.text('mode', 'constant') !== 'constant') return undefined;
  const { begin, end, value } = padding(call);
  const shape = x!.shape.map((dim, axis) => dim + begin[axis]! + end[axis]!);
  const whole = filled(x!.dtype, shape, value);
  const data = Float64Array.from(whole.data);
  forEachIndex(x!.shape, (index, at) => {
    let target = 0;
    for (let axis = 0; axis < shape.length; axis++) {
      const place = index[axis]! + begin[axis]!;
      if (place < 0 || place >= shape[axis]!) return;
      target = target * shape[axis]! + place;
    }
    data[target] = x!.data[at]!;
  });
  return [constant(x!.dtype, shape, data)];
};

/** What a Pad adds before and after each axis, and the number that it adds. */
export function padding(call: Call): { begin: number[]; end: number[]; value: number } {
  const rank = call.rank(0);
  const pads = call.attributes.numbers('pads') ?? call.known(1, 'The padding');
  const value = call.knownIfGiven(2, 'The padding value')?.[0] ?? call.attributes.number('value', 0);
  const axes = call.knownIfGiven(3, 'The list of axes') ?? Array.from({ length: rank }, (_, axis) => axis);
  const begin = new Array<number>(rank).fill(0);
  const end = new Array<number>(rank).fill(0);
  axes.forEach((axis, i) => {
    const at = axisOf(axis, rank, call.op);
    begin[at] = pads[i]!;
    end[at] = pads[i + axes.length]!;
  });
  return { begin, end, value };
}

/** Every index of a shape, in row-major order, with its place. */
export function forEachIndex(
  shape: readonly number[],
  visit: (index: readonly number[], at: number) => void,
): void {
  const size = allowed(shape);
  const index = new Array<number>(shape.length).fill(0);
  for (let at = 0; at < size; at++) {
    visit(index, at);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (++index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
}

/** Operators that move, repeat and make numbers, as the arithmetic of shapes does. */
export const SHAPE_FOLDS: Readonly<Record<string, Fold>> = {
  Cast: (call, [x]) => [castConstant(x!, plainTypeOfNumber(call))],
  CastLike: (_, [x, like]) => [castConstant(x!, like!.dtype)],
  Concat: (call, x) => [concatenated(x, axisAttribute(call, 0))],
  ConstantOfShape: constantOfShape,
  Expand: (call, [x]) => {
    const shape = broadcast(x!.shape, call.known(1, 'The shape'));
    allowed(shape);
    return [expandTo(x!, shape)];
  },
  Flatten: (call, [x]) => [reshaped(x!, flattenedShape(call))],
  Gather: (call, [x, indices]) => [gathered(x!, indices!, axisAttribute(call, 0))],
  Pad: pad,
  Range: range,
  Reshape: (call, [x]) => [reshaped(x!, reshapeTarget(call))],
  Slice: slice,
  Split: split,
  Squeeze: (call, [x]) => [reshaped(x!, squeezedShape(x!.shape, axesList(call), call.op))],
  Tile: tile,
  Transpose: (call, [x]) => [
    permuted(x!, call.attributes.numbers('perm') ?? x!.shape.map((_, axis) => x!.shape.length - 1 - axis)),
  ],
  Unsqueeze: (call, [x]) => [reshaped(x!, unsqueezedShape(x!.shape, axesList(call) ?? [], call.op))],
};
