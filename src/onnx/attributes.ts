import type { ConstantInput, ConvAttributes, OpAttributes, OpType } from './ops';
import { toOnnxType } from './proto/dtypes';
import type { PlainAttribute } from './proto/model';

/** The attributes of an operator that do not travel as inputs; those of an operator that is run as it is have other names. */
type Written<K extends OpType> = K extends 'Opaque'
  ? never
  : Exclude<keyof OpAttributes[K], ConstantInput<K>>;

/** A node's attributes as ONNX spells them: every one that is no input, and what ONNX asks for besides. */
export type AttributeWriter<K extends OpType> = (
  attributes: OpAttributes[K],
) => Readonly<Record<Written<K>, PlainAttribute>> & Readonly<Record<string, PlainAttribute>>;

const int = (value: number): PlainAttribute => ({ type: 'int', value });
const ints = (value: readonly number[]): PlainAttribute => ({ type: 'ints', value });

const none = () => ({});
const axisAlone = ({ axis }: { readonly axis: number }) => ({ axis: int(axis) });
const convolution = ({ strides, pads, dilations, group }: ConvAttributes) => ({
  strides: ints(strides),
  pads: ints(pads),
  dilations: ints(dilations),
  group: int(group),
});
const reduction = ({ keepdims }: { readonly keepdims: 0 | 1 }) => ({ keepdims: int(keepdims) });

/** An operator without an entry, and an entry that forgets an attribute, do not compile. */
export const ATTRIBUTES: { readonly [K in OpType]: AttributeWriter<K> } = {
  Abs: none,
  Add: none,
  Cast: ({ to }) => ({ to: int(toOnnxType(to)) }),
  Concat: axisAlone,
  Conv: convolution,
  ConvTranspose: (attributes) => ({
    ...convolution(attributes),
    output_padding: ints(attributes.output_padding),
  }),
  Div: none,
  Equal: none,
  Erf: none,
  Exp: none,
  Expand: none,
  Gather: axisAlone,
  GatherElements: axisAlone,
  Greater: none,
  LayerNormalization: ({ epsilon }) => ({ axis: int(-1), epsilon: { type: 'float', value: epsilon } }),
  Log: none,
  MatMul: none,
  Mul: none,
  Neg: none,
  Opaque: ({ plain }) => plain,
  Pad: none,
  Reciprocal: none,
  ReduceMax: reduction,
  ReduceMean: reduction,
  ReduceSum: reduction,
  Relu: none,
  Reshape: none,
  ScatterElements: ({ axis }) => ({ axis: int(axis), reduction: { type: 'string', value: 'add' } }),
  Sigmoid: none,
  Slice: none,
  Softmax: axisAlone,
  Sqrt: none,
  Squeeze: none,
  Sub: none,
  Tanh: none,
  Transpose: ({ perm }) => ({ perm: ints(perm) }),
  Unsqueeze: none,
  Where: none,
};
