import type { GraphBuilder } from '../onnx/builder';
import type { Value } from '../onnx/graph';
import type { OpAttributes, OpType } from '../onnx/ops';
import { normalizeAxis } from '../onnx/shape';
import { NoGradient } from './no-gradient';
import { broadcastLike, reshapeTo } from './shapes';

/** What a rule sees: the node's inputs `x`, output `y`, attributes, and the cotangent `ct` of its output. */
export interface RuleInput<K extends OpType> {
  readonly g: GraphBuilder;
  readonly x: readonly Value[];
  readonly y: Value;
  readonly ct: Value;
  readonly attributes: OpAttributes[K];
  /** Whether the cotangent of input `i` is asked for; a rule may leave out what is not. */
  readonly wants: (i: number) => boolean;
}

/**
 * Cotangents of a node's inputs, in their order; `undefined` where none flows. A cotangent may have the broadcast
 * shape of the result: the walk sums it back to the operand's shape.
 */
export type Rule<K extends OpType> = (input: RuleInput<K>) => (Value | undefined)[];

const none = () => [];

/** Reduced axes of a keepdims = 0 reduction put back as ones, then repeated. */
function unreduce(
  g: GraphBuilder,
  ct: Value,
  x: Value,
  { axes, keepdims }: OpAttributes['ReduceSum'],
): Value {
  return broadcastLike(g, keepdims ? ct : g.unsqueeze(ct, axes), x);
}

function countOf(x: Value, axes: readonly number[]): number | undefined {
  let count = 1;
  for (const axis of axes) {
    const dim = x.shape[normalizeAxis(axis, x.shape.length, 'ReduceMean')]!;
    if (typeof dim !== 'number') return undefined;
    count *= dim;
  }
  return count;
}

/** dA = ct Bᵀ, dB = Aᵀ ct. A weight matrix shared by a batch of A's is one large product, not a sum of small ones. */
const matMul: Rule<'MatMul'> = ({ g, x: [a, b], ct, wants }) => {
  const dA = wants(0) ? g.matmul(ct, g.matrixTranspose(b!)) : undefined;
  if (!wants(1)) return [dA];
  const flat = (v: Value) => g.reshape(v, [-1, v.shape.at(-1) as number]);
  const shared =
    b!.shape.length === 2 &&
    a!.shape.length > 2 &&
    typeof a!.shape.at(-1) === 'number' &&
    typeof ct.shape.at(-1) === 'number';
  const dB = shared ? g.matmul(g.matrixTranspose(flat(a!)), flat(ct)) : g.matmul(g.matrixTranspose(a!), ct);
  return [dA, dB];
};

/** With x̂ = (x − μ)/σ and c = ct ⊙ γ: dx = (c − mean c − x̂ mean(c ⊙ x̂))/σ, dγ = Σ ct ⊙ x̂, dβ = Σ ct. */
const layerNormalization: Rule<'LayerNormalization'> = ({ g, x: [x, weight], ct, attributes, wants }) => {
  const centred = g.sub(x!, g.reduceMean(x!, [-1]));
  const variance = g.reduceMean(g.mul(centred, centred), [-1]);
  const inverse = g.reciprocal(g.sqrt(g.add(variance, g.scalar(attributes.epsilon))));
  const normal = g.mul(centred, inverse);
  const c = g.mul(ct, weight!);
  const projected = g.mul(normal, g.reduceMean(g.mul(c, normal), [-1]));
  const dx = () => g.mul(g.sub(g.sub(c, g.reduceMean(c, [-1])), projected), inverse);
  return [wants(0) ? dx() : undefined, wants(1) ? g.mul(ct, normal) : undefined, ct];
};

