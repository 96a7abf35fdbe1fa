import { axisAttribute } from '../axes';
import type { Lowering } from '../call';
import { constant } from '../fold/constant';
import { forEachIndex } from '../fold/shapes';
import { Refusal } from '../refusal';
import { sizeOf, stridesOf } from '../../tensor/tensor';
import { part, reshaped } from './shapes';
import { sameShape } from './opaque';

const gather: Lowering = (call) => {
  const x = call.input(0);
  const axis = axisAttribute(call, 0);
  const indices = call.input(1);
  const known = indices.constant?.data;
  if (!known || known.length === 0) return [call.of(call.g.gather(x.value, indices.value, axis))];
  const length = x.shape[axis]!;
  const places = Array.from(known, (index) => (index < 0 ? index + length : index));
  const first = places[0]!;
  // Neighbours, such as the class token, are a slice: its gradient is a padding.
  if (places.every((place, i) => place === first + i)) {
    const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
    return [reshaped(call, part(call, x, axis, first, places.length), shape)];
  }
  const list = call.ofConstant(constant('int64', indices.shape, places));
  return [call.of(call.g.gather(x.value, list.value, axis))];
};

/** Rows spelled by the last axis of the indices: a Gather of the flattened tensor. */
const gatherND: Lowering = (call) => {
  const batch = call.attributes.number('batch_dims', 0);
  if (batch !== 0) throw call.refuse('with batch axes');
  const { g } = call;
  const [x, indices] = [call.input(0), call.input(1)];
  const depth = indices.shape.at(-1)!;
  const indexed = x.shape.slice(0, depth);
  const strides = stridesOf(indexed);
  let place = g.cast(g.slice(indices.value, indices.shape.length - 1, 0, 1), 'int64');
  if (strides[0] !== 1) place = g.mul(place, call.constant('int64', [], [strides[0]!]).value);
  for (let axis = 1; axis < depth; axis++) {
    const index = g.cast(g.slice(indices.value, indices.shape.length - 1, axis, axis + 1), 'int64');
    place = g.add(
      place,
      strides[axis] === 1 ? index : g.mul(index, call.constant('int64', [], [strides[axis]!]).value),
    );
  }
  const rows = reshaped(call, x, [sizeOf(indexed), ...x.shape.slice(depth)]);
  return [call.of(g.gather(rows.value, g.reshape(place, indices.shape.slice(0, -1)), 0))];
};

/**
 * Which elements are not zero is known only when the model runs; vision files ask so which pictures are not empty, and
 * with `allReal` all of them are.
 */
const nonZero: Lowering = (call) => {
  const { dtype, shape } = call.input(0);
  if (!call.context.allReal || dtype !== 'bool') {
    throw new Refusal(
      'values',
      'How many elements the operator NonZero finds is known only when the model runs; if it looks for pictures that are ' +
        'not empty, import the model with all pictures real.',
    );
  }
  call.context.note('all-real');
  const rows = shape.map(() => [] as number[]);
  forEachIndex(shape, (index) => index.forEach((at, axis) => rows[axis]!.push(at)));
  return [call.constant('int64', [shape.length, sizeOf(shape)], rows.flat())];
};

const gatherElements: Lowering = (call) => {
  const [x, indices] = [call.input(0), call.input(1)];
  const axis = axisAttribute(call, 0);
  return [call.of(call.g.apply('GatherElements', [x.value, indices.value], { axis }))];
};

/** Operators that choose elements by index. */
export const INDEXING: Readonly<Record<string, Lowering>> = {
  Gather: gather,
  GatherElements: gatherElements,
  GatherND: gatherND,
  NonZero: nonZero,
  ScatterElements: sameShape(),
  ScatterND: sameShape(),
};
