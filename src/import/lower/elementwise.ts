import type { GraphBuilder } from '../../onnx/builder';
import type { Value } from '../../onnx/graph';
import type { Lowering } from '../call';
import { broadcast } from '../fold/arrays';
import { isFloat, type Operand } from '../operand';
import { asIs, sameShape } from './opaque';

/** An operator of one floating-point input; of integers it runs as it is. */
const unary =
  (apply: (g: GraphBuilder, x: Value) => Value): Lowering =>
  (call) =>
    isFloat(call.input(0)) ? [call.of(apply(call.g, call.value(0)))] : sameShape()(call);

/** Whether an operand is this number throughout and leaves the other's shape as it is. */
function isNeutral(x: Operand, number: number, other: Operand): boolean {
  const { constant } = x;
  if (!constant || constant.data.length === 0 || constant.data.some((value) => value !== number))
    return false;
  return String(broadcast(x.shape, other.shape)) === String(other.shape);
}

/** Adding 0 and multiplying by 1 are left out, so that gradient and attention are not hidden behind them. */
const arithmetic =
  (op: 'add' | 'sub' | 'mul' | 'div'): Lowering =>
  (call) => {
    const [a, b] = [call.input(0), call.input(1)];
    const neutral = op === 'add' || op === 'sub' ? 0 : 1;
    if (isNeutral(b, neutral, a)) return [a];
    if ((op === 'add' || op === 'mul') && isNeutral(a, neutral, b)) return [b];
    return [call.of(call.g[op](a.value, b.value))];
  };

/** The larger (or, with the inputs swapped, the smaller) of two. */
function larger(g: GraphBuilder, a: Value, b: Value): Value {
  return g.where(g.greater(a, b), a, b);
}

function smaller(g: GraphBuilder, a: Value, b: Value): Value {
  return g.where(g.greater(b, a), a, b);
}

const variadic =
  (combine: (g: GraphBuilder, a: Value, b: Value) => Value): Lowering =>
  (call) => {
    const [first, ...rest] = call.inputs.map((_, at) => call.value(at));
    return [call.of(rest.reduce((sum, x) => combine(call.g, sum, x), first!))];
  };

const mean: Lowering = (call) => {
  const sum = call.inputs.map((_, at) => call.value(at)).reduce((total, x) => call.g.add(total, x));
  return [call.of(call.g.scale(sum, 1 / call.inputs.length))];
};

/** A limit of a Clip, where it is one: exporters write the largest float for "none". */
const LARGEST = 3.4e38;

const clip: Lowering = (call) => {
  const x = call.input(0);
  const { attributes } = call;
  if (!isFloat(x)) return [call.opaque('Clip', call.inputs, attributes.plain(), x.dtype, x.shape)];
  const low = call.inputs[1] ? call.known(1, 'The limit')[0] : attributes.number('min');
  const high = call.inputs[2] ? call.known(2, 'The limit')[0] : attributes.number('max');
  return [call.of(clipped(call.g, x.value, low, high))];
};

export function clipped(g: GraphBuilder, x: Value, low: number | undefined, high: number | undefined): Value {
  let result = x;
  if (low !== undefined && low > -LARGEST) result = larger(g, result, g.scalar(low));
  if (high !== undefined && high < LARGEST) result = smaller(g, result, g.scalar(high));
  return result;
}

const power: Lowering = (call) => {
  const exponent = call.inputs[1]?.constant?.data;
  if (!isFloat(call.input(0))) return [asIs(call)];
  if (exponent?.length !== 1) {
    if (call.input(0).constant) return [asIs(call)];
    throw call.refuse('with an exponent that is not one number');
  }
  const result = powered(call.g, call.value(0), exponent[0]!);
  if (!result) throw call.refuse(`with the exponent ${exponent[0]}`);
  const shape = broadcast(call.shape(0), call.shape(1));
  return [call.of(shape.length === call.rank(0) ? result : call.g.reshape(result, shape))];
};

/** x to a power that products, roots and reciprocals make; undefined for others. */
function powered(g: GraphBuilder, x: Value, exponent: number): Value | undefined {
  if (exponent === 1) return x;
  if (exponent < 0) {
    const positive = powered(g, x, -exponent);
    return positive && g.reciprocal(positive);
  }
  if (exponent === 0.5) return g.sqrt(x);
  if (exponent === 1.5) return g.mul(x, g.sqrt(x));
  if (!Number.isInteger(exponent) || exponent === 0 || exponent > 16) return undefined;
  const half = powered(g, x, Math.floor(exponent / 2))!;
  const square = g.mul(half, half);
  return exponent % 2 === 0 ? square : g.mul(square, x);
}

const less: Lowering = (call) => [call.of(call.g.greater(call.value(1), call.value(0)))];

/** Both sides of a choice as they are; booleans and integers alike. */
const where: Lowering = (call) => {
  const condition = call.inputs[0]?.constant?.data;
  const shape = broadcast(call.shape(0), call.shape(1), call.shape(2));
  // A condition that says the same everywhere chooses here: a mask that hides nothing.
  if (condition && condition.length > 0 && condition.every((value) => value === condition[0])) {
    const chosen = call.input(condition[0] ? 1 : 2);
    if (String(chosen.shape) === String(shape)) return [chosen];
  }
  return [call.of(call.g.where(call.value(0), call.value(1), call.value(2)))];
};

/** Element by element. */
export const ELEMENTWISE: Readonly<Record<string, Lowering>> = {
  Abs: unary((g, x) => g.abs(x)),
  Add: arithmetic('add'),
  Clip: clip,
  Div: arithmetic('div'),
  Equal: (call) => [call.of(call.g.equal(call.value(0), call.value(1)))],
  Erf: unary((g, x) => g.erf(x)),
  Exp: unary((g, x) => g.exp(x)),
  Greater: (call) => [call.of(call.g.greater(call.value(0), call.value(1)))],
  Less: less,
  Log: unary((g, x) => g.log(x)),
  Max: variadic(larger),
  Mean: mean,
  Min: variadic(smaller),
  Mul: arithmetic('mul'),
  Neg: unary((g, x) => g.neg(x)),
  Pow: power,
  Reciprocal: unary((g, x) => g.reciprocal(x)),
  Relu: unary((g, x) => g.relu(x)),
  Sigmoid: unary((g, x) => g.sigmoid(x)),
  Sqrt: unary((g, x) => g.sqrt(x)),
  Sub: arithmetic('sub'),
  Sum: variadic((g, a, b) => g.add(a, b)),
  Tanh: unary((g, x) => g.tanh(x)),
  Where: where,
};
