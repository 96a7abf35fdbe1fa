import { describe } from 'vitest';
import { bools, feed, list, positive, random, scalar, whole, type Case } from '../testing/cases';
import { checkCases } from '../testing/checkCases';

const one = (op: string, input = random(2, 3), attributes: Case['attributes'] = {}, opset = 18): Case => ({
  op,
  inputs: [input],
  attributes,
  opset,
});
const two = (op: string, a = random(2, 1, 3), b = random(4, 1)): Case => ({ op, inputs: [a, b] });

describe('operators of each element', () => {
  checkCases([
    ...[
      'Abs',
      'Ceil',
      'Cos',
      'Erf',
      'Exp',
      'Floor',
      'Neg',
      'Relu',
      'Round',
      'Sigmoid',
      'Sign',
      'Sin',
      'Tanh',
    ].map((op) => one(op)),
    ...['Log', 'Reciprocal', 'Sqrt'].map((op) => one(op, positive(2, 3))),
    one('Round', feed('float32', [6], [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5])),
    one('Abs', whole('int64', [4], -5, 5)),
    one('Neg', whole('int64', [4], -5, 5)),
    ...['Add', 'Sub', 'Mul', 'Max', 'Min', 'Sum', 'Mean'].map((op) => two(op)),
    two('Div', random(2, 3), positive(3)),
    two('Add', whole('int64', [3], -9, 9), whole('int64', [2, 3], -9, 9)),
    two('Div', feed('int64', [4], [7, -7, 7, -7]), feed('int64', [4], [2, 2, -2, -2])),
    two('Mod', feed('int64', [4], [7, -7, 7, -7]), feed('int64', [4], [3, 3, -3, -3])),
    { op: 'Mod', inputs: [feed('float32', [4], [7, -7, 7, -7]), scalar(3)], attributes: { fmod: 1n } },
    ...['Equal', 'Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual'].map((op) =>
      two(op, whole('int64', [3, 4], 0, 3), whole('int64', [4], 0, 3)),
    ),
    ...['And', 'Or', 'Xor'].map((op) => two(op, bools([3, 4]), bools([4]))),
    one('Not', bools([5])),
    one('IsNaN', feed('float32', [3], [NaN, 1, Infinity])),
    one('IsInf', feed('float32', [3], [-Infinity, 1, Infinity]), { detect_negative: 0n }),
    ...[2, 3, 0.5, -1, -2, 1, 1.5, -0.5].map((exponent): Case => ({
      op: 'Pow',
      inputs: [positive(2, 3), scalar(exponent)],
      stored: [1],
    })),
    { op: 'Pow', inputs: [random(2, 3), list(2)], stored: [1] },
    { op: 'Clip', inputs: [random(3, 4), scalar(-0.5), scalar(0.5)], stored: [1, 2] },
    { op: 'Clip', inputs: [random(3, 4), undefined, scalar(0.5)], stored: [2] },
    { op: 'Clip', inputs: [random(3, 4)], attributes: { min: -0.25, max: 1 }, opset: 9 },
    { op: 'Clip', inputs: [whole('int64', [6], -9, 9), scalar(-2, 'int64')], stored: [1] },
    { op: 'Where', inputs: [bools([3, 4]), random(4), random(3, 1)] },
    { op: 'Sum', inputs: [random(3), random(2, 3), random(2, 1)] },
  ]);
});

describe('activations', () => {
  checkCases([
    ...['Elu', 'LeakyRelu', 'Selu', 'Softplus', 'Softsign', 'HardSigmoid', 'HardSwish', 'Celu', 'Mish'].map(
      (op) => one(op, feed('float32', [7], [-100, -3, -0.5, 0, 0.5, 3, 100])),
    ),
    one('Elu', random(9), { alpha: 0.5 }),
    one('Celu', random(9), { alpha: 0.5 }),
    one('Selu', random(9), { alpha: 1.5, gamma: 2 }),
    one('HardSigmoid', random(9), { alpha: 0.3, beta: 0.4 }),
    one('ThresholdedRelu', random(9), { alpha: 0.3 }),
    two('PRelu', random(2, 3), random(3)),
    one('Gelu', random(9), {}, 20),
    one('Gelu', random(9), { approximate: 'tanh' }, 20),
    { ...one('Gelu', random(9)), domain: 'com.microsoft' },
    { ...one('QuickGelu', random(9), { alpha: 1.5 }), domain: 'com.microsoft' },
    { ...two('BiasGelu', random(2, 3), random(3)), domain: 'com.microsoft' },
    { ...two('FastGelu', random(2, 3), random(3)), domain: 'com.microsoft' },
    one('Softmax', random(2, 3, 4)),
    one('Softmax', random(2, 3, 4), { axis: 1n }),
    one('Softmax', random(2, 3, 4), {}, 12),
    one('LogSoftmax', random(2, 3, 4), { axis: 0n }),
    one('LogSoftmax', random(2, 3, 4), { axis: 1n }, 11),
  ]);
});

describe('reductions', () => {
  const kinds = ['Sum', 'Mean', 'Max', 'Min', 'L1', 'L2', 'LogSumExp', 'SumSquare'].map(
    (kind) => `Reduce${kind}`,
  );
  checkCases([
    ...kinds.map((op): Case => ({ op, inputs: [random(2, 3, 4), list(-1, 0)], stored: [1] })),
    ...kinds.map((op): Case => ({
      op,
      inputs: [random(2, 3), list(1)],
      stored: [1],
      attributes: { keepdims: 0n },
    })),
    ...kinds.map((op): Case => ({ op, inputs: [random(2, 3)], attributes: { axes: [1n] }, opset: 12 })),
    { op: 'ReduceLogSum', inputs: [positive(2, 3), list(1)], stored: [1] },
    { op: 'ReduceSum', inputs: [random(2, 3)] },
    { op: 'ReduceSum', inputs: [random(2, 3)], attributes: { noop_with_empty_axes: 1n } },
    {
      op: 'ReduceSum',
      inputs: [whole('int64', [2, 3], -5, 5), list(1)],
      stored: [1],
      attributes: { keepdims: 0n },
    },
    { op: 'ReduceMax', inputs: [whole('int64', [2, 3], -5, 5), list(0)], stored: [1] },
    { op: 'ArgMax', inputs: [random(3, 4)], attributes: { axis: 1n, keepdims: 0n } },
    { op: 'ArgMin', inputs: [random(3, 4)], attributes: { axis: -2n } },
    { op: 'ArgMax', inputs: [feed('float32', [4], [1, 2, 2, 0])], attributes: { select_last_index: 1n } },
    ...(
      [{}, { exclusive: 1n }, { reverse: 1n }, { exclusive: 1n, reverse: 1n }] as Record<string, bigint>[]
    ).flatMap((attributes): Case[] => [
      { op: 'CumSum', inputs: [random(2, 3, 4), scalar(1, 'int64')], stored: [1], attributes },
      { op: 'CumSum', inputs: [whole('int64', [3], 0, 5), scalar(0, 'int64')], stored: [1], attributes },
    ]),
    { op: 'CumSum', inputs: [random(5), scalar(0, 'int64')], stored: [1] },
  ]);
});
