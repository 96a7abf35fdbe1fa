/** Writes safetensors files. */
import type { DType } from '../tensor/tensor';
import { bytesPerElement, sizeOf } from '../tensor/tensor';
import { DTYPE_NAMES } from './safetensors';

/** A tensor to write; `data` are its little-endian bytes, row-major, as any typed array of that type holds them. */
export interface TensorData {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: ArrayBufferView;
}

/**
 * Bytes of a safetensors file. Wide types come first and the header is padded to 8 bytes, so that every tensor starts
 * at a multiple of its element's size; within a type, by name: the same tensors always give the same bytes.
 * @throws RangeError for a name that stands twice or data that do not fit the shape
 */
export function writeSafetensors(
  tensors: Iterable<TensorData>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const sorted = [...tensors].sort(
    (a, b) => bytesPerElement(b.dtype) - bytesPerElement(a.dtype) || (a.name < b.name ? -1 : 1),
  );
  const entries: [string, unknown][] = Object.keys(metadata).length > 0 ? [['__metadata__', metadata]] : [];
  const names = new Set(['__metadata__']);
  let length = 0;
  for (const { name, dtype, shape, data } of sorted) {
    if (names.has(name)) throw new RangeError(`The tensor name "${name}" stands twice or is reserved.`);
    names.add(name);
    const expected = sizeOf(shape) * bytesPerElement(dtype);
    if (data.byteLength !== expected) {
      throw new RangeError(
        `The tensor "${name}" has ${data.byteLength} bytes; expected ${expected} for ${dtype} of shape [${shape.join(', ')}].`,
      );
    }
    entries.push([name, { dtype: DTYPE_NAMES[dtype], shape, data_offsets: [length, length + expected] }]);
    length += expected;
  }
  // fromEntries, not assignment: a name may be `__proto__`.
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const header = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(8 + header + length).fill(0x20, 8, 8 + header);
  new DataView(file.buffer).setBigUint64(0, BigInt(header), true);
  file.set(json, 8);
  let at = 8 + header;
  for (const { data } of sorted) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return file;
}