/** Gathering is a product with a one-hot matrix, so its adjoint is a product with the transpose. */
const gather: Rule<'Gather'> = ({ g, x: [x, indices], ct, attributes }) => {
  const rank = x!.shape.length;
  const axis = normalizeAxis(attributes.axis, rank, 'Gather');
  const kept = x!.shape.map((_, i) => i).filter((i) => i !== axis);
  const [length, ...rest] = [x!.shape[axis]!, ...kept.map((i) => x!.shape[i]!)];
  if (![length, ...rest].every((dim) => typeof dim === 'number')) {
    throw new Error('a gathered tensor must have known lengths');
  }
  const [rows, inner] = [length as number, (rest as number[]).reduce((a, b) => a * b, 1)];
  const oneHot = g.cast(g.equal(g.unsqueeze(g.cast(indices!, 'int32'), [-1]), g.range(rows)), ct.dtype);
  // The indices' axes to the front, then the rest in order.
  const indexAxes = indices!.shape.map((_, i) => axis + i);
  const others = ct.shape.map((_, i) => i).filter((i) => !indexAxes.includes(i));
  const flat = g.reshape(g.transpose(ct, [...indexAxes, ...others]), [-1, inner]);
  const summed = g.matmul(g.matrixTranspose(g.reshape(oneHot, [-1, rows])), flat); // [rows, inner]
  const toFront = [axis, ...kept];
  return [
    g.transpose(
      reshapeTo(
        g,
        summed,
        toFront.map((i) => x!.shape[i]!),
      ),
      toFront.map((_, i) => toFront.indexOf(i)),
    ),
  ];
};

const concat: Rule<'Concat'> = ({ g, x, ct, attributes }) => {
  const axis = normalizeAxis(attributes.axis, ct.shape.length, 'Concat');
  let start = 0;
  return x.map((value) => {
    const end = start + (value.shape[axis] as number);
    const part = g.slice(ct, axis, start, end);
    start = end;
    return part;
  });
};

const slice: Rule<'Slice'> = ({ g, x: [x], ct, attributes: { starts, axes } }) => {
  const rank = x!.shape.length;
  const pads = new Array<number>(2 * rank).fill(0);
  axes.forEach((axis, i) => {
    const at = normalizeAxis(axis, rank, 'Slice');
    pads[at] = starts[i]!;
    pads[at + rank] = (x!.shape[at] as number) - starts[i]! - (ct.shape[at] as number);
  });
  return [g.pad(ct, pads)];
};

const pad: Rule<'Pad'> = ({ g, x: [x], ct, attributes: { pads } }) => {
  let result = ct;
  x!.shape.forEach((dim, axis) => {
    if (ct.shape[axis] !== dim) result = g.slice(result, axis, pads[axis]!, pads[axis]! + (dim as number));
  });
  return [result];
};

/**
 * The adjoint of a correlation is the transposed convolution with the same kernel; where strides did not reach the end of
 * x, what they left out is padded on again.
 */
const conv: Rule<'Conv'> = ({ g, x: [x, w], ct, attributes, wants }) => {
  if (wants(1)) throw new NoGradient('Conv with respect to its kernel');
  const { strides, pads, dilations } = attributes;
  const output_padding = strides.map((stride, i) => {
    const kernel = dilations[i]! * ((w!.shape[i + 2] as number) - 1) + 1;
    const reached =
      ((ct.shape[i + 2] as number) - 1) * stride - pads[i]! - pads[i + strides.length]! + kernel;
    return (x!.shape[i + 2] as number) - reached;
  });
  return [g.apply('ConvTranspose', [ct, w!], { ...attributes, output_padding })];
};

/** Ties share the cotangent equally, as central differences do for two equal maxima moved together. */
const reduceMax: Rule<'ReduceMax'> = ({ g, x: [x], y, ct, attributes }) => {
  const full = attributes.keepdims ? y : g.unsqueeze(y, attributes.axes);
  const isMax = g.cast(g.equal(x!, broadcastLike(g, full, x!)), ct.dtype);
  const share = g.div(isMax, g.reduceSum(isMax, attributes.axes));
  return [g.mul(share, attributes.keepdims ? ct : g.unsqueeze(ct, attributes.axes))];
};

const zeroOf = (g: GraphBuilder) => g.scalar(0);

