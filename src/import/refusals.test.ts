import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../onnx/builder';
import { externalFiles, importModel, readOnnx, Refusal, type ImportOptions } from './index';
import { feed, list, random, scalar } from './testing/cases';
import { runImported } from './testing/parity';
import { graphProto, nodeProto, writeModel, type GraphSpec } from './testing/writeModel';
import { create, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, TensorProtoSchema, TensorProto_DataLocation } from '../onnx/proto/onnx_pb';

const X = { x: { dtype: 'float32', shape: [2, 3] } } as const;
const relu: GraphSpec = { nodes: [{ op: 'Relu', inputs: ['x'], outputs: ['y'] }], inputs: X, outputs: ['y'] };

const imported = (file: Uint8Array, options: Partial<ImportOptions> = {}) =>
  importModel(new GraphBuilder(), readOnnx(file), { files: { location: 'model.onnx' }, ...options });

function refusal(attempt: () => unknown): Refusal {
  try {
    attempt();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}

/** One node of this operator. */
const using = (op: string, domain = '', inputs = ['x']): Uint8Array =>
  writeModel(
    { nodes: [{ op, domain, inputs, outputs: ['y'] }], inputs: X, outputs: ['y'] },
    { [domain]: 18 },
  );

/** A file with one weight, described as the test likes. */
function weighted(fields: object): Uint8Array {
  const graph = graphProto({
    nodes: [{ op: 'Add', inputs: ['x', 'w'], outputs: ['y'] }],
    inputs: X,
    outputs: ['y'],
  });
  graph.initializer.push(create(TensorProtoSchema, { name: 'w', dataType: 1, dims: [2n, 3n], ...fields }));
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, { irVersion: 10n, opsetImport: [{ domain: '', version: 18n }], graph }),
  );
}

const beside = (entries: Record<string, string>) => ({
  dataLocation: TensorProto_DataLocation.EXTERNAL,
  externalData: Object.entries(entries).map(([key, value]) => ({ key, value })),
});

