import type { Graph, Value } from './graph';
import { isNode } from './graph';
import { ATTRIBUTES, type AttributeWriter } from './attributes';
import { CONSTANT_INPUTS, type OpAttributes, type OpType } from './ops';
import { IR_VERSION, OPSET, type PlainInitializer, type PlainModel, type PlainNode } from './proto/model';
import { verify } from './verify';

/**
 * Turns a graph into an ONNX model: attributes that ONNX takes as constant inputs become int64 initializers, outputs
 * get their names, and symbolic dimensions stay named. Verifies the graph first.
 */
export function lower(graph: Graph): PlainModel {
  verify(graph);
  const names = outputNames(graph);
  const nameOf = (value: Value) => names.get(value) ?? value.name;
  const integers = new Map<string, PlainInitializer>();
  const nodes: PlainNode[] = [];
  for (const value of graph.nodes) {
    if (!isNode(value)) continue;
    const { op, inputs, attributes } = value.source;
    const constants = constantInputs(op, attributes, integers);
    const foreign = op === 'Opaque' ? (attributes as OpAttributes['Opaque']) : undefined;
    nodes.push({
      opType: foreign?.opType ?? op,
      name: value.name,
      inputs: [...withHoles(inputs.map(nameOf), foreign?.holes ?? []), ...constants],
      outputs: [nameOf(value)],
      attributes: (ATTRIBUTES[op] as AttributeWriter<OpType>)(attributes),
    });
  }
  for (const { name, value } of graph.outputs) {
    if (nameOf(value) === name && isNode(value)) continue;
    nodes.push({
      opType: 'Identity',
      name: `output ${name}`,
      inputs: [nameOf(value)],
      outputs: [name],
      attributes: {},
    });
  }
  return {
    irVersion: IR_VERSION,
    opset: OPSET,
    producer: 'whylight',
    graph: {
      name: graph.name,
      nodes,
      inputs: graph.inputs.map(({ name, dtype, shape }) => ({ name, dtype, shape })),
      outputs: graph.outputs.map(({ name, value }) => ({ name, dtype: value.dtype, shape: value.shape })),
      initializers: [...graph.initializers.map(plainInitializer), ...integers.values()],
    },
  };
}

/** Optional inputs that were left out have the empty name. @param holes their places, ascending */
function withHoles(names: readonly string[], holes: readonly number[]): string[] {
  const all = [...names];
  for (const hole of holes) all.splice(hole, 0, '');
  return all;
}

/** A node's value takes the first output name that asks for it; further names are given by `Identity`. */
function outputNames(graph: Graph): Map<Value, string> {
  const names = new Map<Value, string>();
  for (const { name, value } of graph.outputs) if (isNode(value) && !names.has(value)) names.set(value, name);
  return names;
}

function constantInputs(op: OpType, attributes: object, integers: Map<string, PlainInitializer>): string[] {
  const fields: readonly string[] =
    op in CONSTANT_INPUTS ? CONSTANT_INPUTS[op as keyof typeof CONSTANT_INPUTS] : [];
  const lists = attributes as Readonly<Record<string, readonly number[]>>;
  return fields.map((field) => {
    const list = lists[field]!;
    const name = `int64[${list.join(',')}]`;
    if (!integers.has(name)) {
      const data = new Uint8Array(BigInt64Array.from(list, BigInt).buffer);
      integers.set(name, { name, dtype: 'int64', shape: [list.length], data });
    }
    return name;
  });
}

function plainInitializer(value: Value): PlainInitializer {
  if (value.source.kind !== 'initializer') throw new Error(`${value.name} is no initializer.`);
  const { data } = value.source;
  const common = { name: value.name, dtype: value.dtype, shape: value.shape as number[] };
  if (data.kind === 'external') {
    const { location, offset, length } = data;
    return { ...common, external: { location, offset, length } };
  }
  if (data.kind === 'bytes') return { ...common, data: data.data };
  return { ...common, data: new Uint8Array(data.data.buffer, data.data.byteOffset, data.data.byteLength) };
}
