import type { GraphBuilder } from '../../onnx/builder';
import type { Value } from '../../onnx/graph';
import { axisOf } from '../axes';
import type { Call, Lowering } from '../call';
import { clipped } from './elementwise';
import { sizeOf } from '../../tensor/tensor';

const of =
  (apply: (g: GraphBuilder, x: Value, call: Call) => Value): Lowering =>
  (call) => [call.of(apply(call.g, call.value(0), call))];

const number = (call: Call, name: string, otherwise: number): number =>
  call.attributes.number(name, otherwise);

/** x/2 · (1 + erf(x/√2)) (Hendrycks and Gimpel 2016). */
export const gelu = (g: GraphBuilder, x: Value): Value =>
  g.mul(g.scale(x, 0.5), g.add(g.erf(g.scale(x, Math.SQRT1_2)), g.scalar(1)));

/** x/2 · (1 + tanh(√(2/π) (x + 0.044715 x³))), its approximation. */
export function tanhGelu(g: GraphBuilder, x: Value): Value {
  const cube = g.mul(g.mul(x, x), x);
  const inner = g.scale(g.add(x, g.scale(cube, 0.044715)), Math.sqrt(2 / Math.PI));
  return g.mul(g.scale(x, 0.5), g.add(g.tanh(inner), g.scalar(1)));
}

/** Positive numbers as they are, and f of the others; f never sees a positive number, so that nothing overflows. */
function piecewise(g: GraphBuilder, x: Value, f: (negative: Value) => Value): Value {
  return g.where(g.greater(x, g.scalar(0)), x, f(g.neg(g.relu(g.neg(x)))));
}

const exponentialLinear = (g: GraphBuilder, x: Value, alpha: number): Value =>
  piecewise(g, x, (low) => g.scale(g.sub(g.exp(low), g.scalar(1)), alpha));

/** log(1 + eˣ), as the larger part and what is left, so that nothing overflows. */
const softplus = (g: GraphBuilder, x: Value): Value =>
  g.add(g.relu(x), g.log(g.add(g.exp(g.neg(g.abs(x))), g.scalar(1))));

/** Along an axis; before version 13 along that axis and all after it. */
function softmaxLike(call: Call, apply: (x: Value, axis: number) => Value): Value {
  const x = call.value(0);
  const rank = call.rank(0);
  const isOld = call.context.opset < 13;
  const axis = axisOf(call.attributes.number('axis', isOld ? 1 : -1), rank, call.op);
  if (!isOld || axis === rank - 1) return apply(x, axis);
  const shape = call.shape(0);
  const flat = call.g.reshape(x, [sizeOf(shape.slice(0, axis)), sizeOf(shape.slice(axis))]);
  return call.g.reshape(apply(flat, 1), shape);
}

/** Attention is looked for at the last axis, so that is where it is computed. */
function softmax(g: GraphBuilder, x: Value, axis: number): Value {
  const last = x.shape.length - 1;
  if (axis === last) return g.softmax(x, -1);
  const perm = x.shape.map((_, i) => i);
  [perm[axis], perm[last]] = [last, axis];
  return g.transpose(g.softmax(g.transpose(x, perm), -1), perm);
}

function logSoftmax(g: GraphBuilder, x: Value, axis: number): Value {
  const shifted = g.sub(x, g.reduceMax(x, [axis]));
  return g.sub(shifted, g.log(g.reduceSum(g.exp(shifted), [axis])));
}

const hardSigmoid = (g: GraphBuilder, x: Value, alpha: number, beta: number): Value =>
  clipped(g, g.add(g.scale(x, alpha), g.scalar(beta)), 0, 1);

const selu: Lowering = of((g, x, call) => {
  const elu = exponentialLinear(g, x, number(call, 'alpha', 1.6732632423543772));
  return g.scale(elu, number(call, 'gamma', 1.0507009873554805));
});

/** α (e^(x/α) − 1) below 0. */
const celu: Lowering = of((g, x, call) => {
  const alpha = number(call, 'alpha', 1);
  return piecewise(g, x, (low) => g.scale(g.sub(g.exp(g.scale(low, 1 / alpha)), g.scalar(1)), alpha));
});

const swish = (g: GraphBuilder, x: Value, alpha: number): Value => g.mul(x, g.sigmoid(g.scale(x, alpha)));

const geluOfKind: Lowering = of((g, x, call) =>
  call.attributes.text('approximate', 'none') === 'tanh' ? tanhGelu(g, x) : gelu(g, x),
);

/** Non-linear functions, and softmax. */
export const ACTIVATIONS: Readonly<Record<string, Lowering>> = {
  Celu: celu,
  Elu: of((g, x, call) => exponentialLinear(g, x, number(call, 'alpha', 1))),
  Gelu: geluOfKind,
  'com.microsoft.Gelu': of(gelu),
  HardSigmoid: of((g, x, call) => hardSigmoid(g, x, number(call, 'alpha', 0.2), number(call, 'beta', 0.5))),
  HardSwish: of((g, x) => g.mul(x, hardSigmoid(g, x, 1 / 6, 0.5))),
  LeakyRelu: of((g, x, call) => piecewise(g, x, (low) => g.scale(low, number(call, 'alpha', 0.01)))),
  LogSoftmax: (call) => [call.of(softmaxLike(call, (x, axis) => logSoftmax(call.g, x, axis)))],
  Mish: of((g, x) => g.mul(x, g.tanh(softplus(g, x)))),
  PRelu: of((g, x, call) => g.where(g.greater(x, g.scalar(0)), x, g.mul(x, call.value(1)))),
  'com.microsoft.QuickGelu': of((g, x, call) => swish(g, x, number(call, 'alpha', 1.702))),
  Selu: selu,
  Softmax: (call) => [call.of(softmaxLike(call, (x, axis) => softmax(call.g, x, axis)))],
  Softplus: of(softplus),
  Softsign: of((g, x) => g.div(x, g.add(g.abs(x), g.scalar(1)))),
  Swish: of((g, x, call) => swish(g, x, number(call, 'alpha', 1))),
  ThresholdedRelu: of((g, x, call) =>
    g.where(g.greater(x, g.scalar(number(call, 'alpha', 1))), x, g.scalar(0)),
  ),
};
