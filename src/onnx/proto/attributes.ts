/** Attributes of a node, from protobuf. */
import { toSafeNumber } from './dtypes';
import { OnnxFormatError } from './model';
import type { PlainAttribute } from './model';
import { AttributeProto_AttributeType as Type } from './onnx_pb';
import type { AttributeProto } from './onnx_pb';

/**
 * @param where which attribute this is, for errors: 'attribute "axis" of node "softmax"'
 * @throws OnnxFormatError for kinds that no operator here takes (tensors, graphs, types).
 */
export function decodeAttribute(proto: AttributeProto, where: string): PlainAttribute {
  switch (proto.type) {
    case Type.INT:
      return { type: 'int', value: toSafeNumber(proto.i, where) };
    case Type.INTS:
      return { type: 'ints', value: proto.ints.map((value) => toSafeNumber(value, where)) };
    case Type.FLOAT:
      return { type: 'float', value: proto.f };
    case Type.FLOATS:
      return { type: 'floats', value: [...proto.floats] };
    case Type.STRING:
      return { type: 'string', value: new TextDecoder().decode(proto.s) };
    default:
      throw new OnnxFormatError(
        `The ${where} is of kind ${Type[proto.type] ?? proto.type}, which is not supported; ` +
          'expected INT, INTS, FLOAT, FLOATS or STRING.',
      );
  }
}
