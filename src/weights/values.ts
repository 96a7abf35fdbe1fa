/** Numbers out of a safetensors file. */
import { WhylightError } from '../tensor/error';
import { quoted } from '../tensor/quote';
import { bfloat16ToFloat32, float16ToFloat32 } from './half';
import type { TensorInfo, WeightsFile } from './safetensors';

/** @throws WhylightError ('model-broken') when there is no such tensor */
export function tensorInfo(weights: WeightsFile, name: string): TensorInfo {
  const info = weights.tensors.get(name);
  if (info === undefined) {
    throw new WhylightError(
      'model-broken',
      `The weights have no tensor ${quoted(name)}; use a checkpoint of this model.`,
    );
  }
  return info;
}

/** A tensor's bytes: a view, not a copy. */
export function tensorBytes(weights: WeightsFile, name: string): Uint8Array {
  const { offset, length } = tensorInfo(weights, name);
  return weights.bytes.subarray(offset, offset + length);
}

/**
 * A floating-point tensor's values as float32, row-major. float32 is a view where its place in memory allows it: do
 * not write to it.
 * @throws WhylightError ('model-broken') when there is no such tensor or it holds no floating-point numbers
 */
export function readTensorF32(weights: WeightsFile, name: string): Float32Array {
  const { dtype } = tensorInfo(weights, name);
  const bytes = tensorBytes(weights, name);
  switch (dtype) {
    case 'float32':
      return new Float32Array(...aligned(bytes, 4));
    case 'float64':
      return Float32Array.from(new Float64Array(...aligned(bytes, 8)));
    case 'float16':
      return float16ToFloat32(new Uint16Array(...aligned(bytes, 2)));
    case 'bfloat16':
      return bfloat16ToFloat32(new Uint16Array(...aligned(bytes, 2)));
    default:
      throw new WhylightError(
        'model-broken',
        `The tensor ${quoted(name)} is of type ${dtype}; expected float32, float16, bfloat16 or float64.`,
      );
  }
}

/** Rows first … first + count of a tensor: a part of its bytes. */
export function rowsOf(info: TensorInfo, first: number, count: number): TensorInfo {
  const stride = info.length / info.shape[0]!;
  return {
    ...info,
    shape: [count, ...info.shape.slice(1)],
    offset: info.offset + first * stride,
    length: count * stride,
  };
}

/** One row of a tensor as `readTensorF32` gives it. */
export function readRowF32(weights: WeightsFile, name: string, row: number): Float32Array {
  const info = rowsOf(tensorInfo(weights, name), row, 1);
  return readTensorF32({ ...weights, tensors: new Map([[name, info]]) }, name);
}

/**
 * Refuses weights with NaN or infinite values, which would make every answer NaN.
 * @throws WhylightError ('model-broken') naming tensor and position
 */
export function requireFinite(weights: WeightsFile, names: Iterable<string>): void {
  for (const name of names) {
    const values = readTensorF32(weights, name);
    const at = values.findIndex((value) => !Number.isFinite(value));
    if (at >= 0) {
      throw new WhylightError(
        'model-broken',
        `The tensor ${quoted(name)} has the value ${values[at]} at position ${at}; expected finite numbers, so the file is damaged.`,
      );
    }
  }
}

/** Typed arrays must start at a multiple of their element size; copies only if these bytes do not. */
function aligned(bytes: Uint8Array, size: number): [ArrayBufferLike, number, number] {
  const { buffer, byteOffset, length } = byteOffsetFits(bytes, size) ? bytes : bytes.slice();
  return [buffer, byteOffset, length / size];
}

function byteOffsetFits({ byteOffset }: Uint8Array, size: number): boolean {
  return byteOffset % size === 0;
}
