import { create, toBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { decodeModel, encodeModel } from './codec';
import { decodeInitializer } from './initializers';
import { IR_VERSION, OnnxFormatError, OPSET } from './model';
import type { PlainGraph, PlainInitializer, PlainModel } from './model';
import { ModelProtoSchema, TensorProtoSchema } from './onnx_pb';

const rawBytes = (values: readonly number[]): Uint8Array => new Uint8Array(new Float32Array(values).buffer);

function modelOf(graph: Partial<PlainGraph>): PlainModel {
  return {
    irVersion: IR_VERSION,
    opset: OPSET,
    producer: 'whylight',
    graph: { name: 'g', nodes: [], inputs: [], outputs: [], initializers: [], ...graph },
  };
}

/** y = x·W + b with W in an external file, after 8 bytes that are not its own. */
const affine = modelOf({
  nodes: [
    { opType: 'MatMul', name: 'product', inputs: ['x', 'W'], outputs: ['xW'], attributes: {} },
    { opType: 'Add', name: 'sum', inputs: ['xW', 'b'], outputs: ['y'], attributes: {} },
  ],
  inputs: [{ name: 'x', dtype: 'float32', shape: ['batch', 2] }],
  outputs: [{ name: 'y', dtype: 'float32', shape: ['batch', 3] }],
  initializers: [
    {
      name: 'W',
      dtype: 'float32',
      shape: [2, 3],
      external: { location: 'w.safetensors', offset: 8, length: 24 },
    },
    { name: 'b', dtype: 'float32', shape: [3], data: rawBytes([10, 20, 30]) },
  ],
});

describe('encodeModel and decodeModel', () => {
  it('bring every kind of attribute, dimension and initializer back', () => {
    const model = modelOf({
      nodes: [
        {
          opType: 'Example',
          name: 'all',
          inputs: ['x', '', 'c'],
          outputs: ['y'],
          attributes: {
            zero: { type: 'int', value: 0 },
            negative: { type: 'int', value: -1 },
            large: { type: 'int', value: Number.MAX_SAFE_INTEGER },
            ints: { type: 'ints', value: [0, -2, 3] },
            none: { type: 'ints', value: [] },
            float: { type: 'float', value: 0.25 },
            floats: { type: 'floats', value: [1.5, -Infinity] },
            string: { type: 'string', value: 'naïve ☂' },
          },
        },
      ],
      inputs: [{ name: 'x', dtype: 'int64', shape: [] }],
      outputs: [{ name: 'y', dtype: 'bool', shape: ['tokens', 0, 7] }],
      initializers: [
        { name: 'c', dtype: 'float16', shape: [2], data: new Uint8Array([0, 60, 0, 64]) },
        { name: 'empty', dtype: 'int32', shape: [0], data: new Uint8Array(0) },
      ],
    });
    expect(decodeModel(encodeModel(model))).toEqual(model);
    expect(decodeModel(encodeModel(affine))).toEqual(affine);
  });

  it('refuse numbers that ONNX cannot hold, naming the place', () => {
    const node = { opType: 'Gather', name: 'pick', inputs: [], outputs: [] };
    const model = modelOf({ nodes: [{ ...node, attributes: { axis: { type: 'int', value: 0.5 } } }] });
    expect(() => encodeModel(model)).toThrow(/0\.5 in attribute "axis" of Gather node "pick"/);
  });

  it.each<[string, Partial<PlainInitializer>, RegExp]>([
    ['bytes that do not fit', { data: new Uint8Array(5) }, /"t" has 5 bytes; expected 8 for float32/],
    ['nothing stored', {}, /neither data nor external data/],
    [
      'an external range that does not fit',
      { external: { location: 'f', offset: 0, length: 4 } },
      /"t" has 4 bytes; expected 8/,
    ],
    [
      'an external range before the file',
      { external: { location: 'f', offset: -8, length: 8 } },
      /offset -8; expected 0 or more/,
    ],
    ['a negative size', { shape: [-2], data: new Uint8Array(8) }, /shape \[-2\]/],
  ])('refuse an initializer with %s', (_, storage, message) => {
    const initializers: PlainInitializer[] = [{ name: 't', dtype: 'float32', shape: [2], ...storage }];
    expect(() => encodeModel(modelOf({ initializers }))).toThrow(message);
  });
});

describe('decodeModel', () => {
  it.each([
    ['float32', { dataType: 1, floatData: [1, -2] }, new Uint8Array(new Float32Array([1, -2]).buffer)],
    ['float64', { dataType: 11, doubleData: [1, -2] }, new Uint8Array(new Float64Array([1, -2]).buffer)],
    ['int64', { dataType: 7, int64Data: [1n, -2n] }, new Uint8Array(new BigInt64Array([1n, -2n]).buffer)],
    ['int32', { dataType: 6, int32Data: [1, -2] }, new Uint8Array(new Int32Array([1, -2]).buffer)],
    ['float16', { dataType: 10, int32Data: [0x3c00, 0xc000] }, new Uint8Array([0, 0x3c, 0, 0xc0])],
    ['bool', { dataType: 9, int32Data: [1, 0] }, new Uint8Array([1, 0])],
  ])('reads %s stored as a typed list', (dtype, fields, data) => {
    const tensor = create(TensorProtoSchema, { name: 't', dims: [2n], ...fields });
    expect(decodeInitializer(tensor)).toEqual({ name: 't', dtype, shape: [2], data });
  });

  it.each([
    ['another domain', { opType: 'FusedMatMul', domain: 'com.microsoft' }, /com\.microsoft\.FusedMatMul/],
    ['a graph attribute', { opType: 'If', attribute: [{ name: 'then', type: 5 }] }, /of kind GRAPH/],
  ])('refuses a node with %s', (_, node, message) => {
    const model = create(ModelProtoSchema, { opsetImport: [{ version: 18n }], graph: { node: [node] } });
    expect(() => decodeModel(toBinary(ModelProtoSchema, model))).toThrow(message);
  });

  it('says so when the bytes are no ONNX model', () => {
    expect(() => decodeModel(new Uint8Array(0))).toThrow('they hold no graph');
    expect(() => decodeModel(new TextEncoder().encode('<!doctype html><html></html>'))).toThrow(
      /not an ONNX model/,
    );
    expect(() => decodeModel(encodeModel(affine).subarray(0, 60))).toThrow(/not an ONNX model/);
  });

  it('fails on damaged bytes with its own error only', () => {
    const bytes = encodeModel(affine);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 }), (position, value) => {
        const damaged = bytes.slice();
        damaged[position] = value;
        try {
          decodeModel(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(OnnxFormatError);
        }
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});

describe('onnxruntime', () => {
  // 8 bytes of something else, then W = [[1, 2, 3], [4, 5, 6]].
  const file = new Uint8Array([...new Uint8Array(8), ...rawBytes([1, 2, 3, 4, 5, 6])]);
  const externalData = [{ path: 'w.safetensors', data: file }];

  it('runs an encoded model on external weights', async () => {
    const session = await InferenceSession.create(encodeModel(affine), { externalData });
    const x = new Tensor('float32', [1, 0, 0, 1], [2, 2]);
    const { y } = await session.run({ x });
    expect(y!.dims).toEqual([2, 3]);
    expect([...(y!.data as Float32Array)]).toEqual([11, 22, 33, 14, 25, 36]);
    await session.release();
  });

  it('rejects an encoded model whose names do not connect, and truncated bytes', async () => {
    const [product, sum] = affine.graph.nodes;
    const broken = modelOf({ ...affine.graph, nodes: [product!, { ...sum!, inputs: ['nowhere', 'b'] }] });
    await expect(InferenceSession.create(encodeModel(broken), { externalData })).rejects.toThrow(/nowhere/);
    await expect(InferenceSession.create(encodeModel(affine).subarray(0, 60))).rejects.toThrow(/protobuf/i);
  });
});