describe('files that are refused', () => {
  const NODES = (nodes: GraphSpec['nodes']): Uint8Array => writeModel({ nodes, inputs: X, outputs: ['y'] });
  it.each<[string, () => unknown, string, RegExp]>([
    [
      'no ONNX',
      () => readOnnx(new TextEncoder().encode('not a model at all')),
      'broken',
      /not an ONNX file.*choose/,
    ],
    ['nothing', () => readOnnx(new Uint8Array()), 'broken', /holds no graph/],
    ['cut off', () => readOnnx(writeModel(relu).subarray(0, 60)), 'broken', /only part of one/],
    ['too new', () => readOnnx(writeModel(relu, { '': 99 })), 'version', /version 99.*export it with opset/],
    ['too old', () => readOnnx(writeModel(relu, { '': 1 })), 'version', /older/],
    [
      'training',
      () => readOnnx(writeModel(relu, { 'ai.onnx.preview.training': 1 })),
      'training',
      /for inference/,
    ],
    [
      'an unknown vendor',
      () => imported(using('Frobnicate', 'org.example')),
      'domain',
      /org\.example\.Frobnicate/,
    ],
    ['an unknown operator', () => imported(using('Frobnicate')), 'operator', /Frobnicate/],
    ['an inherited name', () => imported(using('toString')), 'operator', /toString/],
    ['a loop', () => imported(using('LSTM')), 'loop', /LSTM.*choose a model/],
    ['lists', () => imported(using('SequenceConstruct')), 'values', /SequenceConstruct/],
    ['old 4-bit weights', () => imported(using('MatMulBnb4', 'com.microsoft')), 'operator', /MatMulBnb4/],
    ['a shape that values decide', () => imported(using('NonZero')), 'values', /NonZero/],
    ['a missing input', () => imported(using('MatMul')), 'broken', /MatMul lacks its input number 2/],
    ['an undefined name', () => imported(using('Relu', '', ['nobody'])), 'broken', /"nobody", which nothing/],
    [
      'a circle',
      () =>
        imported(
          NODES([
            { op: 'Add', inputs: ['x', 'b'], outputs: ['y'] },
            { op: 'Relu', inputs: ['y'], outputs: ['b'] },
          ]),
        ),
      'broken',
      /circle/,
    ],
    [
      'a huge shape',
      () => readOnnx(weighted({ dims: [1n << 40n, 1n << 40n] })),
      'broken',
      /impossible shape/,
    ],
    ['a negative length', () => readOnnx(weighted({ dims: [-2n, 3n] })), 'broken', /impossible shape/],
    [
      'too few bytes',
      () => readOnnx(weighted({ rawData: new Uint8Array(5) })),
      'broken',
      /holds 5 bytes.*takes 24/,
    ],
    ['an unknown type', () => readOnnx(weighted({ dataType: 77 })), 'element-type', /number 77/],
    [
      'texts',
      () => imported(weighted({ dataType: 8 })),
      'element-type',
      /"w" has elements of the type string.*export/,
    ],
    [
      'a lost file',
      () => imported(weighted(beside({ location: 'w.bin' }))),
      'external-data',
      /"w\.bin".*missing/,
    ],
    [
      'a short file',
      () =>
        imported(weighted(beside({ location: 'w.bin', offset: '8' })), {
          files: { location: 'model.onnx', beside: new Map([['w.bin', new Uint8Array(20)]]) },
        }),
      'external-data',
      /20 bytes where 32 are needed/,
    ],
    [
      'a place that is none',
      () => readOnnx(weighted(beside({ location: 'w', offset: '-4' }))),
      'broken',
      /offset/,
    ],
    [
      'a fixed length overridden',
      () => imported(writeModel(relu), { shapes: { x: [7, 3] } }),
      'shape',
      /takes the shape \[2, 3\], not \[7, 3\]/,
    ],
    [
      'an open length',
      () => imported(writeModel({ ...relu, inputs: { x: { dtype: 'float32', shape: ['n', 3] } } })),
      'shape',
      /\[n, 3\] needs a number/,
    ],
    [
      'shapes that do not fit',
      () => imported(writeModel({ ...relu, nodes: [{ op: 'MatMul', inputs: ['x', 'x'], outputs: ['y'] }] })),
      'shape',
      /MatMul cannot take inputs of the shapes \[2, 3\], \[2, 3\]/,
    ],
    [
      'a cache that is not empty',
      () =>
        imported(
          writeModel({
            nodes: [{ op: 'Relu', inputs: ['past_key_values.0.key'], outputs: ['y'] }],
            inputs: { 'past_key_values.0.key': { dtype: 'float32', shape: [1, 2, 'past', 4] } },
            outputs: ['y'],
          }),
          { shapes: { 'past_key_values.0.key': [1, 2, 5, 4] } },
        ),
      'cache',
      /earlier steps/,
    ],
    [
      'a repetition without end',
      () =>
        imported(
          writeModel(
            { ...relu, nodes: [{ op: 'F', domain: 'own', inputs: ['x'], outputs: ['y'] }] },
            { own: 1 },
            [
              {
                domain: 'own',
                name: 'F',
                inputs: ['a'],
                outputs: ['b'],
                nodes: [nodeProto({ op: 'F', domain: 'own', inputs: ['a'], outputs: ['b'] })],
              },
            ],
          ),
        ),
      'broken',
      /without end/,
    ],
  ])('%s', (_, attempt, reason, sentence) => {
    const error = refusal(attempt);
    expect(error.reason).toBe(reason);
    expect(error.message).toMatch(sentence);
    expect(error.message).not.toMatch(/\n/);
    expect(error.message.length).toBeLessThan(400);
  });

  it('says names of a file on one line and never at length', () => {
    const name = `<img src=x>\n${'long '.repeat(500)}`;
    expect(refusal(() => imported(using('Relu', '', [name]))).message).toMatch(/^[^\n]{1,300}$/);
  });
});

