import { createEngine, type ClipmapperEngine } from '../../engine/engine';
import { clusterBootstrap, massScore } from '../../faithfulness';
import { spearman, topOverlap } from '../../relevance';
import { WhylightError } from '../../tensor/error';
import { chunks } from '../answering';
import type { Dataset, Picture } from '../dataset';
import type { NamedMethod } from '../methods';
import { Progress } from '../../../node/evaluate/progress';
import { mapsOf, type Asked, type MethodMaps } from './maps';
import { randomised, stagesOf } from './randomise';

/** From this mean rank correlation on, with everything randomised, a method has not noticed. */
export const UNNOTICED_WEIGHTS = 0.5;

/** From this mean rank correlation on, between two questions on one image, a method has not noticed. */
export const UNNOTICED_QUESTION = 0.9;

/** A mean over questions with its 95 % interval, pictures resampled whole; null where nothing could be compared. */
export interface Similarity {
  readonly mean: number;
  readonly interval: readonly [number, number];
  readonly n: number;
}

export interface RandomisationReport {
  /** From the classifier down; each includes those before it. */
  readonly stages: readonly string[];
  /** By method: Spearman's rank correlation with the trained model's map after each stage. */
  readonly methods: Readonly<
    Record<
      string,
      { readonly image: readonly (Similarity | null)[]; readonly text: readonly (Similarity | null)[] }
    >
  >;
  /** Methods whose image map stays alike (mean of 0.5 and more) when every weight is randomised. */
  readonly unnoticed: readonly string[];
}

export interface SwapReport {
  /** Pairs of questions on one image. */
  readonly pairs: number;
  readonly methods: Readonly<
    Record<
      string,
      {
        /** Rank correlation of the two image maps. */
        readonly similarity: Similarity | null;
        /** Overlap of their top fifths. */
        readonly overlap: Similarity | null;
        /** Mass of a map on its own question's objects less that on the other's; above 0 when the map goes with the mask. */
        readonly ownMask: Similarity | null;
      }
    >
  >;
  /** Methods whose map stays alike (mean of 0.9 and more), or does not go with the mask (interval holds 0). */
  readonly unnoticed: readonly string[];
}

export interface SanityOptions {
  readonly methods: readonly NamedMethod[];
  readonly startLayer: number;
  readonly seed: number;
}

/** Value of each question with the picture that it is on. */
interface Value {
  readonly picture: string;
  readonly value: number;
}

/**
 * Sanity checks of explanations (Adebayo et al. 2018, arXiv 1810.03292): the map of the trained model's first answer
 * must change as weights are randomised from the answer down. The answer that is explained stays the same.
 */
export async function weightRandomisation(
  engine: ClipmapperEngine,
  dataset: Dataset,
  { methods, startLayer, seed }: SanityOptions,
): Promise<RandomisationReport> {
  const { model } = engine;
  const asked = await firstAnswers(engine, dataset.pictures);
  const stages = stagesOf(model.config);
  const progress = new Progress('Randomising weights', asked.length * (stages.length + 1), 'explanations');
  const explainAll = async (by: ClipmapperEngine) => {
    const found: MethodMaps[][] = [];
    for (const one of asked) {
      found.push(await mapsOf(by, one, methods, startLayer));
      progress.add(1);
    }
    return found;
  };
  const trained = await explainAll(engine);
  const after: MethodMaps[][][] = [];
  for (const n of stages.keys()) {
    const covered = stages.slice(0, n + 1);
    const folder = randomised(model.folder, (name) => covered.some(({ covers }) => covers(name)), seed);
    const other = await createEngine(model.ort, folder, model.backend);
    after.push(await explainAll(other));
    await other.dispose();
  }
  progress.end();
  const compare = (stage: number, method: number, modality: 'image' | 'text') =>
    similarity(
      asked.flatMap(({ picture }, n) => {
        const value = spearman(trained[n]![method]![modality], after[stage]![n]![method]![modality]);
        return value === null ? [] : [{ picture, value }];
      }),
      seed,
    );
  const found = methods.map(({ name }, method) => {
    const of = (modality: 'image' | 'text') => stages.map((_, stage) => compare(stage, method, modality));
    return [name, { image: of('image'), text: of('text') }] as const;
  });
  return {
    stages: stages.map(({ name }) => name),
    methods: Object.fromEntries(found),
    unnoticed: found.flatMap(([name, { image }]) =>
      (image.at(-1)?.mean ?? 0) >= UNNOTICED_WEIGHTS ? [name] : [],
    ),
  };
}

