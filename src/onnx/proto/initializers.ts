/** Constant tensors from protobuf: raw bytes inside the model, or a range of an external file. */
import { bytesPerElement, fromOnnxType, toSafeNumber } from './dtypes';
import { OnnxFormatError } from './model';
import type { ExternalData, PlainInitializer } from './model';
import { TensorProto_DataLocation as Location } from './onnx_pb';
import type { TensorProto } from './onnx_pb';
import { checkStorage } from './storage';

/** Bytes are views into the model's own bytes where the file stores them raw. */
export function decodeInitializer(proto: TensorProto): PlainInitializer {
  const { name } = proto;
  const where = `initializer "${name}"`;
  const base = {
    name,
    dtype: fromOnnxType(proto.dataType, where),
    shape: proto.dims.map((dim) => toSafeNumber(dim, where)),
  };
  const initializer: PlainInitializer =
    proto.dataLocation === Location.EXTERNAL
      ? { ...base, external: decodeExternal(proto, where) }
      : { ...base, data: decodeData(proto, base) };
  checkStorage(initializer);
  return initializer;
}

function decodeExternal(proto: TensorProto, where: string): ExternalData {
  const entries = new Map(proto.externalData.map(({ key, value }) => [key, value]));
  const number = (key: string): number => {
    const text = entries.get(key) ?? '';
    if (!/^\d{1,15}$/.test(text)) {
      throw new OnnxFormatError(
        `The external data of ${where} has the ${key} "${text}"; expected a whole number of bytes.`,
      );
    }
    return Number(text);
  };
  return { location: entries.get('location') ?? '', offset: number('offset'), length: number('length') };
}

/** Numbers may also be stored as typed lists; they become raw bytes, so that the rest knows one form. */
function decodeData(proto: TensorProto, { dtype }: Pick<PlainInitializer, 'dtype'>): Uint8Array {
  if (proto.rawData.length > 0) return proto.rawData;
  const count =
    proto.floatData.length + proto.doubleData.length + proto.int64Data.length + proto.int32Data.length;
  const bytes = new Uint8Array(count * bytesPerElement(dtype));
  const view = new DataView(bytes.buffer);
  switch (dtype) {
    case 'float32':
      proto.floatData.forEach((value, n) => view.setFloat32(4 * n, value, true));
      break;
    case 'float64':
      proto.doubleData.forEach((value, n) => view.setFloat64(8 * n, value, true));
      break;
    case 'int64':
      proto.int64Data.forEach((value, n) => view.setBigInt64(8 * n, value, true));
      break;
    case 'int32':
      proto.int32Data.forEach((value, n) => view.setInt32(4 * n, value, true));
      break;
    // The specification keeps the bits of 16-bit floats, and booleans, one to an int32.
    case 'float16':
    case 'bfloat16':
      proto.int32Data.forEach((value, n) => view.setUint16(2 * n, value, true));
      break;
    case 'bool':
      proto.int32Data.forEach((value, n) => view.setUint8(n, value));
      break;
  }
  return bytes;
}
