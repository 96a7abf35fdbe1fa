import type { ModelFiles } from '../../engine/architecture';
import { permutation, prng } from '../../relevance';

/** A step of the cascade: the tensors whose names it matches are randomised as well. */
export interface Stage {
  readonly name: string;
  readonly covers: (tensor: string) => boolean;
}

/** A tensor of a layer: the stack that the layer is in, and its number from the inputs on. */
const IN_LAYER = /^(?:(.+)\.)?layers\.(\d+)\./;

/** Behind the last layer of its stack, on the way to the answer. */
const BEHIND = /(?:^|\.)(?:final_layer_norm|post_layernorm|norm)\.(?:weight|bias)$/;

/** The stack that reads all others, where there is one. */
const MAPPER = 'mapper';

/**
 * Layers from the answer down to the inputs, the order in which cascading randomisation takes them (Adebayo et al. 2018,
 * arXiv 1810.03292, section 3.1), read off the names of a model's tensors:
 *
 * 1. `classifier.…` with the norm in front of it; where there is none, the projections into the space of the embeddings;
 * 2. the layers of the stack `mapper.layers.N.…`, the last first, then what leads into it: every other `mapper.…`;
 * 3. the layers of all other stacks (`…layers.N.…`) side by side, counted from the top, so that stacks of different depth
 *    end together; with the top one the norm behind it;
 * 4. everything else: embeddings.
 *
 * A model without one of these has no such stage.
 */
export function stagesOf(tensors: Iterable<string>): Stage[] {
  const names = [...tensors];
  const depths = depthsOf(names);
  const stacks = [...depths.keys()].filter((stack) => stack !== MAPPER);
  const deepest = Math.max(0, ...stacks.map((stack) => depths.get(stack)!));
  const mapperLayers = depths.get(MAPPER) ?? 0;
  const stages: Stage[] = [
    names.some((name) => name.startsWith('classifier.'))
      ? { name: 'classifier', covers: startsWith('classifier.', `${MAPPER}.final_norm`) }
      : { name: 'projections', covers: startsWith('visual_projection.', 'text_projection.') },
    ...Array.from({ length: mapperLayers }, (_, n) => mapperLayers - 1 - n).map((layer) => ({
      name: `mapper ${layer}`,
      covers: startsWith(`${MAPPER}.layers.${layer}.`),
    })),
    {
      name: 'mapper entrance',
      covers: (name) => name.startsWith(`${MAPPER}.`) && !IN_LAYER.test(name),
    },
    ...Array.from({ length: deepest }, (_, fromTop) => ({
      name: `${stacks.length > 1 ? 'towers' : 'layers'} −${fromTop + 1}`,
      covers: (name: string) => {
        const [, stack = '', layer] = IN_LAYER.exec(name) ?? [];
        if (layer === undefined) return fromTop === 0 && BEHIND.test(name) && !name.startsWith(`${MAPPER}.`);
        return stack !== MAPPER && Number(layer) === depths.get(stack)! - 1 - fromTop;
      },
    })),
    { name: 'embeddings', covers: () => true },
  ];
  return stages.filter(({ covers }) => names.some(covers));
}

const startsWith =
  (...prefixes: readonly string[]) =>
  (tensor: string) =>
    prefixes.some((prefix) => tensor.startsWith(prefix));

/** Number of layers of each stack, by what stands in front of `layers.N.` in its tensors' names. */
function depthsOf(names: readonly string[]): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  for (const name of names) {
    const [, stack = '', layer] = IN_LAYER.exec(name) ?? [];
    if (layer !== undefined) depths.set(stack, Math.max(depths.get(stack) ?? 0, Number(layer) + 1));
  }
  return depths;
}

/**
 * The model with the entries of some tensors dealt out anew within each tensor, seeded: what was learned is gone, the
 * distribution of the numbers stays, so that nothing overflows or dies for want of scale.
 */
export function randomised<Files extends Pick<ModelFiles, 'weights'>>(
  files: Files,
  covers: (tensor: string) => boolean,
  seed: number,
): Files {
  const { bytes: from, tensors } = files.weights;
  const bytes = from.slice();
  let stream = 0;
  for (const [name, { offset, length, shape }] of tensors) {
    stream++;
    const entries = shape.reduce((product, dim) => product * dim, 1);
    if (!covers(name) || entries < 2) continue;
    const width = length / entries;
    const order = permutation(entries, prng(seed, stream));
    for (let n = 0; n < entries; n++) {
      const source = offset + order[n]! * width;
      for (let b = 0; b < width; b++) bytes[offset + n * width + b] = from[source + b]!;
    }
  }
  return { ...files, weights: { ...files.weights, bytes } };
}