describe('files that are taken', () => {
  const two = list(2);

  it('keep numbers that are none', async () => {
    const file = weighted({ rawData: new Uint8Array(new Float32Array([NaN, 1, 1, 1, 1, 1]).buffer) });
    const { outputs } = await runImported(file, { x: feed('float32', [2, 3], [1, 1, 1, 1, 1, 1]) });
    expect([...outputs.get('y')!]).toEqual([NaN, 2, 2, 2, 2, 2]);
  });

  it('are imported whatever the order of their nodes', async () => {
    const nodes = [
      { op: 'Neg', inputs: ['a'], outputs: ['y'] },
      { op: 'Relu', inputs: ['x'], outputs: ['a'] },
    ];
    const { outputs } = await runImported(writeModel({ nodes, inputs: X, outputs: ['y'] }), {
      x: feed('float32', [2, 3], [1, -1, 2, -2, 3, -3]),
    });
    expect([...outputs.get('y')!].map((v) => v + 0)).toEqual([-1, 0, -2, 0, -3, 0]);
  });

  it('follow the branch that a known condition chooses, whose names are its own', async () => {
    const branch = (op: string) =>
      graphProto({ nodes: [{ op, inputs: ['x'], outputs: ['y'] }], outputs: ['y'] });
    const attributes = { then_branch: branch('Neg'), else_branch: branch('Relu') };
    const file = writeModel({
      nodes: [{ op: 'If', inputs: ['use_cache_branch'], outputs: ['y'], attributes }],
      inputs: { ...X, use_cache_branch: { dtype: 'bool', shape: [1] } },
      outputs: ['y'],
    });
    const { outputs, imported: result } = await runImported(file, {
      x: feed('float32', [2, 3], [-1, 1, 1, 1, 1, 1]),
    });
    expect(outputs.get('y')![0]).toBe(0);
    expect(result.fixed).toEqual(['use_cache_branch']);
  });

  it('may define operators of their own, with attributes', async () => {
    const body = nodeProto({ op: 'LeakyRelu', inputs: ['a'], outputs: ['b'] });
    const reference = nodeProto({ op: '', inputs: [], outputs: [], attributes: { alpha: '' } }).attribute[0]!;
    body.attribute.push({ ...reference, refAttrName: 'slope' });
    const file = writeModel(
      {
        ...relu,
        nodes: [{ op: 'Leak', domain: 'own', inputs: ['x'], outputs: ['y'], attributes: { slope: 0.5 } }],
      },
      { own: 1 },
      [{ domain: 'own', name: 'Leak', inputs: ['a'], outputs: ['b'], attributes: ['slope'], nodes: [body] }],
    );
    const { outputs } = await runImported(file, { x: feed('float32', [2, 3], [-4, 1, 1, 1, 1, 1]) });
    expect(outputs.get('y')![0]).toBe(-2);
  });

  it('leave their weights where they lie, however large', async () => {
    const weights = random(300, 40);
    const file = writeModel({
      nodes: [{ op: 'MatMul', inputs: ['x', 'w'], outputs: ['y'] }],
      inputs: { x: { dtype: 'float32', shape: [2, 300] } },
      outputs: ['y'],
      initializers: { w: weights },
    });
    const { graphBytes, imported: result } = await runImported(file, { x: random(2, 300) });
    expect(graphBytes).toBeLessThan(1000);
    expect(result.weightBytes).toBe(4 * 300 * 40);
  });

  it('name the files beside them, with the bytes that they need', () => {
    const file = weighted(beside({ location: 'w.bin', offset: '8' }));
    expect([...externalFiles(readOnnx(file))]).toEqual([['w.bin', 32]]);
  });

  it('compute shapes on import', () => {
    const file = writeModel({
      nodes: [
        { op: 'Shape', inputs: ['x'], outputs: ['s'] },
        { op: 'Mul', inputs: ['s', 'two'], outputs: ['d'] },
        { op: 'Gather', inputs: ['d', 'zero'], outputs: ['y'] },
      ],
      inputs: X,
      outputs: ['y'],
      initializers: { two, zero: scalar(0, 'int64') },
    });
    const { source } = imported(file).outputs.get('y')!;
    expect(source).toMatchObject({ data: { data: new Uint8Array(new BigInt64Array([4n]).buffer) } });
  });
});
