import type { Feeds } from './inputs';
import {
  BASELINE,
  baselineEmbeds,
  exampleFeeds,
  inputGradients,
  rowProducts,
  stackedFeeds,
  type InputExample,
  type InputMaps,
} from './inputs-gradient';
import type { Model } from './model';
import { TensorPool } from './program';

/** Points on the path from the empty input to the input. */
export const PATH_STEPS = 32;

/** Points that are run together. */
const BATCH = 8;

/**
 * Integrated gradients (Sundararajan et al. 2017, arXiv 1703.01365, eq. 1): (x − x′) · ∫ ∂y/∂x dα along the
 * straight path from an empty input x′ (α = 0) to x (α = 1). The image's path goes with the whole question, the
 * question's with the whole image, as the removal tests take one away at a time. Each map then sums to the change of y
 * as its input is emptied; by how much it misses that is stated, as a share of that change (`completenessError…`).
 */
export async function integratedGradients(
  model: Model,
  example: InputExample,
  steps = PATH_STEPS,
): Promise<InputMaps> {
  const full = exampleFeeds(model, example);
  const [patches, embeds] = [full.patches!, full.text_embeds!];
  const emptyPatches = new Float32Array(patches.data.length);
  const emptyEmbeds = baselineEmbeds(model, example, embeds.data);
  const imageAt = (share: number): Feeds => ({
    ...full,
    patches: { ...patches, data: between(emptyPatches, patches.data, share) },
  });
  const textAt = (share: number): Feeds => ({
    ...full,
    text_embeds: { ...embeds, data: between(emptyEmbeds, embeds.data, share) },
  });
  const image = await alongPath(model, imageAt, 'patches', emptyPatches, example.target, steps);
  const text = await alongPath(model, textAt, 'text_embeds', emptyEmbeds, example.target, steps);
  const [y, withoutImage, withoutText] = await scores(model, [full, imageAt(0), textAt(0)], example.target);
  return {
    image: image.subarray(1),
    text,
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
  model: Model,
  at: (share: number) => Feeds,
  input: 'patches' | 'text_embeds',
  empty: Float32Array,
  target: Float32Array,
  steps: number,
): Promise<Float64Array> {
  const total = new Float64Array(empty.length);
  for (let first = 0; first < steps; first += BATCH) {
    const count = Math.min(BATCH, steps - first);
    const points = Array.from({ length: count }, (_, n) => pathPoint(first + n, steps));
    const gradients = await inputGradients(
      model,
      points.map(({ share }) => at(share)),
      target,
    );
    const found = input === 'patches' ? gradients.patches : gradients.embeds;
    points.forEach(({ weight }, row) => {
      const offset = row * empty.length;
      for (let i = 0; i < empty.length; i++) total[i]! += weight * found[offset + i]!;
    });
  }
  const { data, shape } = at(1)[input]!;
  return rowProducts(
    data.map((value, i) => value - empty[i]!),
    total,
    shape[1]!,
  );
}

/** y = c · logits of inputs. */
async function scores(model: Model, rows: readonly Feeds[], target: Float32Array): Promise<number[]> {
  const { vision, answer } = await model.programs({ detail: 'inputs' });
  const pool = new TensorPool();
  try {
    model.feed(pool, stackedFeeds(rows));
    await vision.run(pool, pool);
    await answer.run(pool, pool);
    const logits = pool.get('logits')!.data as Float32Array;
    return rows.map((_, row) => target.reduce((y, c, i) => y + c * logits[row * target.length + i]!, 0));
  } finally {
    pool.dispose();
  }
}
