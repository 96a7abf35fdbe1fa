/** Weights as the programs want them, from a checkpoint as it was published. */
import { sizeOf } from '../../src/tensor/tensor';
import { bfloat16ToFloat32 } from '../../src/weights/half';
import type { TensorInfo, WeightsFile } from '../../src/weights/safetensors';

/**
 * bfloat16 tensors widened to float32, which no WASM kernel of the runtime can do; the others are copied. Returns the
 * same weights when there are none. The values are the same: every bfloat16 is a float32.
 */
export function widenBfloat16(weights: WeightsFile): WeightsFile {
  const all = [...weights.tensors];
  if (!all.some(([, { dtype }]) => dtype === 'bfloat16')) return weights;
  const tensors = new Map<string, TensorInfo>();
  let end = 0;
  for (const [name, info] of all) {
    const wide = info.dtype === 'bfloat16';
    const length = wide ? 2 * info.length : info.length;
    tensors.set(name, { ...info, dtype: wide ? 'float32' : info.dtype, offset: end, length });
    end += Math.ceil(length / 8) * 8; // typed arrays start at multiples of their element size
  }
  const bytes = new Uint8Array(end);
  for (const [name, { dtype, offset, length }] of all) {
    const source = weights.bytes.slice(offset, offset + length);
    const target = tensors.get(name)!.offset;
    if (dtype !== 'bfloat16') bytes.set(source, target);
    else bytes.set(new Uint8Array(bfloat16ToFloat32(new Uint16Array(source.buffer)).buffer), target);
  }
  return { ...weights, tensors, bytes, dataOffset: 0 };
}

/**
 * Turns a matrix [rows, cols] of the file into its transpose [cols, rows], in place: no other tensor moves, and no second
 * copy of the file is needed. The weights' bytes are changed.
 */
export function transposeInPlace(bytes: Uint8Array, info: TensorInfo): TensorInfo {
  const [rows, cols] = info.shape as [number, number];
  const width = info.length / sizeOf(info.shape);
  const source = bytes.slice(info.offset, info.offset + info.length);
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      const from = (row * cols + col) * width;
      bytes.set(source.subarray(from, from + width), info.offset + (col * rows + row) * width);
    }
  }
  return { ...info, shape: [cols, rows] };
}
