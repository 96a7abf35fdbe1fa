/** Numbers known on import: what shapes and the file's own constants decide. */
import { sizeOf } from '../../tensor/tensor';
import { Refusal, shapeText } from '../refusal';
import type { PlainType } from '../read/elementTypes';

export interface Constant {
  readonly dtype: PlainType;
  readonly shape: readonly number[];
  /** Row-major; float32 numbers are rounded to float32, integers are safe integers, booleans are 0 and 1. */
  readonly data: Float64Array;
}

/** More elements than this are never computed here, but left to the runtime: 2²¹ are 16 MB. */
export const MOST_ELEMENTS = 1 << 21;

/** Thrown where a result would be too large to compute here; the operator is then left to the runtime. */
export class TooLarge extends Error {}

/** Elements of a result, before they are made. @throws TooLarge */
export function allowed(shape: readonly number[]): number {
  const size = sizeOf(shape);
  if (!(size <= MOST_ELEMENTS)) throw new TooLarge(`${size} elements`);
  return size;
}

/** Numbers as a type holds them: float32 rounding, whole numbers that are safe, truth values. */
export function rounded(dtype: PlainType, data: Float64Array): Float64Array {
  if (dtype === 'float32') return data.map(Math.fround);
  if (dtype === 'bool') return data.map((value) => Number(value !== 0));
  return data.map(wholeNumber(dtype));
}

/** Whole numbers wrap as the machine's do, where doubles can tell; int64 stops at the safe integers. */
function wholeNumber(dtype: PlainType): (value: number) => number {
  switch (dtype) {
    case 'int32':
      return (value) => Math.trunc(value) | 0;
    case 'uint8':
      return (value) => Math.trunc(value) & 255;
    case 'int8':
      return (value) => (Math.trunc(value) << 24) >> 24;
    default:
      return (value) =>
        Number.isNaN(value)
          ? 0
          : Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, Math.trunc(value)));
  }
}

/** @throws Error when the numbers do not fill the shape: a defect */
export function constant(dtype: PlainType, shape: readonly number[], numbers: ArrayLike<number>): Constant {
  const data = numbers instanceof Float64Array ? numbers : Float64Array.from(numbers);
  if (data.length !== sizeOf(shape)) {
    throw new Error(`A constant of ${data.length} numbers does not fill ${shapeText(shape)}.`);
  }
  return { dtype, shape: [...shape], data: rounded(dtype, data) };
}

/** A list of int64, as shapes and axes come. */
export const integers = (values: readonly number[]): Constant => constant('int64', [values.length], values);

export function filled(dtype: PlainType, shape: readonly number[], value: number): Constant {
  return constant(dtype, shape, new Float64Array(allowed(shape)).fill(value));
}

/** The same numbers in another shape of the same size. */
export const reshaped = ({ dtype, data }: Constant, shape: readonly number[]): Constant =>
  constant(dtype, shape, data);

/** @throws Refusal: no type of the graph holds such numbers */
export function castConstant({ shape, data }: Constant, to: PlainType): Constant {
  if (to !== 'float32' && to !== 'bool' && data.some(Number.isNaN)) {
    throw new Refusal('broken', `A constant of the file that is no number is made a whole number (${to}).`);
  }
  return constant(to, shape, to === 'uint8' || to === 'int8' ? data.map(Math.trunc) : data);
}

/** Little-endian bytes, as an initializer has them. */
export function constantBytes({ dtype, data }: Constant): Uint8Array {
  switch (dtype) {
    case 'float32':
      return new Uint8Array(Float32Array.from(data).buffer);
    case 'int32':
      return new Uint8Array(Int32Array.from(data).buffer);
    case 'int64':
      return new Uint8Array(BigInt64Array.from(Array.from(data, BigInt)).buffer);
    case 'int8':
      return new Uint8Array(Int8Array.from(data).buffer);
    case 'bool':
    case 'uint8':
      return Uint8Array.from(data);
  }
}
