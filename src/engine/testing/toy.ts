/** Toy models for tests: on onnxruntime-node, and in float64 on the reference evaluator. */
import * as ort from 'onnxruntime-node';
import { loadModelFolder, type ModelFolder } from '../../../models/hub/folder';
import { openModel } from '../../../models';
import { readerOf, toyClipmapper, type ToyOptions } from '../../../models/fixtures/clipmapper';
import { toyClip } from '../../../models/fixtures/clip';
import { seededUniform } from '../../../models/fixtures/random';
import type { Pixels } from '../../image/pixels';
import type { Graph } from '../../onnx/graph';
import { array64, type Array64 } from '../../onnx/reference/array';
import { evaluate, type ExternalReader } from '../../onnx/reference/evaluate';
import { readTensorF32 } from '../../weights/values';
import type { Runtime } from '../architecture';
import type { Feeds } from '../feeds';
import type { Model } from '../model';

/** One thread, so that sums come out the same every time. */
export const RUNTIME: Runtime = { ort, backend: { provider: 'cpu', threads: 1 } };

/** A CLIPmapper with random weights. */
export const toyFolder = async (options: ToyOptions): Promise<ModelFolder> =>
  loadModelFolder(readerOf(await toyClipmapper(options)));

/** A CLIP without mapper, with random weights. */
export const toyClipFolder = async (options: ToyOptions): Promise<ModelFolder> =>
  loadModelFolder(readerOf(await toyClip(options)));

export const openToy = async (options: ToyOptions): Promise<Model> =>
  openModel(await toyFolder(options), RUNTIME);

export const openToyClip = async (options: ToyOptions): Promise<Model> =>
  openModel(await toyClipFolder(options), RUNTIME);

/** Seeded numbers in −1 … 1. */
export function seededArray(length: number, seed: number): Float32Array {
  const uniform = seededUniform(seed);
  return Float32Array.from({ length }, () => 2 * uniform() - 1);
}

/** Opaque coloured noise. */
export function noise(width: number, height: number, seed: number): Pixels {
  const values = seededArray(width * height * 4, seed);
  return {
    width,
    height,
    data: Uint8ClampedArray.from(values, (v, i) => (i % 4 === 3 ? 255 : 128 + 127 * v)),
  };
}

export const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0);

export const toArrays = (feeds: Feeds): Record<string, Array64> =>
  Object.fromEntries(Object.entries(feeds).map(([name, { shape, data }]) => [name, array64(shape, data)]));

export const weightReader =
  ({ weights }: Pick<ModelFolder, 'weights'>): ExternalReader =>
  ({ name }) =>
    readTensorF32(weights, name);

/** Runs programs one after another in float64; returns all that went in and came out. */
export function runReference(
  graphs: readonly Graph[],
  inputs: Readonly<Record<string, Array64>>,
  folder: Pick<ModelFolder, 'weights'>,
): Record<string, Array64> {
  const known = { ...inputs };
  for (const graph of graphs) Object.assign(known, evaluate(graph, known, weightReader(folder)));
  return known;
}

/** Largest difference, as a share of the largest expected value. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let [difference, largest] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    if (!Number.isFinite(actual[i]!)) return Infinity;
    difference = Math.max(difference, Math.abs(actual[i]! - expected[i]!));
    largest = Math.max(largest, Math.abs(expected[i]!));
  }
  return largest === 0 ? difference : difference / largest;
}
