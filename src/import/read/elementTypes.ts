/** Element types that a file may name, and what becomes of them in the graph. */
import { TensorProto_DataType as Type } from '../../onnx/proto/onnx_pb';
import type { DType } from '../../tensor/tensor';

/** Element types of the imported graph: one floating type, so that every gradient rule applies. */
export type PlainType = Extract<DType, 'float32' | 'int32' | 'int64' | 'bool' | 'uint8' | 'int8'>;

interface TypeFacts {
  /** Bits of one element; types with none are never computed with. */
  readonly bits: number;
  readonly plain: PlainType | undefined;
}

/** By ONNX's number; `plain` is undefined where a type can only be refused, or unpacked by an operator that knows it. */
const TYPES = {
  float32: { number: Type.FLOAT, bits: 32, plain: 'float32' },
  uint8: { number: Type.UINT8, bits: 8, plain: 'uint8' },
  int8: { number: Type.INT8, bits: 8, plain: 'int8' },
  uint16: { number: Type.UINT16, bits: 16, plain: 'int64' },
  int16: { number: Type.INT16, bits: 16, plain: 'int64' },
  int32: { number: Type.INT32, bits: 32, plain: 'int32' },
  int64: { number: Type.INT64, bits: 64, plain: 'int64' },
  string: { number: Type.STRING, bits: 0, plain: undefined },
  bool: { number: Type.BOOL, bits: 8, plain: 'bool' },
  float16: { number: Type.FLOAT16, bits: 16, plain: 'float32' },
  float64: { number: Type.DOUBLE, bits: 64, plain: 'float32' },
  uint32: { number: Type.UINT32, bits: 32, plain: 'int64' },
  uint64: { number: Type.UINT64, bits: 64, plain: 'int64' },
  complex64: { number: Type.COMPLEX64, bits: 64, plain: undefined },
  complex128: { number: Type.COMPLEX128, bits: 128, plain: undefined },
  bfloat16: { number: Type.BFLOAT16, bits: 16, plain: 'float32' },
  float8e4m3fn: { number: Type.FLOAT8E4M3FN, bits: 8, plain: undefined },
  float8e4m3fnuz: { number: Type.FLOAT8E4M3FNUZ, bits: 8, plain: undefined },
  float8e5m2: { number: Type.FLOAT8E5M2, bits: 8, plain: undefined },
  float8e5m2fnuz: { number: Type.FLOAT8E5M2FNUZ, bits: 8, plain: undefined },
  float8e8m0: { number: Type.FLOAT8E8M0, bits: 8, plain: undefined },
  float4e2m1: { number: Type.FLOAT4E2M1, bits: 4, plain: undefined },
  uint4: { number: Type.UINT4, bits: 4, plain: undefined },
  int4: { number: Type.INT4, bits: 4, plain: undefined },
  uint2: { number: Type.UINT2, bits: 2, plain: undefined },
  int2: { number: Type.INT2, bits: 2, plain: undefined },
} as const satisfies Readonly<Record<string, TypeFacts & { readonly number: number }>>;

export type ElementType = keyof typeof TYPES;

const BY_NUMBER = new Map<number, ElementType>(
  Object.entries(TYPES).map(([name, { number }]) => [number, name as ElementType]),
);

/** Undefined for numbers that no version of ONNX known here gives a meaning. */
export const elementType = (number: number): ElementType | undefined => BY_NUMBER.get(number);

export const bitsOf = (type: ElementType): number => TYPES[type].bits;

/** The type that values of a file's type have in the graph; undefined where there is none. */
export const plainType = (type: ElementType): PlainType | undefined => TYPES[type].plain;

export const isFloatType = (type: ElementType): boolean => TYPES[type].plain === 'float32';
