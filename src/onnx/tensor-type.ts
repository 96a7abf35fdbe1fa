import type { DType } from '../tensor/tensor';
import type { Shape } from './shape';

/** Element type and shape of a value. */
export interface TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
}

const FLOATS: readonly DType[] = ['float32', 'float64', 'float16'];

/** @throws Error naming the operator */
export function requireFloat(type: TensorType, op: string): void {
  if (!FLOATS.includes(type.dtype))
    throw new Error(`${op}: expected a floating-point input, got ${type.dtype}.`);
}

/** @throws Error naming the operator */
export function requireSame(a: TensorType, b: TensorType, op: string): void {
  if (a.dtype !== b.dtype)
    throw new Error(`${op}: inputs are ${a.dtype} and ${b.dtype}; cast one of them first.`);
}
