/** How much arithmetic the programs of a model hold. */
import type { ModelFolder } from '../models/hub/folder';
import { shapeOf } from '../models/hub/memory';
import { clipmapperPrograms } from '../models/clipmapper/programs';
import { visionPrograms } from '../models/clip/programs';
import { fileWeights } from '../src/engine/weights';
import type { Graph } from '../src/onnx/graph';
import { isOp } from '../src/onnx/graph';

/** Operations (multiplications and additions) of the matrix products that encode one image. */
export function encodingFlop({ manifest, weights }: ModelFolder): number {
  const { clip, mapper } = shapeOf(manifest.config);
  const factory = fileWeights(weights);
  const options = { detail: 'reduced' } as const;
  const graph = mapper
    ? clipmapperPrograms({ clip, mapper }, manifest.answers.length, factory, options).vision
    : visionPrograms(clip, factory, options).forward;
  const { image_size, patch_size } = clip.vision_config;
  return flopOf(graph, { batch: 1, image_tokens: (image_size / patch_size) ** 2 + 1 });
}

/** @param lengths of the open axes */
export function flopOf(graph: Graph, lengths: Readonly<Record<string, number>>): number {
  const length = (dim: number | string): number => {
    if (typeof dim === 'number') return dim;
    const found = lengths[dim];
    if (found === undefined) throw new Error(`The length of ${dim} is not given.`);
    return found;
  };
  let flop = 0;
  for (const value of graph.nodes) {
    if (!isOp(value, 'MatMul')) continue;
    const inner = value.source.inputs[0]!.shape.at(-1)!;
    flop += 2 * length(inner) * value.shape.reduce<number>((product, dim) => product * length(dim), 1);
  }
  return flop;
}
