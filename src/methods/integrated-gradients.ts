import { CITATIONS } from './citations';
import { BASELINE, inputsOf, rowProducts } from './input-times-gradient';
import { method } from './method';
import type { Probe, ProbedInputs, ProbedMaps, ProbeInputs } from './probe';

/** Points on the path from the empty input to the input. */
export const PATH_STEPS = 32;

/** Points that are run together. */
const BATCH = 8;

/**
 * Integrated gradients (Sundararajan et al. 2017, arXiv 1703.01365, eq. 1): (x − x′) · ∫ ∂y/∂x dα along the
 * straight path from an empty input x′ (α = 0) to x (α = 1). The image's path goes with the whole text, the text's with
 * the whole image, as the removal tests take one away at a time. Each map then sums to the change of y as its input is
 * emptied; by how much it misses that is stated, as a share of that change (`completenessError…`).
 */
export async function integratedGradientsMaps(probe: Probe, steps = PATH_STEPS): Promise<ProbedMaps> {
  const inputs = inputsOf(probe, 'integrated-gradients');
  const { given, empty } = inputs;
  const imageAt = (share: number): ProbeInputs => ({
    ...given,
    patches: between(empty.patches, given.patches, share),
  });
  const textAt = (share: number): ProbeInputs => ({
    ...given,
    embeds: between(empty.embeds, given.embeds, share),
  });
  const { rows, cols } = probe.grid;
  const image = await alongPath(inputs, imageAt, 'patches', rows * cols, steps);
  const text = await alongPath(inputs, textAt, 'embeds', probe.wordIds.length, steps);
  const [y, withoutImage, withoutText] = await inputs.scores([given, imageAt(0), textAt(0)]);
  return {
    maps: probe.maps(image, text),
    facts: {
      baseline: BASELINE,
      steps,
      completenessErrorImage: missed(image, y! - withoutImage!),
      completenessErrorText: missed(text, y! - withoutText!),
    },
  };
}

/** |Σ map − change| as a share of |change|; of 1 where nothing changes. */
export function missed(map: Float64Array, change: number): number {
  const sum = map.reduce((a, b) => a + b, 0);
  return Math.abs(sum - change) / (change === 0 ? 1 : Math.abs(change));
}

/**
 * Point `n` of `steps` with its weight in the integral: midpoints in u where α = u³. A layer norm blows up what little
 * there is of an almost empty input, so most of the change happens at small α, and most points lie there.
 */
export function pathPoint(n: number, steps: number): { share: number; weight: number } {
  const u = (n + 0.5) / steps;
  return { share: u ** 3, weight: (3 * u ** 2) / steps };
}

const between = (from: Float32Array, to: Float32Array, share: number): Float32Array =>
  from.map((start, i) => start + share * (to[i]! - start));

async function alongPath(
  { given, empty, gradients }: ProbedInputs,
  at: (share: number) => ProbeInputs,
  input: keyof ProbeInputs,
  rows: number,
  steps: number,
): Promise<Float64Array> {
  const total = new Float64Array(given[input].length);
  for (let first = 0; first < steps; first += BATCH) {
    const count = Math.min(BATCH, steps - first);
    const points = Array.from({ length: count }, (_, n) => pathPoint(first + n, steps));
    const found = (await gradients(points.map(({ share }) => at(share))))[input];
    points.forEach(({ weight }, row) => {
      const offset = row * total.length;
      for (let i = 0; i < total.length; i++) total[i]! += weight * found[offset + i]!;
    });
  }
  return rowProducts(
    given[input].map((value, i) => value - empty[input][i]!),
    total,
    rows,
  );
}

export const integratedGradients = method({
  id: 'integrated-gradients',
  link: 14,
  title: 'Integrated gradients',
  sentence:
    'Input × gradient averaged on the way from an empty input to this one, so that the parts sum to the change of the score.',
  citation: CITATIONS.sundararajan2017axiomatic,
  cost: 'many-backwards',
  needs: ['input-gradients'],
  usesStartLayer: false,
  seeded: false,
  page: null,
  compute: { kind: 'probe', maps: (probe) => integratedGradientsMaps(probe) },
});
