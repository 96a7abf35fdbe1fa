import { clusterBootstrap } from '../faithfulness';
import type { Baselines } from './dataset';

/** What is kept of one question: enough to make every accuracy figure. */
export interface AnswerRecord {
  readonly id: string;
  readonly picture: string;
  readonly family: string;
  readonly answer: string;
  readonly truth: string;
  /** Credit for the answer, 0 … 1. */
  readonly credit: number;
}

/** An accuracy with its confidence interval. */
export interface Rate {
  readonly n: number;
  readonly accuracy: number;
  readonly interval: readonly [number, number];
}

export interface AccuracyReport {
  readonly overall: number;
  /** 95 %, bootstrap over pictures. */
  readonly interval: readonly [number, number];
  readonly families: Readonly<Record<string, Rate>>;
  readonly baselines: Baselines & { readonly families?: Readonly<Record<string, Baselines>> };
  /** Share of pictures whose own caption comes first. */
  readonly retrieval?: Rate & { readonly among: number };
}

/** Accuracy overall and by family; questions on one picture are resampled together. */
export function accuracyReport(
  answers: readonly AnswerRecord[],
  baselines: AccuracyReport['baselines'],
  seed: number,
): AccuracyReport {
  const overall = rate(answers, seed);
  const names = [...new Set(answers.map(({ family }) => family))].sort();
  return {
    overall: overall.accuracy,
    interval: overall.interval,
    families: Object.fromEntries(
      names.map((name) => [
        name,
        rate(
          answers.filter(({ family }) => family === name),
          seed,
        ),
      ]),
    ),
    baselines,
  };
}

export function rate(records: readonly { credit: number; picture: string }[], seed: number): Rate {
  const { mean, interval, n } = clusterBootstrap(
    records.map(({ credit }) => credit),
    records.map(({ picture }) => picture),
    { seed },
  );
  return { n, accuracy: mean, interval };
}
