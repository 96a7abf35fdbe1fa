import { markdownCode, markdownText } from '../tensor/cell';
import type { EvaluationDocument } from './report';
import type { AreaSummary, MethodSummary, TruthSummary } from './summary';

/** A Markdown table; the first column is text, which `markdownText` has to have made harmless, the others numbers. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, n) => (n === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

/** "0.312 [0.290, 0.334]" */
export const estimate = (value: number, [low, high]: readonly [number, number]): string =>
  `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;

/** n, seed, digest and command: what every table must say about itself. */
export function provenance({ dataset, n, pictures, seed, model, command }: EvaluationDocument): string {
  return `${markdownText(dataset)}, n = ${n} questions on ${pictures} pictures, seed ${seed}, model ${model.id} with SHA-256 ${model.sha256}, 95 % intervals by a bootstrap over pictures. Command: ${markdownCode(command)}`;
}

export function accuracyTable({ accuracy }: EvaluationDocument): string {
  const { families, baselines, overall, interval } = accuracy;
  const share = (value: number) => `${(100 * value).toFixed(1)} %`;
  const range = ([low, high]: readonly [number, number]) => `${share(low)} … ${share(high)}`;
  const total = Object.values(families).reduce((sum, { n }) => sum + n, 0);
  return markdownTable(
    ['family', 'n', 'accuracy', '95 % interval', 'most frequent answer', 'question only'],
    [
      [
        'all',
        String(total),
        share(overall),
        range(interval),
        share(baselines.majority),
        share(baselines.questionOnly),
      ],
      ...Object.entries(families).map(([name, one]) => [
        markdownText(name),
        String(one.n),
        share(one.accuracy),
        range(one.interval),
        ...(['majority', 'questionOnly'] as const).map((kind) => {
          const known = baselines.families?.[name]?.[kind];
          return known === undefined ? '' : share(known);
        }),
      ]),
    ],
  );
}

/** Areas under the perturbation curves of patches or of words, on every grid. */
export function areaTable({ methods = {} }: EvaluationDocument, modality: 'image' | 'text'): string {
  const cells = (area: AreaSummary) => [
    estimate(area.auc, area.interval),
    estimate(area.reference.auc, area.reference.interval),
    ...(area.inPlace ? [estimate(area.inPlace.auc, area.inPlace.interval)] : []),
    estimate(area.probability.auc, area.probability.interval),
  ];
  const readings = [
    modality === 'image' ? 'fine grid' : 'word by word',
    'reference grid',
    ...(modality === 'text' ? ['words in place'] : []),
    'probability',
  ];
  const head = [
    'method',
    ...['positive ↓', 'negative ↑'].flatMap((side) => readings.map((reading) => `${side} ${reading}`)),
  ];
  return markdownTable(
    head,
    Object.entries(methods).map(([name, method]) => [
      label(name, method),
      ...cells(method[modality].positive),
      ...cells(method[modality].negative),
    ]),
  );
}

export type TruthSubset = 'all' | 'correct' | 'background';

/** Agreement with ground truth, with what a random map and the best map would reach; null where nothing is known. */
export function truthTable({ methods = {} }: EvaluationDocument, subset: TruthSubset): string | null {
  const found = Object.entries(methods).flatMap(([name, method]) => {
    const truth = truthOf(method, subset);
    return truth ? [[label(name, method), truth] as const] : [];
  });
  const first = found[0]?.[1];
  if (!first) return null;
  const metrics = ['mass', 'rank', 'pointing'] as const;
  return markdownTable(
    ['method', ...metrics.flatMap((metric) => [metric, `${metric} lift`])],
    [
      ...found.map(([name, truth]) => [
        name,
        ...metrics.flatMap((metric) => [
          estimate(truth[metric], truth.intervals[metric]),
          truth.lift[metric].toFixed(3),
        ]),
      ]),
      ['*random, by theory*', ...metrics.flatMap(() => [first.random.toFixed(3), '0'])],
      ['*ceiling*', ...metrics.flatMap((metric) => [first.ceiling[metric].toFixed(3), '1'])],
    ],
  );
}

function truthOf(method: MethodSummary, subset: TruthSubset): TruthSummary | undefined {
  const { groundTruth: truth } = method;
  return subset === 'all' ? truth : truth?.[subset];
}

/** Paired tests on chosen metrics. */
export function comparisonTable(
  { comparisons = [] }: EvaluationDocument,
  metrics: readonly string[],
): string {
  return markdownTable(
    ['metric', 'method', 'against', 'n', 'difference', 'in favour of', 'p', 'p (Holm)'],
    comparisons
      .filter(({ metric }) => metrics.includes(metric))
      .map(({ metric, method, against, n, difference, interval, favours, p, holm }) => [
        metric,
        method,
        against,
        String(n),
        `${difference.toFixed(4)} [${interval[0].toFixed(4)}, ${interval[1].toFixed(4)}]`,
        favours === 'neither' ? 'neither' : favours === 'method' ? method : against,
        p.toFixed(4),
        holm.toFixed(4),
      ]),
  );
}

const label = (name: string, { importance }: MethodSummary): string =>
  importance === undefined || name.endsWith(`-${importance}`) ? name : `${name} (${importance})`;

/** Metrics that decide: both directions on the fine grid, and two scores of ground truth. */
export const MAIN_METRICS: readonly string[] = [
  'image.positive.fine',
  'image.negative.fine',
  'text.positive.fine',
  'text.negative.fine',
  'truth.mass',
  'truth.rank',
];

/** The whole result as Markdown. */
export function markdownReport(document: EvaluationDocument): string {
  const parts = [
    `# ${markdownText(document.dataset)}`,
    provenance(document),
    '## Accuracy',
    accuracyTable(document),
  ];
  if (document.methods) {
    parts.push('## Removing patches', areaTable(document, 'image'));
    parts.push('## Removing words', areaTable(document, 'text'));
    for (const [subset, title] of [
      ['all', 'Ground truth, questions on objects'],
      ['correct', 'Ground truth, questions on objects that were answered rightly'],
      ['background', 'Ground truth, questions on the background'],
    ] as const) {
      const table = truthTable(document, subset);
      if (table !== null) parts.push(`## ${title}`, table);
    }
    parts.push('## Paired tests', comparisonTable(document, MAIN_METRICS));
  }
  return `${parts.join('\n\n')}\n`;
}
