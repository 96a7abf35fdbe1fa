import type { ModelFiles } from '../../engine/architecture';
import type { Model } from '../../engine/model';
import { spearman } from '../../relevance';
import type { Dataset } from '../dataset';
import { noProgress } from '../progress';
import { firstAnswers, mapsOf, type MethodMaps } from './maps';
import { randomised, stagesOf } from './randomise';
import { similarity, type SanityOptions, type Similarity } from './similarity';

/** From this mean rank correlation on, with everything randomised, a method has not noticed. */
export const UNNOTICED_WEIGHTS = 0.5;

/** By stage. */
type Cascade = readonly (Similarity | null)[];

export interface RandomisationReport {
  /** From the answer down; each includes those before it. */
  readonly stages: readonly string[];
  /** By method: Spearman's rank correlation with the trained model's map after each stage. */
  readonly methods: Readonly<Record<string, { readonly image: Cascade; readonly text: Cascade }>>;
  /** Methods whose image map stays alike (mean of 0.5 and more) when every weight is randomised. */
  readonly unnoticed: readonly string[];
}

/** A model with its files, and how it is opened with other weights. */
export interface Reopened<Files extends Pick<ModelFiles, 'weights'>> {
  readonly model: Model;
  readonly files: Files;
  open(files: Files): Promise<Model>;
}

/**
 * Sanity checks of explanations (Adebayo et al. 2018, arXiv 1810.03292): the map of the trained model's first answer
 * must change as weights are randomised from the answer down. The answer that is explained stays the same.
 */
export async function weightRandomisation<Files extends Pick<ModelFiles, 'weights'>>(
  { model, files, open }: Reopened<Files>,
  dataset: Pick<Dataset, 'pictures'>,
  { methods, startLayer, seed, startProgress = noProgress }: SanityOptions,
): Promise<RandomisationReport> {
  const asked = await firstAnswers(model, dataset);
  const stages = stagesOf(files.weights.tensors.keys());
  const progress = startProgress('Randomising weights', asked.length * (stages.length + 1), 'explanations');
  const explainAll = async (by: Model) => {
    const found: MethodMaps[][] = [];
    for (const one of asked) {
      found.push(await mapsOf(by, one, methods, startLayer));
      progress.add(1);
    }
    return found;
  };
  const trained = await explainAll(model);
  const after: MethodMaps[][][] = [];
  for (const n of stages.keys()) {
    const covered = stages.slice(0, n + 1);
    const other = await open(randomised(files, (name) => covered.some(({ covers }) => covers(name)), seed));
    after.push(await explainAll(other));
    await other.dispose();
  }
  progress.end();
  const compare = (stage: number, method: number, modality: 'image' | 'text') =>
    similarity(
      asked.flatMap(({ picture }, n) => {
        const value = likeness(trained[n]![method]!, after[stage]![n]![method]!, modality);
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
 * Rank correlation of two maps; null where there is none. Where several prompts stand for an answer, other weights may
 * prefer another of them: its words are others, and cannot be compared.
 */
function likeness(a: MethodMaps, b: MethodMaps, modality: 'image' | 'text'): number | null {
  if (modality === 'text' && a.prompt !== b.prompt) return null;
  return spearman(a[modality], b[modality]);
}
