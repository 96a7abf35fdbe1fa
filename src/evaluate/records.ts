import type { AccuracyReport } from './accuracy';

/** Version of the journal and of the result document; raised when a field changes its meaning. */
export const EVALUATION_SCHEMA = 1;

/** Everything that the figures depend on. Two runs with equal settings and model give equal records. */
export interface Settings {
  readonly dataset: string;
  readonly n: number;
  readonly seed: number;
  readonly perPicture: number;
  /** Names of the methods, `id` or `id-importance`. */
  readonly methods: readonly string[];
  /** Importance of each method that weighs tokens, as `name=importance`. */
  readonly importances: readonly string[];
  readonly startLayer: number;
  /** Permutations whose mean is the random curve. */
  readonly permutations: number;
}

/** First line of a journal. */
export interface Header {
  readonly whylight: 'evaluation';
  readonly schema: number;
  readonly model: { readonly id: string; readonly sha256: string };
  readonly settings: Settings;
  readonly shard: readonly [index: number, count: number];
  /** Pictures of the whole dataset, all shards together. */
  readonly pictures: number;
  /** Patches of the model's grid. */
  readonly patches: number;
  readonly baselines: AccuracyReport['baselines'];
  readonly command: string;
}

/** Scores of one curve: credit at each point of its grid. */
export type CurveScores = readonly number[];

/** Both directions of a perturbation test on one question. */
export interface Curves {
  readonly positive: CurveScores;
  readonly negative: CurveScores;
}

/** What one method did on one question. */
export interface MethodRecord {
  /** Credit along the fine grid of patches. */
  readonly image: Curves;
  /** Credit as words are removed one by one, 0 … all; positions close up. */
  readonly text: Curves;
  /** The same with the words that stay at their own positions. */
  readonly textInPlace: Curves;
  /** Areas under the curves of the explained answer's probability: fine grid of patches; words that close up. */
  readonly probability: {
    readonly image: { readonly positive: number; readonly negative: number };
    readonly text: { readonly positive: number; readonly negative: number };
  };
  /** Against the justifying patches; left out where there are none. */
  readonly truth?: TruthRecord;
}

/** Agreement with the justifying patches, each 0 … 1 (see `groundTruth`). */
export interface TruthRecord {
  readonly mass: number;
  readonly rank: number;
  readonly pointing: number;
}

/** What is known about a question's mask, whatever the method. */
export interface MaskRecord {
  /** Expected score of a random map. */
  readonly random: number;
  readonly ceiling: TruthRecord;
}

export interface ItemRecord {
  readonly id: string;
  readonly family: string;
  readonly answer: string;
  readonly truth: string;
  readonly credit: number;
  readonly mask?: MaskRecord;
  /** By the method's name; `random` is the mean over the permutations. Left out when only accuracy is asked for. */
  readonly methods?: Readonly<Record<string, MethodRecord>>;
}

/** Every further line of a journal: one picture with its questions. */
export interface PictureRecord {
  /** Place in the dataset. */
  readonly index: number;
  readonly picture: string;
  /** Image → caption retrieval, 0 … 1. */
  readonly retrieval?: number;
  readonly items: readonly ItemRecord[];
}
