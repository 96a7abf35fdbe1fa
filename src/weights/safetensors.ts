/**
 * The safetensors format: 8 bytes of header length (little-endian), a JSON header that gives each tensor's type, shape
 * and range of bytes, and the tensors' bytes one after another. Read strictly: a file may come from anywhere.
 */
import { WhylightError } from '../tensor/error';
import { quoted } from '../tensor/quote';
import type { DType } from '../tensor/tensor';
import { bytesPerElement, sizeOf } from '../tensor/tensor';
import { duplicateKey } from './duplicate-key';

export interface TensorInfo {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** First byte, from the beginning of the *file*, as ONNX external data counts. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
}

export interface SafetensorsHeader {
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /** Where the header ends and the tensors begin, in bytes from the beginning of the file. */
  readonly dataOffset: number;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A whole file in memory. */
export interface WeightsFile extends SafetensorsHeader {
  readonly bytes: Uint8Array;
}

export interface ParseOptions {
  /** Bytes of the whole file, where `bytes` holds only its beginning. */
  readonly fileLength?: number;
  /** Name of the file for errors. */
  readonly file?: string;
}

/** Limit of the format's own definition. */
const MAX_HEADER = 100_000_000;
const MAX_AXES = 8;

/** Spelling of element types in safetensors files. */
export const DTYPE_NAMES: Readonly<Record<DType, string>> = {
  float32: 'F32',
  float64: 'F64',
  float16: 'F16',
  bfloat16: 'BF16',
  int32: 'I32',
  int64: 'I64',
  bool: 'BOOL',
  uint8: 'U8',
  int8: 'I8',
};
const DTYPES = new Map(Object.entries(DTYPE_NAMES).map(([dtype, name]) => [name, dtype as DType]));

/** A whole safetensors file, checked. @throws WhylightError ('model-broken') as `parseSafetensors` */
export function openSafetensors(bytes: Uint8Array, file?: string): WeightsFile {
  return { ...parseSafetensors(bytes, file === undefined ? {} : { file }), bytes: plainBytes(bytes) };
}

/** The same memory as a plain array: `slice` of Node's `Buffer` is a view, and a copy everywhere else. */
const plainBytes = (bytes: Uint8Array): Uint8Array =>
  bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);

/** Where the header ends, from the file's first 8 bytes: as many bytes `parseSafetensors` needs. */
export function headerEnd(bytes: Uint8Array, options: ParseOptions = {}): number {
  const { fileLength = bytes.length } = options;
  const fail = failure(options);
  if (fileLength < 8 || bytes.length < 8)
    fail(`has ${Math.min(fileLength, bytes.length)} bytes, too few for a header`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER))
    fail(`states a header of ${length} bytes, more than the allowed ${MAX_HEADER}`);
  const end = 8 + Number(length);
  if (end > fileLength) fail(`states a header of ${length} bytes, beyond its end at ${fileLength} bytes`);
  return end;
}

/**
 * Header of a safetensors file.
 * @param bytes the file, or its beginning up to the end of the header
 * @throws WhylightError ('model-broken') naming the tensor, for anything that two readers could understand differently:
 * ranges beyond the file, overlapping or leaving gaps, sizes that do not fit shapes, names that stand twice
 */
export function parseSafetensors(bytes: Uint8Array, options: ParseOptions = {}): SafetensorsHeader {
  const { fileLength = bytes.length } = options;
  const fail = failure(options);
  const dataOffset = headerEnd(bytes, options);
  if (bytes.length < dataOffset) fail(`has its header cut off at ${bytes.length} of ${dataOffset} bytes`);
  const { __metadata__: metadata = {}, ...entries } = parseHeader(bytes.subarray(8, dataOffset), fail);
  if (!isRecord(metadata) || !Object.values(metadata).every((value) => typeof value === 'string')) {
    fail('has metadata that are not texts');
  }
  const tensors = new Map(
    Object.entries(entries).map(([name, entry]) => [
      name,
      readEntry(entry, dataOffset, (problem) => fail(`has a tensor ${quoted(name)} ${problem}`)),
    ]),
  );
  checkLayout(tensors, dataOffset, fileLength, fail);
  return { tensors, dataOffset, metadata: metadata as Record<string, string> };
}

type Fail = (problem: string) => never;

function failure({ file = 'The safetensors file' }: ParseOptions): Fail {
  return (problem) => {
    throw new WhylightError(
      'model-broken',
      `${file} ${problem}; get the file again from where it was published.`,
    );
  };
}

function parseHeader(bytes: Uint8Array, fail: Fail): Record<string, unknown> {
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    header = JSON.parse(text);
  } catch {
    return fail('has a header that is not JSON, so it is no safetensors file or a damaged one');
  }
  if (!isRecord(header)) return fail('has a header that is not a JSON object');
  const twice = duplicateKey(text);
  if (twice !== undefined) fail(`has ${quoted(twice)} twice in its header`);
  return header;
}

function readEntry(entry: unknown, dataOffset: number, fail: Fail): TensorInfo {
  if (!isRecord(entry)) return fail('that is not described by an object');
  const { dtype: name, shape, data_offsets: range } = entry;
  const dtype = DTYPES.get(String(name));
  if (dtype === undefined) {
    return fail(`of type ${quoted(name)}, expected one of ${[...DTYPES.keys()].join(', ')}`);
  }
  if (!isSizes(shape) || shape.length > MAX_AXES) {
    return fail(`of shape ${quoted(shape)}, expected at most ${MAX_AXES} whole numbers from 0`);
  }
  if (!isSizes(range) || range.length !== 2) {
    return fail(`at ${quoted(range)}, expected its first byte and the one after its last`);
  }
  const [begin, end] = range as [number, number];
  const length = sizeOf(shape) * bytesPerElement(dtype);
  if (length !== end - begin) {
    fail(`of ${end - begin} bytes, expected ${length} for ${String(name)} of shape [${shape.join(', ')}]`);
  }
  return { dtype, shape, offset: dataOffset + begin, length };
}

/** Tensors must fill the bytes after the header exactly: no overlap, no gap, nothing after the last. */
function checkLayout(
  tensors: ReadonlyMap<string, TensorInfo>,
  dataOffset: number,
  fileLength: number,
  fail: Fail,
): void {
  const inOrder = [...tensors].sort(([, a], [, b]) => a.offset - b.offset || a.length - b.length);
  let end = dataOffset;
  for (const [name, { offset, length }] of inOrder) {
    if (offset + length > fileLength) {
      fail(
        `has a tensor ${quoted(name)} that ends at byte ${offset + length}, beyond the file's end at ${fileLength}`,
      );
    }
    if (offset < end) fail(`has a tensor ${quoted(name)} that overlaps the one before it`);
    if (offset > end) fail(`has ${offset - end} bytes before its tensor "${name}" that belong to none`);
    end = offset + length;
  }
  if (end !== fileLength) fail(`has ${fileLength - end} bytes after its last tensor that belong to none`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && (size as number) >= 0);
}
