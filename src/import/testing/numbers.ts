/** Tensors of a test: plain numbers with a file's element type. */
import { Tensor } from 'onnxruntime-node';
import { float16ToFloat32, float32ToFloat16 } from '../../weights/half';
import type { ElementType } from '../read/elementTypes';

export interface Feed {
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** As the runtime takes it. */
export function runtimeTensor({ dtype, shape, data }: Feed): Tensor {
  switch (dtype) {
    case 'float32':
      return new Tensor('float32', Float32Array.from(data), shape);
    case 'float16':
      return new Tensor('float16', float32ToFloat16(Float32Array.from(data)), shape);
    case 'float64':
      return new Tensor('float64', Float64Array.from(data), shape);
    case 'int64':
      return new Tensor('int64', BigInt64Array.from(Array.from(data, (x) => BigInt(x))), shape);
    case 'int32':
      return new Tensor('int32', Int32Array.from(data), shape);
    case 'bool':
      return new Tensor('bool', Uint8Array.from(data), shape);
    case 'uint8':
      return new Tensor('uint8', Uint8Array.from(data), shape);
    case 'int8':
      return new Tensor('int8', Int8Array.from(data), shape);
    default:
      throw new Error(`No test feeds ${dtype}.`);
  }
}

/** What the runtime gave, in plain numbers. */
export function runtimeNumbers(tensor: Tensor): Float64Array {
  const data = tensor.data as unknown as ArrayLike<number | bigint>;
  const isBits = tensor.type === 'float16' && data instanceof Uint16Array;
  return isBits ? Float64Array.from(float16ToFloat32(data)) : Float64Array.from(Array.from(data, Number));
}

/** Largest difference as a part of the largest number of `want`. */
export function relativeError(got: ArrayLike<number>, want: ArrayLike<number>): number {
  if (got.length !== want.length) return Infinity;
  let [error, largest] = [0, 1e-30];
  for (let i = 0; i < want.length; i++) {
    if (Number.isNaN(got[i]!) !== Number.isNaN(want[i]!)) return Infinity;
    if (got[i] !== want[i]) error = Math.max(error, Math.abs(got[i]! - want[i]!));
    if (Number.isFinite(want[i]!)) largest = Math.max(largest, Math.abs(want[i]!));
  }
  return error / largest;
}
