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
import type { Call, Lowering } from '../call';
import { broadcast } from '../fold/arrays';
import { allowed, integers, MOST_ELEMENTS } from '../fold/constant';
import { forEachIndex, padding } from '../fold/shapes';
import type { Operand } from '../operand';
import { Refusal } from '../refusal';
import { sizeOf } from '../../tensor/tensor';
import { plainTypeOfNumber } from './types';

const as =
  (shape: (call: Call) => readonly number[]): Lowering =>
  (call) => [reshaped(call, call.input(0), shape(call))];

/** No node where the shape stays. */
export const reshaped = (call: Call, x: Operand, shape: readonly number[]): Operand =>
  String(x.shape) === String(shape) ? x : call.of(call.g.reshape(x.value, shape));

const passed: Lowering = (call) => [call.input(0)];

/** A constant of the file, in any of the ways that it may be written. */
const constantNode: Lowering = (call) => {
  const { attributes } = call;
  const tensor = attributes.tensor('value');
  if (tensor) return [call.context.operands.ofTensor(tensor)];
  const integer = attributes.number('value_int');
  if (integer !== undefined) return [call.constant('int64', [], [integer])];
  const float = attributes.number('value_float');
  if (float !== undefined) return [call.constant('float32', [], [float])];
  const list = attributes.numbers('value_ints');
  if (list) return [call.ofConstant(integers(list))];
  const floats = attributes.numbers('value_floats');
  if (floats) return [call.constant('float32', [floats.length], floats)];
  throw call.refuse('of a kind (sparse or text)');
};

const shapeNode: Lowering = (call) => {
  const end = call.attributes.number('end');
  return [call.ofConstant(integers(call.shape(0).slice(call.attributes.number('start', 0), end)))];
};

const cast: Lowering = (call) => {
  const x = call.input(0);
  const to = plainTypeOfNumber(call);
  // What an operator of integers keeps in floating point stays so.
  return [x.dtype === to ? x : call.of(call.g.cast(x.value, to))];
};

const castLike: Lowering = (call) => {
  const [x, like] = [call.input(0), call.input(1)];
  return [x.dtype === like.dtype ? x : call.of(call.g.cast(x.value, like.dtype))];
};

const transpose: Lowering = (call) => {
  const rank = call.rank(0);
  const perm = call.attributes.numbers('perm') ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
  return [call.of(call.g.transpose(call.value(0), perm))];
};

const expand: Lowering = (call) => {
  const x = call.input(0);
  const shape = broadcast(x.shape, call.known(1, 'The shape'));
  return [String(shape) === String(x.shape) ? x : call.of(call.g.expand(x.value, shape))];
};

const tile: Lowering = (call) => {
  let result = call.value(0);
  call.known(1, 'The repeats').forEach((times, axis) => {
    if (times === 1) return;
    if (!(times > 0) || times > MOST_ELEMENTS) throw call.refuse(`with ${times} repeats`);
    const shape = result.shape as readonly number[];
    result =
      shape[axis] === 1
        ? call.g.expand(
            result,
            shape.map((dim, i) => (i === axis ? times : dim)),
          )
        : call.g.concat(Array<typeof result>(times).fill(result), axis);
  });
  return [call.of(result)];
};

/** Empty parts, such as the keys of an empty cache, are left out. */
const concat: Lowering = (call) => {
  const parts = call.inputs.map((_, at) => call.input(at));
  const live = parts.filter(({ shape }) => sizeOf(shape) > 0);
  const [first] = live;
  if (first === undefined) return [parts[0]];
  const axis = axisOf(call.attributes.number('axis', 0), first.shape.length, call.op);
  return [
    live.length === 1
      ? first
      : call.of(
          call.g.concat(
            live.map(({ value }) => value),
            axis,
          ),
        ),
  ];
};

const split: Lowering = (call) => {
  const axis = axisAttribute(call, 0);
  let at = 0;
  return splitLengths(call, axis).map((length) => {
    const start = at;
    at += length;
    return part(call, call.input(0), axis, start, length);
  });
};

/** Consecutive elements along one axis; no node for all of them. */
export function part(call: Call, x: Operand, axis: number, start: number, length: number): Operand {
  if (length === x.shape[axis]) return x;
  if (length === 0) {
    return call.constant(
      x.dtype,
      x.shape.map((dim, i) => (i === axis ? 0 : dim)),
      [],
    );
  }
  return call.of(call.g.slice(x.value, axis, start, start + length));
}

const slice: Lowering = (call) => {
  const { starts, lengths, steps } = sliceRange(call);
  if (lengths.includes(0)) return [call.constant(call.input(0).dtype, lengths, [])];
  let x = call.input(0);
  lengths.forEach((length, axis) => {
    const [start, step] = [starts[axis]!, steps[axis]!];
    if (step === 1 || length === 1) x = part(call, x, axis, start, length);
    else {
      const indices = integers(Array.from({ length }, (_, i) => start + i * step));
      x = call.of(call.g.gather(x.value, call.ofConstant(indices).value, axis));
    }
  });
  return [x];
};

