import type { DType } from '../../tensor/tensor';
import type { Graph, Value } from '../graph';
import { isNode } from '../graph';
import type { OpAttributes, OpType } from '../ops';
import { array64, type Array64 } from './array';
import { KERNELS } from './kernels';

/** Gives the numbers of an initializer that lies outside of the graph. */
export type ExternalReader = (value: Value) => ArrayLike<number>;

/**
 * Runs a graph in float64, node by node. `inputs` by name; returns outputs by name. Throws when an input is missing,
 * when a length differs from the declared one, or when a kernel's result contradicts the inferred shape, so that every
 * evaluation also checks shape inference.
 */
export function evaluate(
  graph: Graph,
  inputs: Readonly<Record<string, Array64>>,
  external?: ExternalReader,
): Record<string, Array64> {
  const values = new Map<Value, Array64>();
  const lengths = new Map<string, number>();
  const check = (value: Value, array: Array64) => {
    const fits =
      array.shape.length === value.shape.length &&
      value.shape.every((dim, axis) => {
        if (typeof dim === 'number') return dim === array.shape[axis];
        if (!lengths.has(dim)) lengths.set(dim, array.shape[axis]!);
        return lengths.get(dim) === array.shape[axis];
      });
    if (!fits)
      throw new Error(
        `${value.name}: expected [${value.shape.join(', ')}], got [${array.shape.join(', ')}].`,
      );
    values.set(value, array);
  };
  for (const value of graph.inputs) {
    const given = inputs[value.name];
    if (!given) throw new Error(`Input ${value.name} of ${graph.name} is missing.`);
    check(value, given);
  }
  for (const value of graph.initializers)
    check(value, array64(value.shape as number[], initializerData(value, external)));
  for (const value of graph.nodes) {
    if (!isNode(value)) throw new Error(`${value.name} is no node.`);
    const kernel = KERNELS[value.source.op] as (
      x: readonly Array64[],
      attributes: OpAttributes[OpType],
    ) => Array64;
    check(
      value,
      kernel(
        value.source.inputs.map((input) => values.get(input)!),
        value.source.attributes,
      ),
    );
  }
  return Object.fromEntries(graph.outputs.map(({ name, value }) => [name, values.get(value)!]));
}

function initializerData(value: Value, external?: ExternalReader): ArrayLike<number> {
  if (value.source.kind !== 'initializer') throw new Error(`${value.name} is no initializer.`);
  const { data } = value.source;
  if (data.kind === 'inline') return data.data;
  if (data.kind === 'bytes') return numbersOf(value.dtype, data.data);
  if (!external) throw new Error(`${value.name} lies in ${data.location}, and no reader was given.`);
  return external(value);
}

function numbersOf(dtype: DType, bytes: Uint8Array): ArrayLike<number> {
  // A copy, as the bytes of a file lie at any offset; not `slice`, which of a Buffer is none.
  const { buffer } = new Uint8Array(bytes);
  switch (dtype) {
    case 'float32':
      return new Float32Array(buffer);
    case 'float64':
      return new Float64Array(buffer);
    case 'int32':
      return new Int32Array(buffer);
    case 'int64':
      return Array.from(new BigInt64Array(buffer), Number);
    case 'int8':
      return new Int8Array(buffer);
    case 'bool':
    case 'uint8':
      return new Uint8Array(buffer);
    default:
      throw new Error(`Constants of ${dtype} are not read here.`);
  }
}
