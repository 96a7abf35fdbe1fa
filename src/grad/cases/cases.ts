import type { GraphBuilder } from '../../onnx/builder';
import type { Value } from '../../onnx/graph';
import type { OpType } from '../../onnx/ops';

/** A one-operator program: input shapes, whether inputs must be positive, and how to build it. */
export interface OpCase {
  readonly op: OpType;
  readonly shapes: readonly (readonly number[])[];
  readonly positive?: boolean;
  /** Inputs that carry no gradient; filled with the given numbers. */
  readonly fixed?: Readonly<Record<number, { dtype: 'int32' | 'bool' | 'float32'; data: readonly number[] }>>;
  readonly build: (g: GraphBuilder, x: readonly Value[]) => Value;
}

const one = (op: OpType, build: OpCase['build'], positive = false): OpCase => ({
  op,
  shapes: [[2, 3]],
  positive,
  build,
});
const two = (op: OpType, build: OpCase['build'], positive = false): OpCase[] =>
  [
    [
      [2, 3],
      [2, 3],
    ],
    [[2, 3], [3]],
    [
      [4, 1, 3],
      [2, 1],
    ],
    [[3], [2, 1, 3]],
    [[2, 2], []],
  ].map((shapes) => ({
    op,
    shapes,
    positive,
    build,
  }));

const reductions: OpCase[] = (['ReduceSum', 'ReduceMean', 'ReduceMax'] as const).flatMap((op) =>
  [[-1], [0], [0, 2]].flatMap((axes) =>
    ([0, 1] as const).map((keepdims) => ({
      op,
      shapes: [[2, 3, 2]],
      build: (g: GraphBuilder, [x]: readonly Value[]) => g.apply(op, [x!], { axes, keepdims }),
    })),
  ),
);

const matrixShapes = [
  [
    [2, 3],
    [3, 4],
  ],
  [
    [2, 2, 3],
    [3, 4],
  ],
  [
    [2, 3],
    [2, 3, 4],
  ],
  [
    [2, 1, 2, 3],
    [3, 3, 2],
  ],
  [
    [1, 2, 3],
    [4, 3, 2],
  ],
];

/** Every operator of the table in every form that the programs use. */
/** A kernel of small numbers, none like another. */
const kernel = (size: number) => ({
  1: {
    dtype: 'float32' as const,
    data: Array.from({ length: size }, (_, n) => Math.sin(3 * n + 1)),
  },
});

const convolutions: OpCase[] = [
  {
    shapes: [
      [1, 2, 5],
      [3, 2, 2],
    ],
    strides: [2],
    pads: [0, 0],
    dilations: [1],
    group: 1,
  },
  {
    shapes: [
      [2, 2, 4, 5],
      [2, 1, 3, 2],
    ],
    strides: [1, 2],
    pads: [1, 0, 0, 1],
    dilations: [1, 2],
    group: 2,
  },
  {
    shapes: [
      [1, 1, 3, 3, 4],
      [2, 1, 2, 2, 3],
    ],
    strides: [1, 1, 2],
    pads: [0, 1, 1, 1, 0, 0],
    dilations: [1, 1, 1],
    group: 1,
  },
].map(({ shapes, ...attributes }) => ({
  op: 'Conv',
  shapes,
  fixed: kernel(shapes[1]!.reduce((product, size) => product * size, 1)),
  build: (g, [x, w]) => g.apply('Conv', [x!, w!], attributes),
}));

const transposed: OpCase[] = [
  {
    shapes: [
      [1, 3, 3],
      [3, 2, 2],
    ],
    strides: [2],
    pads: [0, 1],
    dilations: [1],
    group: 1,
    output_padding: [1],
  },
  {
    shapes: [
      [1, 2, 3, 2],
      [2, 2, 2, 3],
    ],
    strides: [2, 1],
    pads: [1, 0, 0, 1],
    dilations: [2, 1],
    group: 2,
    output_padding: [0, 0],
  },
].map(({ shapes, ...attributes }) => ({
  op: 'ConvTranspose',
  shapes,
  fixed: kernel(shapes[1]!.reduce((product, size) => product * size, 1)),
  build: (g, [x, w]) => g.apply('ConvTranspose', [x!, w!], attributes),
}));

const elements = { dtype: 'int32' as const, data: [2, 0, 0, 1, 1, 1] };

