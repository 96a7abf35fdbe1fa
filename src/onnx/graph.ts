import type { DType } from '../tensor/tensor';
import type { OpAttributes, OpType } from './ops';
import type { Shape } from './shape';

/** A tensor in a graph: an input, an initializer, or the output of a node. */
export interface Value {
  /** Number in order of creation; inputs of a node always have smaller numbers than its output. */
  readonly id: number;
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
  readonly source: Input | Initializer | Node;
}

export interface Input {
  readonly kind: 'input';
}

/** Where an initializer's bytes are: in memory, or in a file that the runtime is given beside the graph. */
export type InitializerData =
  | { readonly kind: 'inline'; readonly data: Float32Array | Int32Array }
  /** Little-endian bytes of any element type. */
  | { readonly kind: 'bytes'; readonly data: Uint8Array }
  | {
      readonly kind: 'external';
      readonly location: string;
      readonly offset: number;
      readonly length: number;
    };

export interface Initializer {
  readonly kind: 'initializer';
  readonly data: InitializerData;
}

/** One application of an operator; every operator of the table has one output. */
export interface Node<K extends OpType = OpType> {
  readonly kind: 'node';
  readonly op: K;
  readonly inputs: readonly Value[];
  readonly attributes: OpAttributes[K];
}

/** A program: named outputs, and through them everything that they need. */
export interface Graph {
  readonly name: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly { readonly name: string; readonly value: Value }[];
  /** Values that nodes make, in an order in which they can be run. */
  readonly nodes: readonly Value[];
  readonly initializers: readonly Value[];
}

export const isNode = (value: Value): value is Value & { source: Node } => value.source.kind === 'node';

/** Narrows a node to one operator, so that its attributes are typed. */
export const isOp = <K extends OpType>(value: Value, op: K): value is Value & { source: Node<K> } =>
  isNode(value) && value.source.op === op;
