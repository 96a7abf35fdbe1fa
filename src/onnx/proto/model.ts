/** ONNX models as plain data: what graph code builds and reads, with no protobuf in it. */
import type { DType } from '../../tensor/tensor';

/** Versions that this project writes. */
export const IR_VERSION = 9;
export const OPSET = 18;

/** An attribute of a node. Integers must be safe integers (|value| ≤ 2⁵³ − 1), floats are stored as float32. */
export type PlainAttribute =
  | { readonly type: 'int'; readonly value: number }
  | { readonly type: 'ints'; readonly value: readonly number[] }
  | { readonly type: 'float'; readonly value: number }
  | { readonly type: 'floats'; readonly value: readonly number[] }
  | { readonly type: 'string'; readonly value: string };

/** A node of the default operator domain. An empty input name stands for an optional input left out. */
export interface PlainNode {
  readonly opType: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, PlainAttribute>>;
}

/** A graph input or output; a dimension is a size or the name of a symbolic dimension. */
export interface PlainValue {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly (number | string)[];
}

/** A range of bytes of another file, given to the runtime under the name `location` when a session is created. */
export interface ExternalData {
  readonly location: string;
  readonly offset: number;
  readonly length: number;
}

/** A constant tensor: its raw little-endian bytes, or where they are; exactly one of `data` and `external`. */
export interface PlainInitializer {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data?: Uint8Array;
  readonly external?: ExternalData;
}

export interface PlainGraph {
  readonly name: string;
  readonly nodes: readonly PlainNode[];
  readonly inputs: readonly PlainValue[];
  readonly outputs: readonly PlainValue[];
  readonly initializers: readonly PlainInitializer[];
}

export interface PlainModel {
  readonly irVersion: number;
  /** Version of the default operator domain. */
  readonly opset: number;
  readonly producer: string;
  readonly graph: PlainGraph;
}

/** A model that cannot be written as ONNX, or bytes that are not an ONNX model this project can use. */
export class OnnxFormatError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'OnnxFormatError';
  }
}