const pad: Lowering = (call) => {
  const { begin, end, value } = padding(call);
  const mode = call.attributes.text('mode', 'constant');
  const x = call.input(0);
  const pads = [...begin, ...end];
  if (mode === 'constant' && value === 0 && pads.every((n) => n >= 0)) {
    return [call.of(call.g.pad(x.value, pads))];
  }
  let result = x;
  begin.forEach((before, axis) => {
    const after = end[axis]!;
    if (before === 0 && after === 0) return;
    result =
      mode === 'constant'
        ? framed(call, result, axis, before, after, value)
        : mirrored(call, result, axis, before, after, mode);
  });
  return [result];
};

/** Constant numbers before and after one axis; negative lengths cut. */
function framed(call: Call, x: Operand, axis: number, before: number, after: number, value: number): Operand {
  const cutStart = Math.max(0, -before);
  const kept = part(call, x, axis, cutStart, x.shape[axis]! - cutStart - Math.max(0, -after));
  const block = (length: number): Operand[] => {
    if (length <= 0) return [];
    const shape = x.shape.map((dim, i) => (i === axis ? length : dim));
    return [call.constant(x.dtype, shape, new Float64Array(allowed(shape)).fill(value))];
  };
  const parts = [...block(before), kept, ...block(after)];
  return parts.length === 1
    ? kept
    : call.of(
        call.g.concat(
          parts.map((p) => p.value),
          axis,
        ),
      );
}

/** Reflected, repeated or wrapped edges: a choice of elements along the axis. */
function mirrored(
  call: Call,
  x: Operand,
  axis: number,
  before: number,
  after: number,
  mode: string,
): Operand {
  const length = x.shape[axis]!;
  const period = Math.max(1, 2 * (length - 1));
  const place = (i: number): number => {
    if (mode === 'edge') return Math.max(0, Math.min(length - 1, i));
    if (mode === 'wrap') return ((i % length) + length) % length;
    const within = ((i % period) + period) % period;
    return within < length ? within : period - within;
  };
  if (!['edge', 'wrap', 'reflect'].includes(mode)) throw call.refuse(`of mode ${mode}`);
  const count = before + length + after;
  const indices = integers(Array.from({ length: allowed([count]) }, (_, i) => place(i - before)));
  return call.of(call.g.gather(x.value, call.ofConstant(indices).value, axis));
}

/** Pixels to channels or back: a reshape, a transposition, a reshape. */
const depthToSpace: Lowering = (call) => {
  const [n, c, h, w] = call.shape(0) as [number, number, number, number];
  const b = call.attributes.number('blocksize', 1);
  const isColumnFirst = call.attributes.text('mode', 'DCR') === 'CRD';
  const depth = c / (b * b);
  const split = isColumnFirst ? [n, depth, b, b, h, w] : [n, b, b, depth, h, w];
  const perm = isColumnFirst ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2];
  const blocks = call.g.transpose(call.g.reshape(call.value(0), split), perm);
  return [call.of(call.g.reshape(blocks, [n, depth, h * b, w * b]))];
};

const spaceToDepth: Lowering = (call) => {
  const [n, c, h, w] = call.shape(0) as [number, number, number, number];
  const b = call.attributes.number('blocksize', 1);
  const cells = call.g.reshape(call.value(0), [n, c, h / b, b, w / b, b]);
  return [call.of(call.g.reshape(call.g.transpose(cells, [0, 3, 5, 1, 2, 4]), [n, c * b * b, h / b, w / b]))];
};

/** Elements of one triangle, zeros for the others: a choice by a constant. */
const triangle: Lowering = (call) => {
  const [rows, columns] = call.shape(0).slice(-2) as [number, number];
  const k = call.knownIfGiven(1, 'The diagonal')?.[0] ?? 0;
  const isUpper = call.attributes.flag('upper', true);
  const keeps = new Float64Array(allowed([rows, columns]));
  forEachIndex([rows, columns], ([row, column], at) => {
    keeps[at] = Number(isUpper ? column! >= row! + k : column! <= row! + k);
  });
  const x = call.input(0);
  const zero = call.constant(x.dtype, [], [0]).value;
  return [call.of(call.g.where(call.constant('bool', [rows, columns], keeps).value, x.value, zero))];
};

/** Only what is too large, or depends on values, is not computed before. */
const tooLarge: Lowering = (call) => {
  if (call.inputs.every((input) => input?.constant)) {
    throw new Refusal(
      'size',
      `The operator ${call.op} makes a tensor that is too large; choose smaller input shapes.`,
    );
  }
  throw new Refusal(
    'values',
    `The shape that the operator ${call.op} makes is known only when the model runs; export the model with fixed lengths.`,
  );
};

/** Operators that move elements and change none. */
export const SHAPES: Readonly<Record<string, Lowering>> = {
  Cast: cast,
  CastLike: castLike,
  Concat: concat,
  Constant: constantNode,
  ConstantOfShape: tooLarge,
  DepthToSpace: depthToSpace,
  Dropout: passed,
  Expand: expand,
  Flatten: as(flattenedShape),
  Identity: passed,
  Pad: pad,
  Range: tooLarge,
  Reshape: as(reshapeTarget),
  Shape: shapeNode,
  Size: (call) => [call.constant('int64', [], [sizeOf(call.shape(0))])],
  Slice: slice,
  SpaceToDepth: spaceToDepth,
  Split: split,
  Squeeze: as((call) => squeezedShape(call.shape(0), axesList(call), call.op)),
  Tile: tile,
  Transpose: transpose,
  Trilu: triangle,
  Unsqueeze: as((call) => unsqueezedShape(call.shape(0), axesList(call) ?? [], call.op)),
};