/**
 * Question swap: two questions on the same image. A map that is about the answer changes with the question, and lies more
 * on its own question's objects than on the other's.
 * @throws WhylightError when no picture has two questions
 */
export async function questionSwap(
  engine: ClipmapperEngine,
  dataset: Dataset,
  { methods, startLayer, seed }: SanityOptions,
): Promise<SwapReport> {
  const asked = await firstAnswers(engine, dataset.pictures);
  const pairs = dataset.pictures.flatMap(({ id }) => {
    const own = asked.filter(({ picture }) => picture === id);
    return chunks(own, 2).filter((pair) => pair.length === 2) as [AskedOn, AskedOn][];
  });
  if (pairs.length === 0) {
    throw new WhylightError(
      'bad-input',
      'No picture has two questions, so none can be swapped: ask for --per-picture 2 or more.',
    );
  }
  const progress = new Progress('Swapping questions', pairs.length, 'pairs');
  const similar: Value[][] = methods.map(() => []);
  const overlaps: Value[][] = methods.map(() => []);
  const ownMask: Value[][] = methods.map(() => []);
  for (const [first, second] of pairs) {
    const [a, b] = [
      await mapsOf(engine, first, methods, startLayer),
      await mapsOf(engine, second, methods, startLayer),
    ];
    const { picture } = first;
    methods.forEach((_, m) => {
      const [one, two] = [a[m]!.image, b[m]!.image];
      const value = spearman(one, two);
      if (value !== null) similar[m]!.push({ picture, value });
      overlaps[m]!.push({ picture, value: topOverlap(one, two) });
      const advantage = ownMaskAdvantage(one, two, first.coverage, second.coverage);
      if (advantage !== null) ownMask[m]!.push({ picture, value: advantage });
    });
    progress.add(1);
  }
  progress.end();
  const found = methods.map(({ name }, m) => {
    const [alike, mask] = [similarity(similar[m]!, seed), similarity(ownMask[m]!, seed)];
    return [name, { similarity: alike, overlap: similarity(overlaps[m]!, seed), ownMask: mask }] as const;
  });
  return {
    pairs: pairs.length,
    methods: Object.fromEntries(found),
    unnoticed: found.flatMap(([name, { similarity: alike, ownMask: mask }]) => {
      const still = alike !== null && alike.mean >= UNNOTICED_QUESTION;
      const apart = mask !== null && mask.interval[0] <= 0;
      return still || apart ? [name] : [];
    }),
  };
}

/**
 * Mean over the two maps of: mass on the own question's mask less mass on the other's. Null where a mask is missing or
 * both are the same: nothing can be told apart.
 */
export function ownMaskAdvantage(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  firstMask: Float32Array | null,
  secondMask: Float32Array | null,
): number | null {
  if (!firstMask || !secondMask || firstMask.every((share, p) => share === secondMask[p])) return null;
  const of = (map: ArrayLike<number>, own: Float32Array, other: Float32Array) =>
    massScore(map, own) - massScore(map, other);
  return (of(first, firstMask, secondMask) + of(second, secondMask, firstMask)) / 2;
}

interface AskedOn extends Asked {
  readonly picture: string;
  readonly coverage: Float32Array | null;
}

/** Every question with the model's first answer to it. */
async function firstAnswers(engine: ClipmapperEngine, pictures: readonly Picture[]): Promise<AskedOn[]> {
  const asked: AskedOn[] = [];
  for (const { id, items, draw } of pictures) {
    const drawn = await draw(engine.info.imageSize, engine.model.side);
    const image = await engine.encodeImage(drawn.pixels);
    for (const [n, { question }] of items.entries()) {
      const answered = await engine.answer(image, question);
      const answer = answered.answers[0]!.text;
      asked.push({ picture: id, drawn, question, answer, coverage: drawn.coverage[n]! });
      answered.dispose();
    }
    image.dispose();
  }
  return asked;
}

function similarity(values: readonly Value[], seed: number): Similarity | null {
  if (values.length === 0) return null;
  const { mean, interval, n } = clusterBootstrap(
    values.map(({ value }) => value),
    values.map(({ picture }) => picture),
    { seed },
  );
  return { mean, interval, n };
}
