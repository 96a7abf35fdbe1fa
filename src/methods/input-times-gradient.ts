import { MethodError } from '../relevance/errors';
import { CITATIONS } from './citations';
import { method } from './method';
import type { Probe, ProbedInputs, ProbedMaps } from './probe';

/** What counts as an empty input, in words. */
export const BASELINE = 'mean-colour image; word embeddings of zero at their positions';

/** The inputs of an example as numbers. @throws MethodError where the model gives none */
export function inputsOf({ inputs }: Probe, id: string): ProbedInputs {
  if (inputs) return inputs;
  throw new MethodError(`Method ${id} needs gradients of the inputs, which this model does not give.`);
}

/** Σ over the numbers of each row of difference · gradient, rows of equal length. */
export function rowProducts(
  difference: Float32Array,
  gradient: ArrayLike<number>,
  rows: number,
): Float64Array {
  const width = difference.length / rows;
  const sums = new Float64Array(rows);
  for (let i = 0; i < difference.length; i++) sums[Math.floor(i / width)]! += difference[i]! * gradient[i]!;
  return sums;
}

/**
 * Input × gradient (Shrikumar et al. 2016, arXiv 1605.01713): Σ x · ∂y/∂x over the pixels of each patch and over the
 * embedding of each token, without its position. Signed: what is below zero speaks against the answer. A pixel counts
 * from the mean colour of CLIP's training images, which normalisation makes zero. Cost: one backward pass.
 */
async function inputTimesGradientMaps(probe: Probe): Promise<ProbedMaps> {
  const { given, empty, gradients } = inputsOf(probe, 'inputxgradient');
  const gradient = await gradients([given]);
  const patches = probe.grid.rows * probe.grid.cols;
  return {
    maps: probe.maps(
      rowProducts(given.patches, gradient.patches, patches),
      rowProducts(
        given.embeds.map((value, i) => value - empty.embeds[i]!),
        gradient.embeds,
        probe.wordIds.length,
      ),
    ),
    facts: { baseline: BASELINE },
  };
}

export const inputTimesGradient = method({
  id: 'inputxgradient',
  link: 13,
  title: 'Input × gradient',
  sentence: 'Pixels and word embeddings times their gradient, summed over each patch and word.',
  citation: CITATIONS.shrikumar2016black,
  cost: 'one-backward',
  needs: ['input-gradients'],
  usesStartLayer: false,
  seeded: false,
  page: null,
  compute: { kind: 'probe', maps: inputTimesGradientMaps },
});
