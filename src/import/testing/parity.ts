/** The imported graph against the file that it comes from, both run by the same runtime with its optimiser off. */
import { InferenceSession } from 'onnxruntime-node';
import { GraphBuilder } from '../../onnx/builder';
import { lower } from '../../onnx/lower';
import { encodeModel } from '../../onnx/proto/codec';
import { importModel, readOnnx, type Imported, type ImportOptions } from '../index';
import { plainType } from '../read/elementTypes';
import { relativeError, runtimeNumbers, runtimeTensor, type Feed } from './numbers';

export type Feeds = Readonly<Record<string, Feed>>;

const QUIET = { logSeverityLevel: 4 } as const;

export interface ImportedRun {
  readonly imported: Imported;
  readonly outputs: ReadonlyMap<string, Float64Array>;
  /** Bytes of the graph itself, without weights. */
  readonly graphBytes: number;
}

/** Imports a file at the shapes of its feeds and runs the graph. */
export async function runImported(
  file: Uint8Array,
  feeds: Feeds,
  options: Partial<ImportOptions> & { readonly beside?: ReadonlyMap<string, Uint8Array> } = {},
): Promise<ImportedRun> {
  const g = new GraphBuilder();
  const { beside, ...rest } = options;
  const imported = importModel(g, readOnnx(file), {
    shapes: Object.fromEntries(Object.entries(feeds).map(([name, { shape }]) => [name, shape])),
    files: { location: 'model.onnx', ...(beside && { beside }) },
    ...rest,
  });
  const graph = g.graph(
    'imported',
    Object.fromEntries([...imported.outputs].map(([name, value]) => [`out ${name}`, value])),
  );
  const bytes = encodeModel(lower(graph));
  const session = await InferenceSession.create(bytes, {
    ...QUIET,
    externalData: [
      { path: 'model.onnx', data: file },
      ...[...(beside ?? [])].map(([path, data]) => ({ path, data })),
      ...(imported.unpacked ? [{ path: imported.unpacked.location, data: imported.unpacked.bytes }] : []),
    ],
  });
  const names = new Set(graph.inputs.map(({ name }) => name));
  const result = await session.run(
    Object.fromEntries(
      Object.entries(feeds)
        .filter(([name]) => names.has(name))
        .map(([name, feed]) => [name, runtimeTensor({ ...feed, dtype: plainType(feed.dtype)! })]),
    ),
  );
  await session.release();
  const outputs = new Map(
    [...imported.outputs.keys()].map((name) => [name, runtimeNumbers(result[`out ${name}`]!)]),
  );
  return { imported, outputs, graphBytes: bytes.length };
}

/** The file's own outputs. */
export async function runOriginal(
  file: Uint8Array,
  feeds: Feeds,
  beside: ReadonlyMap<string, Uint8Array> = new Map(),
): Promise<Map<string, Feed>> {
  const session = await openOriginal(file, beside);
  const names = new Set(session.inputNames);
  const result = await session.run(
    Object.fromEntries(
      Object.entries(feeds)
        .filter(([name]) => names.has(name))
        .map(([name, feed]) => [name, runtimeTensor(feed)]),
    ),
  );
  await session.release();
  return new Map(
    Object.entries(result).map(([name, tensor]) => [
      name,
      { dtype: tensor.type, shape: tensor.dims, data: runtimeNumbers(tensor) },
    ]),
  );
}

/** With no optimiser, which alone changes what some files give; files in half precision do not open without one. */
async function openOriginal(
  file: Uint8Array,
  beside: ReadonlyMap<string, Uint8Array>,
): Promise<InferenceSession> {
  const options = { ...QUIET, externalData: [...beside].map(([path, data]) => ({ path, data })) };
  try {
    return await InferenceSession.create(file, { ...options, graphOptimizationLevel: 'disabled' });
  } catch (error) {
    if (!String(error).includes('tensor(float16)')) throw error;
    return InferenceSession.create(file, { ...options, graphOptimizationLevel: 'basic' });
  }
}

/** The worst error of any output, as a part of that output's largest number. */
export async function parity(
  file: Uint8Array,
  feeds: Feeds,
  options: Parameters<typeof runImported>[2] = {},
): Promise<{
  readonly error: number;
  readonly imported: Imported;
  readonly outputs: ReadonlyMap<string, Float64Array>;
  readonly original: ReadonlyMap<string, Feed>;
}> {
  const [{ outputs, imported }, original] = [
    await runImported(file, feeds, options),
    await runOriginal(file, feeds, options.beside),
  ];
  const errors = [...outputs].map(([name, got]) => relativeError(got, original.get(name)!.data));
  return { error: Math.max(...errors), imported, outputs, original };
}
