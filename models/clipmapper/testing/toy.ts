/** A toy CLIPmapper below the engine: its programs, and its network as one graph. */
import * as v from 'valibot';
import type { ModelFiles } from '../../../src/engine/architecture';
import { RUNTIME, seededArray, toyFolder } from '../../../src/engine/testing/toy';
import type { Feeds } from '../../../src/engine/feeds';
import { fileWeights } from '../../../src/engine/weights';
import { gradients } from '../../../src/grad/gradients';
import { GraphBuilder } from '../../../src/onnx/builder';
import type { Value } from '../../../src/onnx/graph';
import type { ToyOptions } from '../../fixtures/clipmapper';
import { CLIPMAPPER_CONFIG, type ClipmapperConfig } from '../config';
import { Mapper } from '../mapper-model';
import { network } from '../network';

export const configOf = ({ manifest }: Pick<ModelFiles, 'manifest'>): ClipmapperConfig =>
  v.parse(CLIPMAPPER_CONFIG, manifest.config);

/** @param optimize whether the runtime may change the graphs */
export async function toyMapper(options: ToyOptions, optimize = true): Promise<Mapper> {
  const folder = await toyFolder(options);
  const backend = { ...RUNTIME.backend, optimize };
  return new Mapper(folder, { ...RUNTIME, backend }, configOf(folder));
}

/** Feeds of one made-up image and question with a target; the ids are tokens of the toy's vocabulary. */
export function toyFeeds(
  mapper: Mapper,
  seed: number,
  ids: readonly number[],
  target: readonly number[],
): Feeds {
  const { patch_size: side } = mapper.clip.vision_config;
  const patches = seededArray(mapper.side ** 2 * 3 * side ** 2, seed);
  return {
    ...mapper.embeddings.image([{ patches }]),
    ...mapper.embeddings.text([{ ids }]),
    target: { shape: [1, target.length], data: Float32Array.from(target) },
  };
}

/** The whole network as one graph that is not split, with the gradients of every block's attention and sum. */
export function jointNetwork(folder: Pick<ModelFiles, 'manifest' | 'weights'>) {
  const { answers } = folder.manifest;
  const g = new GraphBuilder();
  const net = network(g, fileWeights(folder.weights)(g), configOf(folder), answers.length);
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
