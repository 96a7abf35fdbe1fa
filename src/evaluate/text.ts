import { areaTable, truthTable } from './markdown';
import type { EvaluationDocument } from './report';

/** A result for people who read it in a terminal. */
export function evaluationText(document: EvaluationDocument): string {
  const { accuracy, dataset, n, pictures, seed, model } = document;
  const { families, baselines, retrieval } = accuracy;
  return [
    `${dataset}: ${n} questions on ${pictures} pictures, seed ${seed}, model ${model.id} ${model.sha256.slice(0, 12)}`,
    `accuracy      ${percent(accuracy.overall)} ${range(accuracy.interval)}`,
    ...Object.entries(families).map(
      ([name, one]) => `  ${name.padEnd(12)}${percent(one.accuracy)} ${range(one.interval)}  n ${one.n}`,
    ),
    `without the picture: most frequent answer ${percent(baselines.majority)}, by question ${percent(baselines.questionOnly)}`,
    ...(retrieval
      ? [
          `own caption first among ${retrieval.among}: ${percent(retrieval.accuracy)} ${range(retrieval.interval)}  n ${retrieval.n}`,
        ]
      : []),
    ...(document.methods
      ? [
          '',
          areaTable(document, 'image'),
          '',
          areaTable(document, 'text'),
          '',
          truthTable(document, 'all') ?? '',
        ]
      : []),
  ].join('\n');
}

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

const range = ([low, high]: readonly [number, number]): string =>
  `[${(100 * low).toFixed(1)}, ${(100 * high).toFixed(1)}]`;
