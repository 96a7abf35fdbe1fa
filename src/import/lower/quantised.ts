/** Integer arithmetic, as the floating-point network that the integers stand for. */
import type { Value } from '../../onnx/graph';
import { axisOf } from '../axes';
import type { Call, Lowering } from '../call';
import { asFloats, gatherBlockQuantized } from './blockQuantised';
import { convolved } from './convolutions';
import { channels } from './normalisations';
import { matmul } from './products';
import type { Operand } from '../operand';
import { isFloatType } from '../read/elementTypes';
import { sizeOf } from '../../tensor/tensor';

/** Rounding of activations has no gradient: they stay as they are, in steps of 1 from 0. */
const dynamicQuantize: Lowering = (call) => {
  call.context.note('quantised-activations');
  return [call.input(0), call.constant('float32', [], [1]), call.constant('uint8', [], [0])];
};

const quantize: Lowering = (call) => {
  call.context.note('quantised-activations');
  return [call.input(0)];
};

/** (q − zero) · scale, with one scale, one along an axis, or one a block along an axis. */
const dequantize: Lowering = (call) => {
  const x = call.input(0);
  // What was never made an integer needs no way back.
  if ((!x.stored || isFloatType(x.stored.dtype)) && x.dtype === 'float32') return [x];
  return [call.of(dequantized(call, [0, 1, 2]))];
};

/** @param places of numbers, scale and zero point among the inputs */
function dequantized(
  call: Call,
  [at, scaleAt, zeroAt]: readonly [number, number, number],
  axis?: number,
): Value {
  const { g } = call;
  call.context.note('quantised-weights');
  const x = asFloats(call, at).value;
  const scale = call.input(scaleAt);
  const along = (operand: Operand): Value => placed(call, operand.value, x, operand.shape, axis);
  const shift = call.inputs[zeroAt];
  const isShifted = shift && !shift.constant?.data.every((zero) => zero === 0);
  const whole = isShifted ? g.sub(x, along(asFloats(call, zeroAt))) : x;
  return g.mul(whole, along(scale));
}

/** A scale in a shape that broadcasts over the numbers it belongs to. */
function placed(call: Call, scale: Value, x: Value, shape: readonly number[], given?: number): Value {
  const { g } = call;
  if (sizeOf(shape) === 1) return g.reshape(scale, []);
  const rank = x.shape.length;
  const axis = axisOf(given ?? call.attributes.number('axis', 1), rank, call.op);
  if (shape.length === 1)
    return g.reshape(
      scale,
      x.shape.map((_, i) => (i === axis ? shape[0]! : 1)),
    );
  const block = call.attributes.number('block_size', 0);
  if (!block) return scale;
  const [before, after] = [shape.slice(0, axis + 1), shape.slice(axis + 1)];
  const repeated = g.expand(g.reshape(scale, [...before, 1, ...after]), [...before, block, ...after]);
  const whole = g.reshape(
    repeated,
    shape.map((dim, i) => (i === axis ? dim * block : dim)),
  );
  return g.slice(whole, axis, 0, x.shape[axis] as number);
}

/** A factor of an integer product, less its zero point. */
function shifted(call: Call, at: number, zeroAt: number, place: (zero: Value, x: Value) => Value): Value {
  const { g } = call;
  const x = asFloats(call, at).value;
  const zero = call.inputs[zeroAt];
  if (!zero || zero.constant?.data.every((value) => value === 0)) return x;
  call.context.note('quantised-weights');
  const shift = g.cast(zero.value, 'float32');
  return g.sub(x, sizeOf(zero.shape) === 1 ? g.reshape(shift, []) : place(shift, x));
}

/** Zero points of rows of the first factor, of columns of the second. */
const rows = (call: Call) => (zero: Value) => call.g.reshape(zero, [...(zero.shape as number[]), 1]);
const columns = (zero: Value): Value => zero;

const matMulInteger: Lowering = (call) => {
  const a = shifted(call, 0, 2, rows(call));
  const b = shifted(call, 1, 3, columns);
  return [call.of(matmul(call.g, a, b))];
};

const convInteger: Lowering = (call) => {
  const perChannel = (zero: Value, x: Value) =>
    call.g.reshape(
      zero,
      x.shape.map((_, axis) => (axis === 0 ? -1 : 1)),
    );
  const x = shifted(call, 0, 2, perChannel);
  return [call.of(convolved(call, x, shifted(call, 1, 3, perChannel)))];
};

/** Inputs: a, its scale and zero point, b likewise, those of the result. */
const qLinearMatMul: Lowering = (call) => {
  call.context.note('quantised-activations');
  const factor = (at: number, axis: number) =>
    call.input(at).dtype === 'float32' ? call.value(at) : dequantized(call, [at, at + 1, at + 2], axis);
  return [call.of(matmul(call.g, factor(0, -2), factor(3, -1)))];
};

const qLinearConv: Lowering = (call) => {
  call.context.note('quantised-activations');
  const x = call.input(0).dtype === 'float32' ? call.value(0) : dequantized(call, [0, 1, 2], 1);
  const weight = dequantized(call, [3, 4, 5], 0);
  const { g } = call;
  const result = convolved(call, x, weight);
  if (!call.inputs[8]) return [call.of(result)];
  // The bias counts in steps of both scales; where the picture was never rounded its own scale is still that one.
  const step = g.mul(g.reshape(call.value(1), []), call.value(4));
  const bias = g.mul(g.cast(call.value(8), 'float32'), step);
  return [call.of(g.add(result, channels(g, bias, call.rank(0))))];
};

/** a · (b − zero) · scale + bias, with a rounded on the way (com.microsoft). */
const dynamicQuantizeMatMul: Lowering = (call) => {
  call.context.note('quantised-activations');
  const product = matmul(call.g, call.value(0), dequantized(call, [1, 2, 3], -1));
  const bias = call.optional(4);
  return [call.of(bias ? call.g.add(product, bias) : product)];
};

/** Inputs: a, b, their scales, their zero points, a bias (com.microsoft). */
const matMulIntegerToFloat: Lowering = (call) => {
  const factor = (at: number, scaleAt: number, zeroAt: number) =>
    dequantized(call, [at, scaleAt, zeroAt], -1);
  const a = call.input(0).dtype === 'float32' ? call.value(0) : factor(0, 2, 4);
  const product = matmul(call.g, a, factor(1, 3, 5));
  const bias = call.optional(6);
  return [call.of(bias ? call.g.add(product, bias) : product)];
};

export const QUANTISED: Readonly<Record<string, Lowering>> = {
  ConvInteger: convInteger,
  DequantizeLinear: dequantize,
  'com.microsoft.DequantizeLinear': dequantize,
  'com.microsoft.DynamicQuantizeMatMul': dynamicQuantizeMatMul,
  DynamicQuantizeLinear: dynamicQuantize,
  'com.microsoft.GatherBlockQuantized': gatherBlockQuantized,
  MatMulInteger: matMulInteger,
  'com.microsoft.MatMulIntegerToFloat': matMulIntegerToFloat,
  QLinearConv: qLinearConv,
  QLinearMatMul: qLinearMatMul,
  QuantizeLinear: quantize,
  'com.microsoft.QuantizeLinear': quantize,
};
