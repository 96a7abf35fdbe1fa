/** Element types that graphs, weights files and runtimes share; ONNX spelling in lower case. */
export type DType =
  'float32' | 'float64' | 'float16' | 'bfloat16' | 'int32' | 'int64' | 'bool' | 'uint8' | 'int8';

const BYTES: Readonly<Record<DType, number>> = {
  float32: 4,
  float64: 8,
  float16: 2,
  bfloat16: 2,
  int32: 4,
  int64: 8,
  bool: 1,
  uint8: 1,
  int8: 1,
};

/** Size of one element in bytes. */
export function bytesPerElement(dtype: DType): number {
  return BYTES[dtype];
}

/** A dense row-major array. `data.length` is the product of `shape`; a scalar has shape `[]`. */
export interface Tensor<D extends ArrayLike<number> = Float32Array | Float64Array> {
  readonly shape: readonly number[];
  readonly data: D;
}

/** Number of elements of a shape; 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, dim) => product * dim, 1);
}

/** Row-major strides, in elements. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}