/** One rule per operator; the table is total, so a new operator does not compile without its rule. */
export const RULES: { readonly [K in OpType]: Rule<K> } = {
  Abs: ({ g, x: [x], ct }) => [
    g.where(g.greater(x!, zeroOf(g)), ct, g.where(g.greater(zeroOf(g), x!), g.neg(ct), zeroOf(g))),
  ],
  Add: ({ ct }) => [ct, ct],
  Cast: ({ g, x: [x], ct }) => [x!.dtype.startsWith('float') ? g.cast(ct, x!.dtype) : undefined],
  Concat: concat,
  Conv: conv,
  ConvTranspose: ({ g, x: [, w], ct, attributes: { strides, pads, dilations, group }, wants }) => {
    if (wants(1)) throw new NoGradient('ConvTranspose with respect to its kernel');
    return [g.apply('Conv', [ct, w!], { strides, pads, dilations, group })];
  },
  Div: ({ g, x: [, b], y, ct, wants }) => {
    const quotient = g.div(ct, b!);
    return [quotient, wants(1) ? g.neg(g.mul(quotient, y)) : undefined];
  },
  Equal: none,
  Erf: ({ g, x: [x], ct }) => [g.mul(ct, g.scale(g.exp(g.neg(g.mul(x!, x!))), 2 / Math.sqrt(Math.PI)))],
  Exp: ({ g, y, ct }) => [g.mul(ct, y)],
  Expand: ({ ct }) => [ct],
  Gather: gather,
  GatherElements: ({ g, x: [x, indices], ct, attributes }) => [
    g.apply('ScatterElements', [g.expand(zeroOf(g), x!.shape as number[]), indices!, ct], attributes),
  ],
  Greater: none,
  LayerNormalization: layerNormalization,
  Log: ({ g, x: [x], ct }) => [g.div(ct, x!)],
  MatMul: matMul,
  Mul: ({ g, x: [a, b], ct, wants }) => [
    wants(0) ? g.mul(ct, b!) : undefined,
    wants(1) ? g.mul(ct, a!) : undefined,
  ],
  Neg: ({ g, ct }) => [g.neg(ct)],
  Opaque: ({ y, attributes }) => {
    if (y.dtype.startsWith('float')) throw new NoGradient(attributes.opType);
    return [];
  },
  Pad: pad,
  Reciprocal: ({ g, y, ct }) => [g.neg(g.mul(ct, g.mul(y, y)))],
  ReduceMax: reduceMax,
  ReduceMean: ({ g, x: [x], ct, attributes }) => {
    const count = countOf(x!, attributes.axes);
    if (count === undefined)
      throw new Error('a mean over a length known only at run time has no gradient here; sum instead');
    return [unreduce(g, g.scale(ct, 1 / count), x!, attributes)];
  },
  ReduceSum: ({ g, x: [x], ct, attributes }) => [unreduce(g, ct, x!, attributes)],
  Relu: ({ g, x: [x], ct }) => [g.where(g.greater(x!, zeroOf(g)), ct, zeroOf(g))],
  Reshape: ({ g, x: [x], ct }) => [reshapeTo(g, ct, x!.shape)],
  ScatterElements: ({ g, x: [, indices], ct, attributes, wants }) => [
    ct,
    undefined,
    wants(2) ? g.apply('GatherElements', [ct, indices!], attributes) : undefined,
  ],
  Sigmoid: ({ g, y, ct }) => [g.mul(ct, g.sub(y, g.mul(y, y)))],
  Slice: slice,
  Softmax: ({ g, y, ct, attributes: { axis } }) => [g.mul(y, g.sub(ct, g.reduceSum(g.mul(ct, y), [axis])))],
  Sqrt: ({ g, y, ct }) => [g.div(g.scale(ct, 0.5), y)],
  Squeeze: ({ g, ct, attributes: { axes }, x: [x] }) => [
    g.unsqueeze(
      ct,
      axes.map((axis) => normalizeAxis(axis, x!.shape.length, 'Squeeze')),
    ),
  ],
  Sub: ({ g, ct, wants }) => [ct, wants(1) ? g.neg(ct) : undefined],
  Tanh: ({ g, y, ct }) => [g.sub(ct, g.mul(ct, g.mul(y, y)))],
  Transpose: ({ g, ct, attributes: { perm } }) => [
    g.transpose(
      ct,
      perm.map((_, axis) => perm.indexOf(axis)),
    ),
  ],
  Unsqueeze: ({ g, ct, attributes: { axes } }) => [g.squeeze(ct, axes)],
  Where: ({ g, x: [condition], ct }) => [
    undefined,
    g.where(condition!, ct, zeroOf(g)),
    g.where(condition!, zeroOf(g), ct),
  ],
};
