import type { ClipmapperConfig } from '../../../models/clipmapper/config';
import type { ModelFolder } from '../../../models/hub/folder';
import { permutation, prng } from '../../relevance';

/** A step of the cascade: the tensors whose names it matches are randomised as well. */
export interface Stage {
  readonly name: string;
  readonly covers: (tensor: string) => boolean;
}

/**
 * Layers from the answer down to the inputs, the order in which cascading randomisation takes them (Adebayo et al. 2018,
 * arXiv 1810.03292, section 3.1): classifier, mapper layers, entrance of the mapper, layers of both towers, embeddings.
 */
export function stagesOf({ clip, mapper }: ClipmapperConfig): Stage[] {
  const startsWith =
    (...prefixes: readonly string[]) =>
    (tensor: string) =>
      prefixes.some((prefix) => tensor.startsWith(prefix));
  const down = (layers: number) => Array.from({ length: layers }, (_, n) => layers - 1 - n);
  const [vision, text] = [clip.vision_config.num_hidden_layers, clip.text_config.num_hidden_layers];
  return [
    { name: 'classifier', covers: startsWith('classifier.', 'mapper.final_norm') },
    ...down(mapper.num_hidden_layers).map((layer) => ({
      name: `mapper ${layer}`,
      covers: startsWith(`mapper.layers.${layer}.`),
    })),
    { name: 'mapper entrance', covers: startsWith('mapper.text_', 'mapper.image_') },
    // Counted from the top, so that towers of different depth end together.
    ...Array.from({ length: Math.max(vision, text) }, (_, fromTop) => ({
      name: `towers −${fromTop + 1}`,
      covers: startsWith(
        ...(fromTop === 0 ? ['vision_model.post_layernorm', 'text_model.final_layer_norm'] : []),
        ...(fromTop < vision ? [`vision_model.encoder.layers.${vision - 1 - fromTop}.`] : []),
        ...(fromTop < text ? [`text_model.encoder.layers.${text - 1 - fromTop}.`] : []),
      ),
    })),
    { name: 'embeddings', covers: () => true },
  ];
}

/**
 * The model with the entries of some tensors dealt out anew within each tensor, seeded: what was learned is gone, the
 * distribution of the numbers stays, so that nothing overflows or dies for want of scale.
 */
export function randomised(
  folder: ModelFolder,
  covers: (tensor: string) => boolean,
  seed: number,
): ModelFolder {
  const bytes = folder.weights.bytes.slice();
  let stream = 0;
  for (const [name, { offset, length, shape }] of folder.weights.tensors) {
    stream++;
    const entries = shape.reduce((product, dim) => product * dim, 1);
    if (!covers(name) || entries < 2) continue;
    const width = length / entries;
    const order = permutation(entries, prng(seed, stream));
    const from = folder.weights.bytes;
    for (let n = 0; n < entries; n++) {
      const source = offset + order[n]! * width;
      for (let b = 0; b < width; b++) bytes[offset + n * width + b] = from[source + b]!;
    }
  }
  return { ...folder, weights: { ...folder.weights, bytes } };
}
