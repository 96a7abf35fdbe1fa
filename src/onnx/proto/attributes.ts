/** Attributes of a node, to and from protobuf. */
import { create } from '@bufbuild/protobuf';
import { toInt64, toSafeNumber } from './dtypes';
import { OnnxFormatError } from './model';
import type { PlainAttribute } from './model';
import { AttributeProto_AttributeType as Type, AttributeProtoSchema } from './onnx_pb';
import type { AttributeProto } from './onnx_pb';

/** @param where which attribute this is, for errors: 'attribute "axis" of node "softmax"' */
export function encodeAttribute(name: string, attribute: PlainAttribute, where: string): AttributeProto {
  switch (attribute.type) {
    case 'int':
      return create(AttributeProtoSchema, { name, type: Type.INT, i: toInt64(attribute.value, where) });
    case 'ints':
      return create(AttributeProtoSchema, {
        name,
        type: Type.INTS,
        ints: attribute.value.map((value) => toInt64(value, where)),
      });
    case 'float':
      return create(AttributeProtoSchema, { name, type: Type.FLOAT, f: attribute.value });
    case 'floats':
      return create(AttributeProtoSchema, { name, type: Type.FLOATS, floats: [...attribute.value] });
    case 'string':
      return create(AttributeProtoSchema, {
        name,
        type: Type.STRING,
        s: new TextEncoder().encode(attribute.value),
      });
  }
}

/** @throws OnnxFormatError for kinds that no operator here takes (tensors, graphs, types). */
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
