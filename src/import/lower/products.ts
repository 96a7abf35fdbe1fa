import type { GraphBuilder } from '../../onnx/builder';
import type { Value } from '../../onnx/graph';
import type { Call, Lowering } from '../call';
import { matMulNBits } from './blockQuantised';
import { einsum } from './einsum';

/** Of vectors, matrices and stacks of matrices (NumPy's matmul). */
export function matmul(g: GraphBuilder, a: Value, b: Value): Value {
  if (a.shape.length === 1)
    return g.squeeze(matmul(g, g.unsqueeze(a, [0]), b), [b.shape.length === 1 ? 0 : -2]);
  if (b.shape.length === 1) return g.squeeze(matmul(g, a, g.unsqueeze(b, [1])), [-1]);
  return g.matmul(a, b);
}

const turned = (call: Call, at: number, attribute: string): Value =>
  call.attributes.flag(attribute) ? call.g.matrixTranspose(call.value(at)) : call.value(at);

/** α A B + β C. */
const gemm: Lowering = (call) => {
  const { g, attributes } = call;
  const product = g.scale(
    g.matmul(turned(call, 0, 'transA'), turned(call, 1, 'transB')),
    attributes.number('alpha', 1),
  );
  const c = call.optional(2);
  return [call.of(c ? g.add(product, g.scale(c, attributes.number('beta', 1))) : product)];
};

const fusedMatMul: Lowering = (call) => {
  if (call.attributes.flag('transBatchA') || call.attributes.flag('transBatchB')) {
    throw call.refuse('with turned batch axes');
  }
  const product = matmul(call.g, turned(call, 0, 'transA'), turned(call, 1, 'transB'));
  return [call.of(call.g.scale(product, call.attributes.number('alpha', 1)))];
};

export const PRODUCTS: Readonly<Record<string, Lowering>> = {
  Einsum: einsum,
  'com.microsoft.FusedMatMul': fusedMatMul,
  Gemm: gemm,
  MatMul: (call) => [call.of(matmul(call.g, call.value(0), call.value(1)))],
  'com.microsoft.MatMulNBits': matMulNBits,
};
