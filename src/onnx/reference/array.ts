import { sizeOf, stridesOf, type Tensor } from '../../tensor/tensor';

/** The reference evaluator's only type: float64, whatever the graph's dtype; booleans are 0 and 1. */
export type Array64 = Tensor<Float64Array>;

export const array64 = (shape: readonly number[], data: ArrayLike<number>): Array64 => {
  if (data.length !== sizeOf(shape))
    throw new Error(`${data.length} numbers do not fill [${shape.join(', ')}].`);
  return { shape, data: data instanceof Float64Array ? data : new Float64Array(data) };
};

/** Builds an array from a function of the multi-index. Slow and plain: this is what the fast kernels are held against. */
export function fill(shape: readonly number[], at: (index: readonly number[]) => number): Array64 {
  const data = new Float64Array(sizeOf(shape));
  const index = new Array<number>(shape.length).fill(0);
  for (let i = 0; i < data.length; i++) {
    data[i] = at(index);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (++index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
  return { shape, data };
}

/** Reader of an array at a multi-index of a shape it broadcasts to. */
export function broadcastReader(x: Array64, rank: number): (index: readonly number[]) => number {
  const offsetAt = broadcastOffset(x, rank);
  return (index) => x.data[offsetAt(index)]!;
}

/** Where in an array's data the number at a multi-index of a shape that it broadcasts to stands. */
export function broadcastOffset(x: Array64, rank: number): (index: readonly number[]) => number {
  const strides = stridesOf(x.shape);
  const shift = rank - x.shape.length;
  return (index) => {
    let offset = 0;
    for (let axis = 0; axis < x.shape.length; axis++) {
      if (x.shape[axis] !== 1) offset += index[axis + shift]! * strides[axis]!;
    }
    return offset;
  };
}
