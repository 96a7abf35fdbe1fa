import type { Fold } from '../call';
import { reducedAxes } from '../axes';
import { elementwise, reduced, type Reduction } from './arrays';
import { constant } from './constant';

const unary =
  (f: (x: number) => number): Fold =>
  (_, [x]) => [constant(x!.dtype, x!.shape, x!.data.map(f))];

const test =
  (f: (x: number) => boolean): Fold =>
  (_, [x]) => [
    constant(
      'bool',
      x!.shape,
      x!.data.map((value) => Number(f(value))),
    ),
  ];

const binary =
  (f: (a: number, b: number) => number): Fold =>
  (_, [a, b]) => [elementwise([a!, b!], a!.dtype, f)];

const comparison =
  (f: (a: number, b: number) => boolean): Fold =>
  (_, [a, b]) => [elementwise([a!, b!], 'bool', (p, q) => Number(f(p, q)))];

/** Of any number of inputs. */
const variadic =
  (f: (...numbers: number[]) => number): Fold =>
  (_, x) =>
    x.length === 0 ? undefined : [elementwise(x, x[0]!.dtype, f)];

const reduction =
  (how: Reduction): Fold =>
  (call, [x]) => [reduced(x!, reducedAxes(call), call.attributes.flag('keepdims', true), how)];

const total = (...numbers: number[]) => numbers.reduce((sum, x) => sum + x, 0);
const add = (sum: number, x: number) => sum + x;

/** Halves go to the even neighbour, as ONNX says. */
function roundHalfEven(x: number): number {
  const down = Math.floor(x);
  if (x - down !== 0.5) return Math.round(x);
  return down % 2 === 0 ? down : down + 1;
}

/** The sign of the divisor (Python), or that of the dividend where `fmod` is set (C). */
const mod: Fold = (call, [a, b]) => {
  const isC = call.attributes.flag('fmod');
  return [elementwise([a!, b!], a!.dtype, (p, q) => (isC ? p % q : p - q * Math.floor(p / q)))];
};

const divide: Fold = (_, [a, b]) => {
  const whole = a!.dtype !== 'float32';
  return [elementwise([a!, b!], a!.dtype, (p, q) => (whole ? Math.trunc(p / q) : p / q))];
};

const clip: Fold = (call, [x]) => {
  const low = call.knownIfGiven(1, 'The limit')?.[0] ?? call.attributes.number('min', -Infinity);
  const high = call.knownIfGiven(2, 'The limit')?.[0] ?? call.attributes.number('max', Infinity);
  return [
    constant(
      x!.dtype,
      x!.shape,
      x!.data.map((value) => Math.min(high, Math.max(low, value))),
    ),
  ];
};

const where: Fold = (_, [condition, a, b]) => [
  elementwise([condition!, a!, b!], a!.dtype, (c, p, q) => (c ? p : q)),
];

const isInf: Fold = (call, [x]) => {
  const { attributes } = call;
  const [negative, positive] = [
    attributes.flag('detect_negative', true),
    attributes.flag('detect_positive', true),
  ];
  const data = x!.data.map((v) => Number((negative && v === -Infinity) || (positive && v === Infinity)));
  return [constant('bool', x!.shape, data)];
};

/** Operators that work on each element alone, and their kin: comparisons, choices, reductions. */
export const ELEMENTWISE_FOLDS: Readonly<Record<string, Fold>> = {
  Abs: unary(Math.abs),
  Add: binary((a, b) => a + b),
  And: comparison((a, b) => a !== 0 && b !== 0),
  Ceil: unary(Math.ceil),
  Clip: clip,
  Cos: unary(Math.cos),
  Div: divide,
  Equal: comparison((a, b) => a === b),
  Exp: unary(Math.exp),
  Floor: unary(Math.floor),
  Greater: comparison((a, b) => a > b),
  GreaterOrEqual: comparison((a, b) => a >= b),
  IsInf: isInf,
  IsNaN: test(Number.isNaN),
  Less: comparison((a, b) => a < b),
  LessOrEqual: comparison((a, b) => a <= b),
  Log: unary(Math.log),
  Max: variadic(Math.max),
  Mean: variadic((...numbers) => total(...numbers) / numbers.length),
  Min: variadic(Math.min),
  Mod: mod,
  Mul: binary((a, b) => a * b),
  Neg: unary((x) => -x),
  Not: test((x) => x === 0),
  Or: comparison((a, b) => a !== 0 || b !== 0),
  Pow: binary((a, b) => a ** b),
  Reciprocal: unary((x) => 1 / x),
  ReduceMax: reduction({ start: -Infinity, step: Math.max }),
  ReduceMean: reduction({ start: 0, step: add, end: (sum, count) => sum / count }),
  ReduceMin: reduction({ start: Infinity, step: Math.min }),
  ReduceProd: reduction({ start: 1, step: (product, x) => product * x }),
  ReduceSum: reduction({ start: 0, step: add }),
  Relu: unary((x) => Math.max(0, x)),
  Round: unary(roundHalfEven),
  Sigmoid: unary((x) => 1 / (1 + Math.exp(-x))),
  Sign: unary(Math.sign),
  Sin: unary(Math.sin),
  Sqrt: unary(Math.sqrt),
  Sub: binary((a, b) => a - b),
  Sum: variadic(total),
  Tanh: unary(Math.tanh),
  Where: where,
  Xor: comparison((a, b) => (a !== 0) !== (b !== 0)),
};
