import type { Comparison } from '../comparisons';
import type { EvaluationDocument } from '../report';

/** Corrected p-values up to this count as a difference. */
const LEVEL = 0.05;

const METRICS: readonly (readonly [metric: string, label: string])[] = [
  ['image.positive.fine', 'patches, most relevant first (area, lower is better)'],
  ['image.negative.fine', 'patches, least relevant first (area, higher is better)'],
  ['text.positive.fine', 'words, most relevant first (area, lower is better)'],
  ['text.negative.fine', 'words, least relevant first (area, higher is better)'],
  ['truth.mass', 'ground truth, mass (higher is better)'],
  ['truth.rank', 'ground truth, rank (higher is better)'],
];

/** One line a metric: whether a method beats another, by how much, and how sure that is. */
export function verdictLines(
  { comparisons = [] }: EvaluationDocument,
  method: string,
  against: string,
): string[] {
  return METRICS.flatMap(([metric, label]) => {
    const found = comparisons.find(
      (one) => one.metric === metric && one.method === method && one.against === against,
    );
    return found ? [`- ${label}: ${sentence(found)}`] : [];
  });
}

/** The claim in one sentence, counted over the same metrics. */
export function overallVerdict(document: EvaluationDocument, method: string, against: string): string {
  const found = METRICS.flatMap(([metric]) =>
    (document.comparisons ?? []).filter(
      (one) => one.metric === metric && one.method === method && one.against === against,
    ),
  );
  const count = (favours: Comparison['favours']) =>
    found.filter((one) => one.holm <= LEVEL && one.favours === favours).length;
  const [better, worse] = [count('method'), count('against')];
  return `Of ${found.length} measures, \`${method}\` is better than \`${against}\` on ${better}, worse on ${worse}, and no difference is shown on ${found.length - better - worse} (paired sign-flip tests, Holm-corrected, ${LEVEL}).`;
}

function sentence({ difference, interval, favours, holm, method, against }: Comparison): string {
  const [low, high] = interval;
  const size = `${signed(difference)} [${signed(low)}, ${signed(high)}], p = ${holm.toFixed(4)} after Holm`;
  if (holm > LEVEL || favours === 'neither') return `no difference is shown (${size})`;
  return `\`${favours === 'method' ? method : against}\` is better (${size})`;
}

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
