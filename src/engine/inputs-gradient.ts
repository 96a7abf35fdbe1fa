import type { Model } from './model';
import { readTensorF32 } from '../weights/values';
import type { ExplainedMaps } from '../relevance';
import type { Feed, Feeds } from './inputs';
import { TensorPool } from './program';

/** One image and question whose inputs are to be explained, and the vector c of y = c · logits. */
export interface InputExample {
  /** [N, 3p²], normalised pixels as the network reads them. */
  readonly patches: Float32Array;
  readonly ids: readonly number[];
  /** Word of each token; −1 for start and end, which no method counts as evidence. */
  readonly wordIds: readonly number[];
  /** Length: answers. One-hot, or e_A − e_B for "A rather than B": the maps are linear in it. */
  readonly target: Float32Array;
}

/** Maps with what a reader must know to judge them. */
export interface InputMaps extends ExplainedMaps {
  readonly facts: Readonly<Record<string, number | string>>;
}

/** Gradients of y with respect to the inputs, one row an example: [rows, N + 1, 3p²] and [rows, L, d]. */
export interface InputGradients {
  readonly patches: Float32Array;
  readonly embeds: Float32Array;
}

/** The inputs as the programs read them: pixels of patches (class token's row zero), token plus position embeddings. */
export function exampleFeeds(model: Model, { patches, ids }: InputExample): Feeds {
  return { ...model.embeddings.image([{ patches }]), ...model.embeddings.text([{ ids }]) };
}

/** Gradients at inputs that differ from each other in `patches` or `text_embeds` only; other feeds are repeated. */
export async function inputGradients(
  model: Model,
  rows: readonly Feeds[],
  target: Float32Array,
): Promise<InputGradients> {
  const { vision, answer, explain } = await model.programs({ detail: 'inputs' });
  const pool = new TensorPool();
  try {
    model.feed(pool, stackedFeeds(rows));
    const targets = new Float32Array(rows.length * target.length);
    rows.forEach((_, row) => targets.set(target, row * target.length));
    model.feed(pool, { target: { shape: [rows.length, target.length], data: targets } });
    for (const program of [vision, answer, explain]) await program.run(pool, pool);
    const read = (name: string) => pool.get(name)!.data as Float32Array;
    return { patches: read('d patches'), embeds: read('d text_embeds') };
  } finally {
    pool.dispose();
  }
}

/** Feeds that carry a batch, stacked; masks and identities, which have none, once. */
export function stackedFeeds(rows: readonly Feeds[]): Feeds {
  return Object.fromEntries(
    Object.entries(rows[0]!).map(([name, first]): [string, Feed] => {
      if (!BATCHED.has(name)) return [name, first];
      const data = new Float32Array(rows.length * first.data.length);
      rows.forEach((feeds, row) => data.set(feeds[name]!.data, row * first.data.length));
      return [name, { shape: [rows.length, ...first.shape.slice(1)], data }];
    }),
  );
}

const BATCHED = new Set(['patches', 'image_base', 'text_embeds', 'end_selector']);

/** What the baseline leaves of the question: the positions of its words, and start and end whole. */
export function baselineEmbeds(model: Model, example: InputExample, embeds: Float32Array): Float32Array {
  const d = model.config.clip.text_config.hidden_size;
  const positions = readTensorF32(model.folder.weights, 'text_model.embeddings.position_embedding.weight');
  const out = embeds.slice();
  example.wordIds.forEach((word, token) => {
    if (word >= 0) out.set(positions.subarray(token * d, (token + 1) * d), token * d);
  });
  return out;
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
export async function inputTimesGradient(model: Model, example: InputExample): Promise<InputMaps> {
  const feeds = exampleFeeds(model, example);
  const gradient = await inputGradients(model, [feeds], example.target);
  const embeds = feeds.text_embeds!.data;
  const empty = baselineEmbeds(model, example, embeds);
  const patches = feeds.patches!.data;
  return {
    image: rowProducts(patches, gradient.patches, feeds.patches!.shape[1]!).subarray(1),
    text: rowProducts(
      embeds.map((value, i) => value - empty[i]!),
      gradient.embeds,
      example.ids.length,
    ),
    facts: { baseline: BASELINE },
  };
}

/** What counts as an empty input, in words. */
export const BASELINE = 'mean-colour image; word embeddings of zero at their positions';
