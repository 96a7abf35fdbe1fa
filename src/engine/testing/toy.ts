/** A toy model for tests of the engine: on onnxruntime-node, and in float64 on the reference evaluator. */
import * as ort from 'onnxruntime-node';
import type { ClipmapperConfig } from '../../../models/clipmapper/config';
import { network } from '../../../models/clipmapper/network';
import { loadModelFolder, type ModelFolder } from '../../../models/hub/folder';
import { readTensorF32 } from '../../weights/values';
import { readerOf, toyClipmapper, type ToyOptions } from '../../../models/fixtures/clipmapper';
import { seededUniform } from '../../../models/fixtures/random';
import { gradients } from '../../grad/gradients';
import { GraphBuilder } from '../../onnx/builder';
import type { Graph, Value } from '../../onnx/graph';
import { array64, type Array64 } from '../../onnx/reference/array';
import { evaluate, type ExternalReader } from '../../onnx/reference/evaluate';
import type { Feeds } from '../../../models/clip/inputs';
import { Model } from '../../../models/clipmapper/open';
import { fileWeights } from '../weights';

export const toyFolder = async (options: ToyOptions): Promise<ModelFolder> =>
  loadModelFolder(readerOf(await toyClipmapper(options)));

export const toyModel = async (options: ToyOptions, optimize = true): Promise<Model> =>
  new Model(ort, await toyFolder(options), { provider: 'cpu', threads: 1, optimize });

/** Seeded numbers in −1 … 1. */
export function seededArray(length: number, seed: number): Float32Array {
  const uniform = seededUniform(seed);
  return Float32Array.from({ length }, () => 2 * uniform() - 1);
}

/** Feeds of one made-up image and question with a target; the ids are tokens of the toy's vocabulary. */
export function toyFeeds(
  model: Model,
  seed: number,
  ids: readonly number[],
  target: readonly number[],
): Feeds {
  const { patch_size: side } = model.config.clip.vision_config;
  const patches = seededArray(model.side ** 2 * 3 * side ** 2, seed);
  return {
    ...model.embeddings.image([{ patches }]),
    ...model.embeddings.text([{ ids }]),
    target: { shape: [1, target.length], data: Float32Array.from(target) },
  };
}

export const toArrays = (feeds: Feeds): Record<string, Array64> =>
  Object.fromEntries(Object.entries(feeds).map(([name, { shape, data }]) => [name, array64(shape, data)]));

export const weightReader =
  ({ weights }: ModelFolder): ExternalReader =>
  ({ name }) =>
    readTensorF32(weights, name);

/** Runs programs one after another in float64; returns all that went in and came out. */
export function runReference(
  graphs: readonly Graph[],
  inputs: Readonly<Record<string, Array64>>,
  folder: ModelFolder,
): Record<string, Array64> {
  const known = { ...inputs };
  for (const graph of graphs) Object.assign(known, evaluate(graph, known, weightReader(folder)));
  return known;
}

/** The same network as one graph that is not split, with the gradients of every block's attention and sum. */
export function jointNetwork(folder: ModelFolder) {
  const { config, answers } = folder.manifest;
  const g = new GraphBuilder();
  const net = network(g, fileWeights(folder.weights)(g), config as ClipmapperConfig, answers.length);
  const target = g.input('target', 'float32', ['batch', answers.length]);
  const values = [...net.blocks.map((block) => block.attention), ...net.blocks.map((block) => block.sum)];
  const found = gradients(g, [{ value: net.logits, ct: target }], values);
  const outputs: Record<string, Value> = { logits: net.logits };
  net.blocks.forEach((block, n) => {
    outputs[`${n}.attention`] = block.attention;
    const [ctA, ctSum] = [found[n], found[net.blocks.length + n]];
    if (ctA) outputs[`${n}.gradient`] = ctA;
    if (ctSum) outputs[`${n}.output_gradient`] = ctSum;
  });
  return { net, graph: g.graph('joint', outputs) };
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
