/** What ONNX lets a file say of axes, lengths and shapes, made plain. */
import { sizeOf } from '../tensor/tensor';
import type { Call } from './call';
import { Refusal, shapeText } from './refusal';

/** An axis that may count from the end. @throws Refusal when there is none such */
export function axisOf(axis: number, rank: number, op: string): number {
  const at = axis < 0 ? axis + rank : axis;
  if (at >= 0 && at < Math.max(rank, 1)) return at;
  throw new Refusal(
    'broken',
    `The operator ${op} works along axis ${axis} of a tensor of ${rank} axes; the file is damaged.`,
  );
}

/** The `axis` attribute. */
export const axisAttribute = (call: Call, otherwise: number, rank = call.rank(0)): number =>
  axisOf(call.attributes.number('axis', otherwise), rank, call.op);

/** Axes from an attribute or, in newer versions, from an input. */
export function axesList(call: Call, input = 1): number[] | undefined {
  const list = call.attributes.numbers('axes') ?? call.knownIfGiven(input, 'The list of axes');
  return list && [...list];
}

/** The axes that a reduction works along; all of them where none are given. */
export function reducedAxes(call: Call): number[] {
  const rank = call.rank(0);
  const list = axesList(call);
  if (list && list.length > 0) return list.map((axis) => axisOf(axis, rank, call.op));
  return call.attributes.flag('noop_with_empty_axes') ? [] : Array.from({ length: rank }, (_, axis) => axis);
}

/** The shape that a Reshape asks for: 0 copies a length, −1 takes what is left. */
export function reshapeTarget(call: Call): number[] {
  const from = call.shape(0);
  const asked = call.attributes.numbers('shape') ?? call.known(1, 'The shape');
  const zeroCopies = !call.attributes.flag('allowzero');
  const target = asked.map((dim, axis) => (dim === 0 && zeroCopies ? (from[axis] ?? 0) : dim));
  const open = target.indexOf(-1);
  if (open >= 0) target[open] = sizeOf(from) / -sizeOf(target);
  if (sizeOf(target) !== sizeOf(from) || target.some((dim) => !(dim >= 0))) {
    throw new Refusal(
      'shape',
      `A tensor of shape ${shapeText(from)} cannot become ${shapeText(asked)}: the file fixes a length that the ` +
        'chosen input shapes do not have; choose the shapes that the model was made for.',
    );
  }
  return target;
}

export function unsqueezedShape(shape: readonly number[], axes: readonly number[], op: string): number[] {
  const rank = shape.length + axes.length;
  const added = axes.map((axis) => axisOf(axis, rank, op));
  const rest = [...shape];
  return Array.from({ length: rank }, (_, axis) => (added.includes(axis) ? 1 : (rest.shift() ?? 1)));
}

export function squeezedShape(
  shape: readonly number[],
  axes: readonly number[] | undefined,
  op: string,
): number[] {
  const dropped = axes?.map((axis) => axisOf(axis, shape.length, op));
  return shape.filter((dim, axis) => !(dropped ? dropped.includes(axis) : dim === 1));
}

export function flattenedShape(call: Call): number[] {
  const shape = call.shape(0);
  const axis = call.attributes.number('axis', 1);
  const at = axis < 0 ? axis + shape.length : axis;
  return [sizeOf(shape.slice(0, at)), sizeOf(shape.slice(at))];
}

/** Lengths of the parts of a Split along its axis. */
export function splitLengths(call: Call, axis: number): number[] {
  const length = call.shape(0)[axis]!;
  const given = call.attributes.numbers('split') ?? call.knownIfGiven(1, 'The lengths');
  if (given) {
    if (given.reduce((sum, part) => sum + part, 0) !== length || given.some((part) => part < 0)) {
      throw new Refusal(
        'shape',
        `The parts [${given.slice(0, 8).join(', ')}] of a Split do not fill a length of ${length}.`,
      );
    }
    return [...given];
  }
  const count = call.attributes.number('num_outputs', call.outputs);
  const chunk = Math.ceil(length / count);
  return Array.from({ length: count }, (_, i) => Math.max(0, Math.min(chunk, length - i * chunk)));
}

export interface SliceRange {
  readonly starts: readonly number[];
  readonly lengths: readonly number[];
  readonly steps: readonly number[];
}

/** What a Slice takes of every axis (ONNX Slice-13; attributes instead of inputs before version 10). */
export function sliceRange(call: Call): SliceRange {
  const { attributes } = call;
  const shape = call.shape(0);
  const from = attributes.numbers('starts') ?? call.known(1, 'The start');
  const to = attributes.numbers('ends') ?? call.known(2, 'The end');
  const axes =
    attributes.numbers('axes') ?? call.knownIfGiven(3, 'The list of axes') ?? from.map((_, axis) => axis);
  const by = call.knownIfGiven(4, 'The step') ?? from.map(() => 1);
  const starts = shape.map(() => 0);
  const lengths = [...shape];
  const steps = shape.map(() => 1);
  axes.forEach((axis, i) => {
    const at = axisOf(axis, shape.length, call.op);
    const [start, length] = sliceAlong(shape[at]!, from[i]!, to[i]!, by[i]!, call.op);
    starts[at] = start;
    lengths[at] = length;
    steps[at] = by[i]!;
  });
  return { starts, lengths, steps };
}

function sliceAlong(length: number, from: number, to: number, step: number, op: string): [number, number] {
  if (!step) throw new Refusal('broken', `The operator ${op} has a step of 0; the file is damaged.`);
  const clamped = (at: number, low: number, high: number) =>
    Math.max(low, Math.min(high, at < 0 ? at + length : at));
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
  const start = step > 0 ? clamped(from, 0, length) : clamped(from, 0, length - 1);
  const end = clamped(to, low, high);
  return [start, Math.max(0, Math.ceil((end - start) / step))];
}
