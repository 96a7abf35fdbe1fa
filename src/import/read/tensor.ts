/** Stored tensors: checked sizes, and their numbers. */
import { TensorProto_DataLocation as Location } from '../../onnx/proto/onnx_pb';
import type { TensorProto } from '../../onnx/proto/onnx_pb';
import { bfloat16ToFloat32, float16ToFloat32 } from '../../weights/half';
import { named, Refusal, shapeText } from '../refusal';
import { bitsOf, elementType, type ElementType } from './elementTypes';
import type { ForeignRange, ForeignTensor } from './foreign';

const MOST_AXES = 64;

/**
 * A tensor as stored: raw bytes stay a view of the file, typed lists become raw bytes.
 * @throws Refusal for sizes that overflow or are negative, and data that do not fill the shape
 */
export function readTensor(proto: TensorProto): ForeignTensor {
  const what = `The tensor ${named(proto.name)}`;
  const dtype = elementType(proto.dataType);
  if (dtype === undefined) {
    throw new Refusal(
      'element-type',
      `${what} has elements of the unknown type number ${proto.dataType}; export the model again with float32 weights.`,
    );
  }
  if (proto.dims.length > MOST_AXES) throw new Refusal('broken', `${what} has ${proto.dims.length} axes.`);
  const shape = proto.dims.map(Number);
  const bytes = checkedBytes(what, dtype, shape);
  if (proto.dataLocation === Location.EXTERNAL) {
    return { name: proto.name, dtype, shape, data: readRange(proto, what, bytes) };
  }
  const data = proto.rawData.length > 0 ? proto.rawData : typedData(proto, dtype);
  if (dtype !== 'string' && data.length !== bytes) {
    throw new Refusal(
      'broken',
      `${what} holds ${data.length} bytes where its shape ${shapeText(shape)} of ${dtype} takes ${bytes}; ` +
        'the file is damaged, fetch it again.',
    );
  }
  return { name: proto.name, dtype, shape, data };
}

/** Bytes that a tensor takes. */
export const storedBytes = (dtype: ElementType, shape: readonly number[]): number =>
  Math.ceil((shape.reduce((product, dim) => product * dim, 1) * bitsOf(dtype)) / 8);

function checkedBytes(what: string, dtype: ElementType, shape: readonly number[]): number {
  let size = 1;
  for (const dim of shape) size *= Math.max(dim, 1);
  if (shape.some((dim) => dim < 0) || !Number.isSafeInteger(size * 8)) {
    throw new Refusal('broken', `${what} has the impossible shape ${shapeText(shape)}; the file is damaged.`);
  }
  return storedBytes(dtype, shape);
}

function readRange(proto: TensorProto, what: string, bytes: number): ForeignRange {
  const entries = new Map(proto.externalData.map(({ key, value }) => [key, value]));
  const number = (key: string): number | undefined => {
    const text = entries.get(key);
    if (text === undefined || text === '') return undefined;
    if (!/^\d{1,15}$/.test(text)) {
      throw new Refusal(
        'broken',
        `${what} lies at an impossible ${key} of another file; the file is damaged.`,
      );
    }
    return Number(text);
  };
  const location = entries.get('location') ?? '';
  const length = number('length');
  if (location === '') throw new Refusal('broken', `${what} lies in another file whose name is not given.`);
  if (length !== undefined && length !== bytes) {
    throw new Refusal(
      'broken',
      `${what} takes ${bytes} bytes, but ${length} are set aside in ${named(location)}; the file is damaged.`,
    );
  }
  return { location, offset: number('offset') ?? 0, length };
}

/** Numbers stored as lists, one field a group of types (ONNX IR, "TensorProto"), as little-endian bytes. */
function typedData(proto: TensorProto, dtype: ElementType): Uint8Array {
  switch (dtype) {
    case 'string':
      return new Uint8Array();
    case 'float32':
      return bytesOf(Float32Array.from(proto.floatData));
    case 'float64':
      return bytesOf(Float64Array.from(proto.doubleData));
    case 'int64':
      return bytesOf(BigInt64Array.from(proto.int64Data));
    case 'uint64':
      return bytesOf(BigUint64Array.from(proto.uint64Data));
    case 'uint32':
      return bytesOf(Uint32Array.from(proto.uint64Data, Number));
    case 'int32':
      return bytesOf(Int32Array.from(proto.int32Data));
    case 'float16':
    case 'bfloat16':
    case 'int16':
    case 'uint16':
      return bytesOf(Uint16Array.from(proto.int32Data));
    case 'complex64':
      return bytesOf(Float32Array.from(proto.floatData));
    case 'complex128':
      return bytesOf(Float64Array.from(proto.doubleData));
    default:
      // One byte an element; types of fewer bits are packed in that byte already.
      return Uint8Array.from(proto.int32Data);
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/**
 * The elements of a stored tensor. Integers beyond ±(2⁵³ − 1) become that limit: they only ever mean "to the end".
 * @param bytes the tensor's, as many as `storedBytes` says
 * @throws Refusal for types that are not computed with
 */
export function tensorNumbers(dtype: ElementType, bytes: Uint8Array): Float64Array {
  // A copy, at a place in memory that every type allows.
  const typed = <T>(type: new (buffer: ArrayBuffer) => T): T => new type(new Uint8Array(bytes).buffer);
  switch (dtype) {
    case 'float32':
      return Float64Array.from(typed(Float32Array));
    case 'float64':
      return Float64Array.from(typed(Float64Array));
    case 'float16':
      return Float64Array.from(float16ToFloat32(typed(Uint16Array)));
    case 'bfloat16':
      return Float64Array.from(bfloat16ToFloat32(typed(Uint16Array)));
    case 'int64':
      return Float64Array.from(typed(BigInt64Array), safe);
    case 'uint64':
      return Float64Array.from(typed(BigUint64Array), safe);
    case 'int32':
      return Float64Array.from(typed(Int32Array));
    case 'uint32':
      return Float64Array.from(typed(Uint32Array));
    case 'int16':
      return Float64Array.from(typed(Int16Array));
    case 'uint16':
      return Float64Array.from(typed(Uint16Array));
    case 'int8':
      return Float64Array.from(typed(Int8Array));
    case 'uint8':
    case 'bool':
      return Float64Array.from(bytes);
    default:
      throw new Refusal(
        'element-type',
        `Numbers of the type ${dtype} are computed with, which is not supported; export the model with float32, ` +
          'float16 or 8-bit weights.',
      );
  }
}

function safe(value: bigint): number {
  const number = Number(value);
  return Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, number));
}
