import { OnnxFormatError } from '../../onnx/proto/model';
import type {
  AttributeProto,
  GraphProto,
  ModelProto,
  NodeProto,
  ValueInfoProto,
} from '../../onnx/proto/onnx_pb';
import { parseModel } from '../../onnx/proto/parse';
import { named, Refusal } from '../refusal';
import { readAttribute } from './attribute';
import { elementType } from './elementTypes';
import {
  functionKey,
  type ForeignAttribute,
  type ForeignFunction,
  type ForeignGraph,
  type ForeignInput,
  type ForeignModel,
  type ForeignNode,
} from './foreign';
import { readTensor } from './tensor';

/** Versions of ONNX's own operators whose meaning is known here. */
const OPSETS = { oldest: 7, newest: 25 };

const VENDORS = new Set(['', 'com.microsoft']);

/**
 * Reads a file of anyone's. Nothing is computed: weights stay views of `bytes` or places in files beside it.
 * @throws Refusal for bytes that are no ONNX file, sizes that cannot be, versions that are not known, training graphs
 */
export function readOnnx(bytes: Uint8Array): ForeignModel {
  const model = parse(bytes);
  if (model.graph === undefined) {
    throw new Refusal(
      'broken',
      'This is not an ONNX file: it holds no graph. Choose a file that ends in .onnx.',
    );
  }
  if (model.trainingInfo.length > 0) {
    throw new Refusal('training', 'This file is a graph for training; export the model for inference.');
  }
  return {
    opset: opsetOf(model),
    producer: `${model.producerName} ${model.producerVersion}`.trim(),
    graph: readGraph(model.graph),
    functions: readFunctions(model),
    bytes,
  };
}

function parse(bytes: Uint8Array): ModelProto {
  try {
    return parseModel(bytes);
  } catch (cause) {
    if (!(cause instanceof OnnxFormatError)) throw cause;
    throw new Refusal(
      'broken',
      'This is not an ONNX file, or only part of one; choose a complete file that ends in .onnx.',
      { cause },
    );
  }
}

function opsetOf(model: ModelProto): number {
  let opset: number | undefined;
  for (const { domain, version } of model.opsetImport) {
    const name = plainDomain(domain);
    if (name === '') opset = Number(version);
    if (/training/.test(name) && name.startsWith('ai.onnx')) {
      throw new Refusal('training', 'This file is a graph for training; export the model for inference.');
    }
  }
  // Files that use vendors' operators alone need not name a version of ONNX's own.
  if (opset === undefined) return OPSETS.newest;
  if (opset > OPSETS.newest) {
    throw new Refusal(
      'version',
      `This file uses version ${opset} of ONNX's operators, and ${OPSETS.newest} is the newest known here; export it ` +
        `with opset ${OPSETS.newest} or older.`,
    );
  }
  if (opset < OPSETS.oldest) {
    throw new Refusal(
      'version',
      `This file uses version ${opset} of ONNX's operators, which is older than what is read here; export it with ` +
        `opset ${OPSETS.oldest} to ${OPSETS.newest}.`,
    );
  }
  return opset;
}

const plainDomain = (domain: string): string => (domain === 'ai.onnx' ? '' : domain);

/** Whether operators of this domain can be known here at all. */
export const isKnownDomain = (domain: string): boolean => VENDORS.has(domain);

function readFunctions(model: ModelProto): Map<string, ForeignFunction> {
  const functions = new Map<string, ForeignFunction>();
  for (const proto of model.functions) {
    functions.set(functionKey(plainDomain(proto.domain), proto.name), {
      inputs: proto.input,
      outputs: proto.output,
      defaults: readAttributes(proto.attributeProto),
      nodes: proto.node.map(readNode),
    });
  }
  return functions;
}

function readGraph(graph: GraphProto): ForeignGraph {
  if (graph.sparseInitializer.length > 0) {
    throw new Refusal('element-type', 'This file stores sparse weights; export it with dense ones.');
  }
  const initializers = new Map(graph.initializer.map((proto) => [proto.name, readTensor(proto)]));
  return {
    name: graph.name,
    nodes: graph.node.map(readNode),
    inputs: graph.input.filter(({ name }) => !initializers.has(name)).map(readInput),
    outputs: graph.output.map(readInput),
    initializers,
  };
}

function readNode(node: NodeProto): ForeignNode {
  return {
    op: node.opType,
    domain: plainDomain(node.domain),
    name: node.name,
    inputs: node.input,
    outputs: node.output,
    attributes: readAttributes(node.attribute),
  };
}

const readAttributes = (protos: readonly AttributeProto[]): Map<string, ForeignAttribute> =>
  new Map(protos.map((proto) => [proto.name, readAttribute(proto, readGraph)]));

function readInput({ name, type }: ValueInfoProto): ForeignInput {
  if (type?.value.case !== 'tensorType') return { name, dtype: undefined, shape: undefined };
  const tensor = type.value.value;
  return {
    name,
    dtype: elementType(tensor.elemType),
    // A dimension that says nothing is one of its own that is open.
    shape: tensor.shape?.dim.map(({ value }, axis) => {
      if (value.case === 'dimParam' && value.value !== '') return value.value;
      if (value.case !== 'dimValue') return `${name}.${axis}`;
      const dim = Number(value.value);
      if (!Number.isSafeInteger(dim)) {
        throw new Refusal('broken', `The length of axis ${axis} of ${named(name)} is impossible.`);
      }
      // Some exporters write 0 or −1 where they mean "open".
      return dim > 0 ? dim : `${name}.${axis}`;
    }),
  };
}
