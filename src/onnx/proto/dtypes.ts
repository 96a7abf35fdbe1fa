/** The project's element types as ONNX numbers. */
import type { DType } from '../../tensor/tensor';
import { OnnxFormatError } from './model';
import { TensorProto_DataType } from './onnx_pb';

const ONNX_TYPE: Readonly<Record<DType, TensorProto_DataType>> = {
  float32: TensorProto_DataType.FLOAT,
  float64: TensorProto_DataType.DOUBLE,
  float16: TensorProto_DataType.FLOAT16,
  bfloat16: TensorProto_DataType.BFLOAT16,
  int32: TensorProto_DataType.INT32,
  int64: TensorProto_DataType.INT64,
  bool: TensorProto_DataType.BOOL,
  uint8: TensorProto_DataType.UINT8,
  int8: TensorProto_DataType.INT8,
};

const DTYPE = new Map<number, DType>(
  Object.entries(ONNX_TYPE).map(([dtype, number]) => [number, dtype as DType]),
);

export function toOnnxType(dtype: DType): number {
  return ONNX_TYPE[dtype];
}

/** @param where what has this type, for the error: 'input "x"' */
export function fromOnnxType(type: number, where: string): DType {
  const dtype = DTYPE.get(type);
  if (dtype === undefined) {
    const name = TensorProto_DataType[type] ?? `number ${type}`;
    throw new OnnxFormatError(
      `The element type ${name} of ${where} is not supported; expected one of ${[...DTYPE.values()].join(', ')}.`,
    );
  }
  return dtype;
}

/** An int64 of the file as a number; sizes and attributes beyond 2⁵³ have no use here and are refused. */
export function toSafeNumber(value: bigint, where: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) {
    throw new OnnxFormatError(
      `The integer ${value} in ${where} is out of range; expected at most 2^53 - 1 in size.`,
    );
  }
  return number;
}

export function toInt64(value: number, where: string): bigint {
  if (!Number.isSafeInteger(value)) {
    throw new OnnxFormatError(
      `The number ${value} in ${where} is not an integer that ONNX can hold exactly; expected a safe integer.`,
    );
  }
  return BigInt(value);
}