export const OP_CASES: readonly OpCase[] = [
  {
    op: 'GatherElements',
    shapes: [
      [2, 3],
      [2, 3],
    ],
    fixed: { 1: elements },
    build: (g, [x, indices]) => g.apply('GatherElements', [x!, indices!], { axis: -1 }),
  },
  {
    op: 'ScatterElements',
    shapes: [
      [3, 3],
      [2, 3],
      [2, 3],
    ],
    fixed: { 1: elements },
    build: (g, [x, indices, updates]) => g.apply('ScatterElements', [x!, indices!, updates!], { axis: 0 }),
  },
  ...convolutions,
  ...transposed,
  one('Abs', (g, [x]) => g.abs(x!)),
  ...two('Add', (g, [a, b]) => g.add(a!, b!)),
  one('Cast', (g, [x]) => g.mul(x!, g.cast(g.greater(x!, g.scalar(0)), 'float32'))),
  {
    op: 'Concat',
    shapes: [
      [2, 1, 3],
      [2, 2, 3],
    ],
    build: (g, x) => g.concat(x, 1),
  },
  ...two('Div', (g, [a, b]) => g.div(a!, b!), true),
  { op: 'Equal', shapes: [[2, 3]], build: (g, [x]) => g.where(g.equal(x!, g.scalar(0)), g.neg(x!), x!) },
  one('Erf', (g, [x]) => g.erf(x!)),
  one('Exp', (g, [x]) => g.exp(x!)),
  { op: 'Expand', shapes: [[2, 1, 3]], build: (g, [x]) => g.expand(x!, [4, 1, 2, 1]) },
  ...[0, 1].map((axis) => ({
    op: 'Gather' as const,
    shapes: [[3, 4], [3]],
    fixed: { 1: { dtype: 'int32' as const, data: [2, 0, 2] } },
    build: (g: GraphBuilder, [x, indices]: readonly Value[]) => g.gather(x!, indices!, axis),
  })),
  {
    op: 'Gather',
    shapes: [
      [3, 2],
      [2, 2],
    ],
    fixed: { 1: { dtype: 'int32', data: [2, 0, 1, 2] } },
    build: (g, [x, indices]) => g.gather(x!, indices!, 0),
  },
  {
    op: 'Greater',
    shapes: [[2, 3], [3]],
    build: (g, [a, b]) => g.where(g.greater(a!, b!), g.scale(a!, 2), b!),
  },
  {
    op: 'LayerNormalization',
    shapes: [[2, 3, 4], [4], [4]],
    build: (g, [x, w, b]) => g.layerNormalization(x!, w!, b!, 1e-5),
  },
  one('Log', (g, [x]) => g.log(x!), true),
  ...matrixShapes.map((shapes) => ({
    op: 'MatMul' as const,
    shapes,
    build: (g: GraphBuilder, [a, b]: readonly Value[]) => g.matmul(a!, b!),
  })),
  ...two('Mul', (g, [a, b]) => g.mul(a!, b!)),
  one('Neg', (g, [x]) => g.neg(x!)),
  { op: 'Pad', shapes: [[2, 3]], build: (g, [x]) => g.pad(x!, [1, 0, 0, 2]) },
  one('Reciprocal', (g, [x]) => g.reciprocal(x!), true),
  ...reductions,
  one('Relu', (g, [x]) => g.relu(x!)),
  { op: 'Reshape', shapes: [[2, 3, 4]], build: (g, [x]) => g.reshape(x!, [0, -1, 2, 2]) },
  one('Sigmoid', (g, [x]) => g.sigmoid(x!)),
  { op: 'Slice', shapes: [[2, 5, 3]], build: (g, [x]) => g.slice(g.slice(x!, 1, 1, 4), -1, 0, 2) },
  one('Softmax', (g, [x]) => g.softmax(x!)),
  { op: 'Softmax', shapes: [[2, 3, 4]], build: (g, [x]) => g.softmax(x!, 1) },
  one('Sqrt', (g, [x]) => g.sqrt(x!), true),
  { op: 'Squeeze', shapes: [[1, 2, 1, 3]], build: (g, [x]) => g.squeeze(x!, [0, -2]) },
  ...two('Sub', (g, [a, b]) => g.sub(a!, b!)),
  one('Tanh', (g, [x]) => g.tanh(x!)),
  { op: 'Transpose', shapes: [[2, 3, 4]], build: (g, [x]) => g.transpose(x!, [2, 0, 1]) },
  { op: 'Unsqueeze', shapes: [[2, 3]], build: (g, [x]) => g.unsqueeze(x!, [0, 2]) },
  {
    op: 'Where',
    shapes: [[2, 3], [2, 3], [3]],
    fixed: { 0: { dtype: 'bool', data: [1, 0, 0, 1, 1, 0] } },
    build: (g, [c, a, b]) => g.where(c!, a!, b!),
  },
];
