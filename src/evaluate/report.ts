import { accuracyReport, rate, type AccuracyReport } from './accuracy';
import { comparisons, type Comparison } from './comparisons';
import { EVALUATION_SCHEMA, type Header, type PictureRecord } from './records';
import { RETRIEVED_AMONG } from './scenes';
import { summarise, type MethodSummary } from './summary';

/** What `whylight evaluate --json` prints. */
export interface EvaluationDocument {
  readonly schema: number;
  readonly model: Header['model'];
  readonly dataset: string;
  /** Questions. */
  readonly n: number;
  readonly pictures: number;
  readonly seed: number;
  readonly settings: Header['settings'];
  readonly shard: Header['shard'];
  readonly command: string;
  readonly accuracy: AccuracyReport;
  /** By the method's name; left out when only accuracy was asked for. */
  readonly methods?: Readonly<Record<string, MethodSummary>>;
  readonly comparisons?: readonly Comparison[];
}

/** All figures from the records of one evaluation (or one shard of it). */
export function evaluationDocument(header: Header, records: readonly PictureRecord[]): EvaluationDocument {
  const { model, settings, baselines, shard, command } = header;
  const answers = records.flatMap(({ picture, items }) => items.map((item) => ({ ...item, picture })));
  const retrieved = records.flatMap(({ picture, retrieval }) =>
    retrieval === undefined ? [] : [{ picture, credit: retrieval }],
  );
  const accuracy = accuracyReport(answers, baselines, settings.seed);
  return {
    schema: EVALUATION_SCHEMA,
    model,
    dataset: settings.dataset,
    n: answers.length,
    pictures: records.length,
    seed: settings.seed,
    settings,
    shard,
    command,
    accuracy: {
      ...accuracy,
      ...(retrieved.length > 0
        ? { retrieval: { ...rate(retrieved, settings.seed), among: RETRIEVED_AMONG } }
        : {}),
    },
    ...(settings.methods.length > 0
      ? { methods: summarise(header, records), comparisons: comparisons(header, records) }
      : {}),
  };
}
