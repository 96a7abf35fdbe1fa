import { axisAttribute, axisOf } from '../axes';
import type { Call, Lowering } from '../call';
import { broadcast } from '../fold/arrays';
import { isFloat } from '../operand';
import type { PlainType } from '../read/elementTypes';

/** As it is, with a result of the first input's shape. */
export const sameShape =
  (dtype?: PlainType): Lowering =>
  (call) => [
    call.opaque(call.op, call.inputs, call.attributes.plain(), dtype ?? call.input(0).dtype, call.shape(0)),
  ];

/** As it is, element by element with broadcasting. */
export const broadcasting =
  (dtype?: PlainType): Lowering =>
  (call) => [asIs(call, dtype)];

export function asIs(call: Call, dtype: PlainType = call.input(0).dtype): ReturnType<Call['opaque']> {
  const shape = broadcast(...call.inputs.flatMap((input) => (input ? [input.shape] : [])));
  return call.opaque(call.op, call.inputs, call.attributes.plain(), dtype, shape);
}

/** Where the largest or smallest element is. */
const extreme: Lowering = (call) => {
  const axis = axisAttribute(call, 0);
  const shape = call.attributes.flag('keepdims', true)
    ? call.shape(0).map((dim, i) => (i === axis ? 1 : dim))
    : call.shape(0).filter((_, i) => i !== axis);
  return [call.opaque(call.op, [call.input(0)], call.attributes.plain(), 'int64', shape)];
};

/** Running sums; of floats as a product with a triangle, which has a gradient. */
const cumulativeSum: Lowering = (call) => {
  const x = call.input(0);
  if (!isFloat(x)) return sameShape()(call);
  const rank = x.shape.length;
  const axis = axisOf(call.known(1, 'The axis')[0]!, rank, call.op);
  const length = x.shape[axis]!;
  const [exclusive, reverse] = [call.attributes.flag('exclusive'), call.attributes.flag('reverse')];
  const adds = (from: number, to: number) => (exclusive ? from < to : from <= to);
  const triangle = Array.from({ length: length * length }, (_, i) => {
    const [row, column] = [Math.floor(i / length), i % length];
    return Number(reverse ? adds(column, row) : adds(row, column));
  });
  const perm = Array.from({ length: rank }, (_, i) => i);
  [perm[axis], perm[rank - 1]] = [rank - 1, axis];
  const turned = rank === 1 ? call.g.unsqueeze(x.value, [0]) : call.g.transpose(x.value, perm);
  const sums = call.g.matmul(turned, call.floats([length, length], triangle));
  return [call.of(rank === 1 ? call.g.squeeze(sums, [0]) : call.g.transpose(sums, perm))];
};

const oneHot: Lowering = (call) => {
  const depth = call.known(1, 'The depth')[0]!;
  const rank = call.rank(0) + 1;
  const axis = axisAttribute(call, -1, rank);
  const shape = [...call.shape(0).slice(0, axis), depth, ...call.shape(0).slice(axis)];
  return [call.opaque(call.op, call.inputs, call.attributes.plain(), call.input(2).dtype, shape)];
};

/** Operators with no gradient worth the name: they decide, count and compare. */
export const OPAQUE: Readonly<Record<string, Lowering>> = {
  And: broadcasting('bool'),
  ArgMax: extreme,
  ArgMin: extreme,
  BitShift: broadcasting(),
  BitwiseAnd: broadcasting(),
  BitwiseNot: sameShape(),
  BitwiseOr: broadcasting(),
  BitwiseXor: broadcasting(),
  Ceil: sameShape(),
  Cos: sameShape(),
  CumSum: cumulativeSum,
  Floor: sameShape(),
  GreaterOrEqual: broadcasting('bool'),
  IsInf: sameShape('bool'),
  IsNaN: sameShape('bool'),
  LessOrEqual: broadcasting('bool'),
  Mod: broadcasting(),
  Not: sameShape(),
  OneHot: oneHot,
  Or: broadcasting('bool'),
  Round: sameShape(),
  Sign: sameShape(),
  Sin: sameShape(),
  Xor: broadcasting('bool'),
};
