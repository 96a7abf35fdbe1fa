/**
 * Plain models to the bytes of an ONNX file. Written field by field, with the numbers of `onnx.proto`: the generated
 * messages bring a whole schema library along, which the page would fetch to write and never to read.
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { toInt64, toOnnxType } from './dtypes';
import type {
  PlainAttribute,
  PlainGraph,
  PlainInitializer,
  PlainModel,
  PlainNode,
  PlainValue,
} from './model';
import { checkStorage } from './storage';

/** `AttributeProto.AttributeType` and `TensorProto.DataLocation`. */
const KIND = { float: 1, int: 2, string: 3, floats: 6, ints: 7 } as const;
const EXTERNAL = 1;

/**
 * Bytes of the ONNX file. Whether names connect and shapes fit is the graph verifier's business, not checked here.
 * @throws OnnxFormatError for numbers ONNX cannot hold, and initializers whose bytes do not fit their shape.
 */
export function encodeModel(model: PlainModel): Uint8Array<ArrayBuffer> {
  const out = new Message();
  out.integer(1, model.irVersion, 'the IR version');
  out.text(2, model.producer);
  out.message(7, (graph) => writeGraph(graph, model.graph));
  out.message(8, (opset) => {
    opset.text(1, '');
    opset.integer(2, model.opset, 'the operator set version');
  });
  return out.finish();
}

function writeGraph(out: Message, { name, nodes, inputs, outputs, initializers }: PlainGraph): void {
  for (const node of nodes) out.message(1, (inner) => writeNode(inner, node));
  out.text(2, name);
  for (const initializer of initializers) out.message(5, (inner) => writeInitializer(inner, initializer));
  for (const value of inputs) out.message(11, (inner) => writeValue(inner, value));
  for (const value of outputs) out.message(12, (inner) => writeValue(inner, value));
}

function writeNode(out: Message, { name, opType, inputs, outputs, attributes }: PlainNode): void {
  for (const input of inputs) out.text(1, input);
  for (const output of outputs) out.text(2, output);
  out.text(3, name);
  out.text(4, opType);
  for (const [key, attribute] of Object.entries(attributes)) {
    out.message(5, (inner) =>
      writeAttribute(inner, key, attribute, `attribute "${key}" of ${opType} node "${name}"`),
    );
  }
}

function writeAttribute(out: Message, name: string, attribute: PlainAttribute, where: string): void {
  out.text(1, name);
  switch (attribute.type) {
    case 'float':
      out.float(2, attribute.value);
      break;
    case 'int':
      out.integer(3, attribute.value, where);
      break;
    case 'string':
      out.text(4, attribute.value);
      break;
    case 'floats':
      for (const value of attribute.value) out.float(7, value);
      break;
    case 'ints':
      for (const value of attribute.value) out.integer(8, value, where);
      break;
  }
  out.integer(20, KIND[attribute.type], where);
}

function writeValue(out: Message, { name, dtype, shape }: PlainValue): void {
  const where = `the shape of "${name}"`;
  out.text(1, name);
  out.message(2, (type) =>
    type.message(1, (tensor) => {
      tensor.integer(1, toOnnxType(dtype), where);
      tensor.message(2, (dims) => {
        for (const dim of shape) {
          dims.message(1, (inner) => {
            if (typeof dim === 'string') inner.text(2, dim);
            else inner.integer(1, dim, where);
          });
        }
      });
    }),
  );
}

function writeInitializer(out: Message, initializer: PlainInitializer): void {
  const { name, dtype, shape, data, external } = initializer;
  const where = `initializer "${name}"`;
  checkStorage(initializer);
  for (const dim of shape) out.integer(1, dim, where);
  out.integer(2, toOnnxType(dtype), where);
  out.text(8, name);
  if (data !== undefined) {
    out.bytes(9, data);
    return;
  }
  for (const [key, value] of Object.entries(external!)) {
    out.message(13, (entry) => {
      entry.text(1, key);
      entry.text(2, String(value));
    });
  }
  out.integer(14, EXTERNAL, where);
}

/** Fields of a message, each with its number before it. */
class Message {
  constructor(private readonly writer = new BinaryWriter()) {}

  integer(field: number, value: number, where: string): void {
    this.writer.tag(field, WireType.Varint).int64(toInt64(value, where));
  }

  float(field: number, value: number): void {
    this.writer.tag(field, WireType.Bit32).float(value);
  }

  text(field: number, value: string): void {
    this.writer.tag(field, WireType.LengthDelimited).string(value);
  }

  bytes(field: number, value: Uint8Array): void {
    this.writer.tag(field, WireType.LengthDelimited).bytes(value);
  }

  message(field: number, write: (inner: Message) => void): void {
    this.writer.tag(field, WireType.LengthDelimited).fork();
    write(this);
    this.writer.join();
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.writer.finish();
  }
}
