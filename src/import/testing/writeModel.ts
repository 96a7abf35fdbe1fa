/** Small ONNX files for tests, of any operator of anyone. */
import { create, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType as Type,
  AttributeProtoSchema,
  FunctionProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProtoSchema,
  TensorProto_DataType,
  ValueInfoProtoSchema,
  type AttributeProto,
  type FunctionProto,
  type GraphProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from '../../onnx/proto/onnx_pb';
import { float32ToFloat16 } from '../../weights/half';
import type { ElementType } from '../read/elementTypes';
import type { Feed } from './numbers';

/** An integer is a bigint here, so that it is told from a floating-point number. */
export type AttributeSpec =
  bigint | number | string | readonly bigint[] | readonly number[] | Feed | GraphProto;

const NUMBERS: Readonly<Partial<Record<ElementType, TensorProto_DataType>>> = {
  float32: TensorProto_DataType.FLOAT,
  float64: TensorProto_DataType.DOUBLE,
  float16: TensorProto_DataType.FLOAT16,
  int64: TensorProto_DataType.INT64,
  int32: TensorProto_DataType.INT32,
  bool: TensorProto_DataType.BOOL,
  uint8: TensorProto_DataType.UINT8,
  int8: TensorProto_DataType.INT8,
  uint4: TensorProto_DataType.UINT4,
  int4: TensorProto_DataType.INT4,
};

export function tensorProto(name: string, { dtype, shape, data }: Feed): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dims: shape.map(BigInt),
    dataType: NUMBERS[dtype]!,
    rawData: rawBytes(dtype, data),
  });
}

function rawBytes(dtype: ElementType, data: ArrayLike<number>): Uint8Array {
  switch (dtype) {
    case 'float32':
      return new Uint8Array(Float32Array.from(data).buffer);
    case 'float64':
      return new Uint8Array(Float64Array.from(data).buffer);
    case 'float16':
      return new Uint8Array(float32ToFloat16(Float32Array.from(data)).buffer);
    case 'int64':
      return new Uint8Array(BigInt64Array.from(Array.from(data, (x) => BigInt(x))).buffer);
    case 'int32':
      return new Uint8Array(Int32Array.from(data).buffer);
    case 'uint4':
    case 'int4':
      // Two to a byte, the first in the low bits.
      return Uint8Array.from(
        { length: Math.ceil(data.length / 2) },
        (_, i) => (data[2 * i]! & 15) | (((data[2 * i + 1] ?? 0) & 15) << 4),
      );
    default:
      return Uint8Array.from(data, (x) => x & 255);
  }
}

export function attributeProto(name: string, value: AttributeSpec): AttributeProto {
  const make = (fields: Partial<AttributeProto>) =>
    create(AttributeProtoSchema, { name, ...fields } as never);
  if (typeof value === 'bigint') return make({ type: Type.INT, i: value });
  if (typeof value === 'number') return make({ type: Type.FLOAT, f: value });
  if (typeof value === 'string') return make({ type: Type.STRING, s: new TextEncoder().encode(value) });
  if (Array.isArray(value)) {
    const isWhole = value.every((item) => typeof item === 'bigint');
    return isWhole
      ? make({ type: Type.INTS, ints: value })
      : make({ type: Type.FLOATS, floats: value as number[] });
  }
  if ('dtype' in value) return make({ type: Type.TENSOR, t: tensorProto('', value) });
  return make({ type: Type.GRAPH, g: value as GraphProto });
}

export interface NodeSpec {
  readonly op: string;
  readonly domain?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, AttributeSpec>>;
}

export const nodeProto = ({ op, domain = '', inputs, outputs, attributes = {} }: NodeSpec): NodeProto =>
  create(NodeProtoSchema, {
    opType: op,
    domain,
    name: `the ${op}`,
    input: [...inputs],
    output: [...outputs],
    attribute: Object.entries(attributes).map(([name, value]) => attributeProto(name, value)),
  });

export interface GraphSpec {
  readonly nodes: readonly NodeSpec[];
  readonly inputs?: Readonly<Record<string, { dtype: ElementType; shape: readonly (number | string)[] }>>;
  readonly outputs: readonly string[];
  readonly initializers?: Readonly<Record<string, Feed>>;
}

export const graphProto = ({ nodes, inputs = {}, outputs, initializers = {} }: GraphSpec): GraphProto =>
  create(GraphProtoSchema, {
    name: 'test',
    node: nodes.map(nodeProto),
    input: Object.entries(inputs).map(([name, { dtype, shape }]) => valueProto(name, dtype, shape)),
    output: outputs.map((name) => create(ValueInfoProtoSchema, { name })),
    initializer: Object.entries(initializers).map(([name, feed]) => tensorProto(name, feed)),
  });

function valueProto(name: string, dtype: ElementType, shape: readonly (number | string)[]): ValueInfoProto {
  return create(ValueInfoProtoSchema, {
    name,
    type: {
      value: {
        case: 'tensorType',
        value: {
          elemType: NUMBERS[dtype]!,
          shape: {
            dim: shape.map((dim) => ({
              value:
                typeof dim === 'number'
                  ? { case: 'dimValue' as const, value: BigInt(dim) }
                  : { case: 'dimParam' as const, value: dim },
            })),
          },
        },
      },
    },
  });
}

export interface FunctionSpec {
  readonly domain: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly nodes: readonly NodeProto[];
  readonly attributes?: readonly string[];
}

const functionProto = ({ nodes, inputs, outputs, attributes = [], ...names }: FunctionSpec): FunctionProto =>
  create(FunctionProtoSchema, {
    ...names,
    input: [...inputs],
    output: [...outputs],
    attribute: [...attributes],
    node: [...nodes],
    opsetImport: [{ domain: '', version: 18n }],
  });

/** @param opsets version of each domain; ONNX's own is 18 where it is left out */
export function writeModel(
  graph: GraphSpec | GraphProto,
  opsets: Readonly<Record<string, number>> = {},
  functions: readonly FunctionSpec[] = [],
): Uint8Array {
  const versions = { '': 18, 'com.microsoft': 1, ...opsets };
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: 10n,
      producerName: 'test',
      opsetImport: Object.entries(versions).map(([domain, version]) => ({
        domain,
        version: BigInt(version),
      })),
      graph: 'nodes' in graph ? graphProto(graph) : graph,
      functions: functions.map(functionProto),
    }),
  );
}
