/** Constant tensors, to and from protobuf: raw bytes inside the model, or a range of an external file. */
import { create } from '@bufbuild/protobuf';
import { bytesPerElement, sizeOf } from '../../tensor/tensor';
import { fromOnnxType, toInt64, toOnnxType, toSafeNumber } from './dtypes';
import { OnnxFormatError } from './model';
import type { ExternalData, PlainInitializer } from './model';
import { TensorProto_DataLocation as Location, TensorProtoSchema } from './onnx_pb';
import type { TensorProto } from './onnx_pb';

export function encodeInitializer(initializer: PlainInitializer): TensorProto {
  const { name, dtype, shape, data, external } = initializer;
  const where = `initializer "${name}"`;
  checkStorage(initializer);
  const dims = shape.map((dim) => toInt64(dim, where));
  const dataType = toOnnxType(dtype);
  if (data !== undefined) return create(TensorProtoSchema, { name, dims, dataType, rawData: data });
  return create(TensorProtoSchema, {
    name,
    dims,
    dataType,
    dataLocation: Location.EXTERNAL,
    externalData: Object.entries(external!).map(([key, value]) => ({ key, value: String(value) })),
  });
}

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
    // The specification keeps small numbers, the bits of 16-bit floats and booleans, one to an int32.
    case 'float16':
    case 'bfloat16':
      proto.int32Data.forEach((value, n) => view.setUint16(2 * n, value, true));
      break;
    case 'bool':
    case 'uint8':
    case 'int8':
      proto.int32Data.forEach((value, n) => view.setUint8(n, value & 0xff));
      break;
  }
  return bytes;
}

function checkStorage({ name, dtype, shape, data, external }: PlainInitializer): void {
  const where = `initializer "${name}"`;
  if ((data === undefined) === (external === undefined)) {
    throw new OnnxFormatError(
      `The ${where} has ${data === undefined ? 'neither data nor' : 'both data and'} external data; expected one.`,
    );
  }
  if (shape.some((dim) => !Number.isSafeInteger(dim) || dim < 0)) {
    throw new OnnxFormatError(`The ${where} has shape [${shape.join(', ')}]; expected sizes of 0 or more.`);
  }
  if (external !== undefined && external.location === '') {
    throw new OnnxFormatError(`The ${where} has external data without a file name.`);
  }
  if (external !== undefined && !(Number.isSafeInteger(external.offset) && external.offset >= 0)) {
    throw new OnnxFormatError(
      `The ${where} has external data at offset ${external.offset}; expected 0 or more.`,
    );
  }
  const bytes = data?.length ?? external!.length;
  const expected = sizeOf(shape) * bytesPerElement(dtype);
  if (bytes !== expected) {
    throw new OnnxFormatError(
      `The ${where} has ${bytes} bytes; expected ${expected} for ${dtype} of shape [${shape.join(', ')}].`,
    );
  }
}
