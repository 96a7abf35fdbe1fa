/** A node's attributes. */
import { AttributeProto_AttributeType as Type } from '../../onnx/proto/onnx_pb';
import type { AttributeProto, GraphProto } from '../../onnx/proto/onnx_pb';
import type { ForeignAttribute, ForeignGraph } from './foreign';
import { readTensor } from './tensor';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Integers beyond ±(2⁵³ − 1) become that limit: they only ever mean "to the end". */
const integer = (value: bigint): number =>
  Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, Number(value)));

/** @param readGraph how branches and bodies are read */
export function readAttribute(
  proto: AttributeProto,
  readGraph: (graph: GraphProto) => ForeignGraph,
): ForeignAttribute {
  if (proto.refAttrName !== '') return { kind: 'reference', value: proto.refAttrName };
  switch (kindOf(proto)) {
    case Type.INT:
      return { kind: 'int', value: integer(proto.i) };
    case Type.FLOAT:
      return { kind: 'float', value: proto.f };
    case Type.INTS:
      return { kind: 'ints', value: proto.ints.map(integer) };
    case Type.FLOATS:
      return { kind: 'floats', value: [...proto.floats] };
    case Type.STRING:
      return { kind: 'string', value: text(proto.s) };
    case Type.STRINGS:
      return { kind: 'strings', value: proto.strings.map(text) };
    case Type.TENSOR:
      if (proto.t) return { kind: 'tensor', value: readTensor(proto.t) };
      break;
    case Type.GRAPH:
      if (proto.g) return { kind: 'graph', value: readGraph(proto.g) };
      break;
    default:
      break;
  }
  return { kind: 'other', value: Type[proto.type] ?? String(proto.type) };
}

/** Files of before IR version 2 leave the kind to the field that is filled. */
function kindOf(proto: AttributeProto): Type {
  if (proto.type !== Type.UNDEFINED) return proto.type;
  if (proto.t) return Type.TENSOR;
  if (proto.g) return Type.GRAPH;
  if (proto.ints.length > 0) return Type.INTS;
  if (proto.floats.length > 0) return Type.FLOATS;
  if (proto.s.length > 0) return Type.STRING;
  return proto.f !== 0 ? Type.FLOAT : Type.INT;
}
