/** A file of someone else's, read and checked, with no protobuf in it. */
import type { ElementType } from './elementTypes';

/** A length, or the name that the file gives a length which it leaves open. */
export type ForeignDim = number | string;

export interface ForeignRange {
  /** Name of the file beside this one. */
  readonly location: string;
  readonly offset: number;
  /** Bytes; undefined where the file leaves it to the shape. */
  readonly length: number | undefined;
}

/** A tensor that a file stores: its bytes, mostly a view of the file's own, or where they are. */
export interface ForeignTensor {
  readonly name: string;
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  readonly data: Uint8Array | ForeignRange;
}

export type ForeignAttribute =
  | { readonly kind: 'int' | 'float'; readonly value: number }
  | { readonly kind: 'ints' | 'floats'; readonly value: readonly number[] }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'strings'; readonly value: readonly string[] }
  | { readonly kind: 'tensor'; readonly value: ForeignTensor }
  | { readonly kind: 'graph'; readonly value: ForeignGraph }
  /** In a function's body: the attribute of that name of the node that calls it. */
  | { readonly kind: 'reference'; readonly value: string }
  /** A kind that no operator here takes; refused where it is used. */
  | { readonly kind: 'other'; readonly value: string };

export interface ForeignNode {
  readonly op: string;
  /** Empty for ONNX's own operators. */
  readonly domain: string;
  readonly name: string;
  /** An empty name is an input left out. */
  readonly inputs: readonly string[];
  /** An empty name is an output that nobody wants. */
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, ForeignAttribute>;
}

export interface ForeignInput {
  readonly name: string;
  /** Undefined for what is no tensor. */
  readonly dtype: ElementType | undefined;
  /** Undefined where the file does not even give a rank. */
  readonly shape: readonly ForeignDim[] | undefined;
}

export interface ForeignGraph {
  readonly name: string;
  readonly nodes: readonly ForeignNode[];
  /** Without those that have an initializer as their default. */
  readonly inputs: readonly ForeignInput[];
  readonly outputs: readonly ForeignInput[];
  readonly initializers: ReadonlyMap<string, ForeignTensor>;
}

/** An operator that the file itself defines. */
export interface ForeignFunction {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly defaults: ReadonlyMap<string, ForeignAttribute>;
  readonly nodes: readonly ForeignNode[];
}

export interface ForeignModel {
  /** Version of ONNX's own operators. */
  readonly opset: number;
  readonly producer: string;
  readonly graph: ForeignGraph;
  /** By `functionKey`. */
  readonly functions: ReadonlyMap<string, ForeignFunction>;
  /** The file; tensors within it are views of it. */
  readonly bytes: Uint8Array;
}

export const functionKey = (domain: string, op: string): string => `${domain}::${op}`;

/** The graphs that a node carries: branches and bodies. */
export const graphsOf = (node: ForeignNode): ForeignGraph[] =>
  [...node.attributes.values()].flatMap((attribute) => (attribute.kind === 'graph' ? [attribute.value] : []));
