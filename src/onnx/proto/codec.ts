/** Plain models to and from the bytes of an ONNX file. */
import { create, toBinary } from '@bufbuild/protobuf';
import { decodeAttribute, encodeAttribute } from './attributes';
import { fromOnnxType, toInt64, toOnnxType, toSafeNumber } from './dtypes';
import { decodeInitializer, encodeInitializer } from './initializers';
import { OnnxFormatError } from './model';
import { parseModel } from './parse';
import type { PlainGraph, PlainModel, PlainNode, PlainValue } from './model';
import { GraphProtoSchema, ModelProtoSchema, NodeProtoSchema, ValueInfoProtoSchema } from './onnx_pb';
import type { GraphProto, NodeProto, TensorShapeProto_Dimension, ValueInfoProto } from './onnx_pb';

/**
 * Bytes of the ONNX file. Whether names connect and shapes fit is the graph verifier's business, not checked here.
 * @throws OnnxFormatError for numbers ONNX cannot hold, and initializers whose bytes do not fit their shape.
 */
export function encodeModel(model: PlainModel): Uint8Array {
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: toInt64(model.irVersion, 'the IR version'),
      producerName: model.producer,
      opsetImport: [{ domain: '', version: toInt64(model.opset, 'the operator set version') }],
      graph: encodeGraph(model.graph),
    }),
  );
}

/**
 * Reads an ONNX file. Initializers stored raw are views into `bytes`.
 * @throws OnnxFormatError for bytes that are no ONNX model, and for what this project does not use: other operator
 * domains, attributes that hold tensors or graphs, element types outside `DType`.
 */
export function decodeModel(bytes: Uint8Array): PlainModel {
  const model = parseModel(bytes);
  if (model.graph === undefined) {
    throw new OnnxFormatError('The bytes are not an ONNX model: they hold no graph.');
  }
  const opset = model.opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx');
  if (opset === undefined) {
    throw new OnnxFormatError('The ONNX model does not say which version of the standard operators it uses.');
  }
  return {
    irVersion: toSafeNumber(model.irVersion, 'the IR version'),
    opset: toSafeNumber(opset.version, 'the operator set version'),
    producer: model.producerName,
    graph: decodeGraph(model.graph),
  };
}

function encodeGraph(graph: PlainGraph): GraphProto {
  return create(GraphProtoSchema, {
    name: graph.name,
    node: graph.nodes.map(encodeNode),
    input: graph.inputs.map(encodeValue),
    output: graph.outputs.map(encodeValue),
    initializer: graph.initializers.map(encodeInitializer),
  });
}

function decodeGraph(graph: GraphProto): PlainGraph {
  return {
    name: graph.name,
    nodes: graph.node.map(decodeNode),
    inputs: graph.input.map((value) => decodeValue(value, 'input')),
    outputs: graph.output.map((value) => decodeValue(value, 'output')),
    initializers: graph.initializer.map(decodeInitializer),
  };
}

function encodeNode(node: PlainNode): NodeProto {
  return create(NodeProtoSchema, {
    opType: node.opType,
    name: node.name,
    input: [...node.inputs],
    output: [...node.outputs],
    attribute: Object.entries(node.attributes).map(([name, attribute]) =>
      encodeAttribute(name, attribute, attributeLabel(name, node)),
    ),
  });
}

function decodeNode(node: NodeProto): PlainNode {
  if (node.domain !== '' && node.domain !== 'ai.onnx') {
    throw new OnnxFormatError(
      `Node "${node.name}" is a ${node.domain}.${node.opType}; only the standard ONNX operators are supported.`,
    );
  }
  return {
    opType: node.opType,
    name: node.name,
    inputs: [...node.input],
    outputs: [...node.output],
    attributes: Object.fromEntries(
      node.attribute.map((attribute) => [
        attribute.name,
        decodeAttribute(attribute, attributeLabel(attribute.name, node)),
      ]),
    ),
  };
}

function attributeLabel(name: string, node: { readonly name: string; readonly opType: string }): string {
  return `attribute "${name}" of ${node.opType} node "${node.name}"`;
}

function encodeValue({ name, dtype, shape }: PlainValue): ValueInfoProto {
  return create(ValueInfoProtoSchema, {
    name,
    type: {
      value: {
        case: 'tensorType',
        value: {
          elemType: toOnnxType(dtype),
          shape: {
            dim: shape.map((dim) => ({ value: encodeDimension(dim, name) })),
          },
        },
      },
    },
  });
}

function encodeDimension(dim: number | string, name: string): TensorShapeProto_Dimension['value'] {
  if (typeof dim === 'string') return { case: 'dimParam', value: dim };
  return { case: 'dimValue', value: toInt64(dim, `the shape of "${name}"`) };
}

function decodeValue({ name, type }: ValueInfoProto, kind: 'input' | 'output'): PlainValue {
  const where = `${kind} "${name}"`;
  if (type?.value.case !== 'tensorType') {
    throw new OnnxFormatError(`The ${where} of the ONNX model is not a tensor.`);
  }
  const tensor = type.value.value;
  if (tensor.shape === undefined) {
    throw new OnnxFormatError(
      `The ${where} of the ONNX model has no shape; expected a size or a name an axis.`,
    );
  }
  return {
    name,
    dtype: fromOnnxType(tensor.elemType, where),
    // A dimension that says nothing is unknown: a symbolic dimension of its own.
    shape: tensor.shape.dim.map(({ value }, axis) => {
      if (value.case === 'dimValue') return toSafeNumber(value.value, where);
      return value.case === 'dimParam' && value.value !== '' ? value.value : `${name}.${axis}`;
    }),
  };
}
