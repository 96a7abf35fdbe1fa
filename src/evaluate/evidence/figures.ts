import { IMPORTANCES } from '../../relevance/importance';
import type { Importance } from '../../relevance/types';
import { METHODS } from '../../methods/registry';
import type { Comparison } from '../comparisons';
import { MAIN_METRICS } from '../markdown';
import type { EvaluationDocument } from '../report';
import type { MethodSummary } from '../summary';
import { chooseImportance } from './choice';

/** Raised when a field changes its meaning. */
export const FIGURES_SCHEMA = 1;

/** A method as it was measured. */
export interface MeasuredMethod {
  readonly id: string;
  /** Of methods that weigh tokens. */
  readonly importance?: Importance;
}

/** A mean and its 95 % interval, each 0 … 1; higher is better. */
export interface Figure {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface MethodFigures extends MeasuredMethod {
  /** Share of the map on the objects that justify the answer; left out where no truth is known. */
  readonly objects?: Figure;
  /** Share of answers lost as the most relevant patches go first: 1 − area under accuracy, on the fine grid. */
  readonly patches: Figure;
  /** The same of words, one by one. */
  readonly words: Figure;
}

/** A paired test of a weighted variant against `equal` on the same questions. */
export interface FiguresComparison extends Pick<
  Comparison,
  'metric' | 'n' | 'difference' | 'interval' | 'favours' | 'holm'
> {
  readonly method: MeasuredMethod;
  readonly against: MeasuredMethod;
}

/** What the page shows beside methods: the figures of `docs/evidence.md`, as they stand there. */
export interface EvidenceFigures {
  readonly schema: typeof FIGURES_SCHEMA;
  readonly model: { readonly id: string; readonly sha256: string };
  readonly dataset: string;
  /** Questions. */
  readonly n: number;
  readonly pictures: number;
  readonly seed: number;
  readonly command: string;
  /** Chosen on other questions than those behind the figures. */
  readonly recommended: MeasuredMethod;
  readonly methods: readonly MethodFigures[];
  readonly comparisons: readonly FiguresComparison[];
}

/** Figures of the test results; what is recommended was chosen on the validation results. */
export function evidenceFigures(
  val: EvaluationDocument,
  test: EvaluationDocument,
  kept?: string,
): EvidenceFigures {
  const { model, dataset, n, pictures, seed, command } = test;
  const summaries = test.methods ?? {};
  const measured = (name: string) => measuredMethod(name, summaries[name]?.importance);
  return {
    schema: FIGURES_SCHEMA,
    model: { id: model.id, sha256: model.sha256 },
    ...{ dataset, n, pictures, seed, command },
    recommended: { id: 'weighted', importance: importanceOf(chooseImportance(val, kept).importance) },
    methods: Object.entries(summaries).map(([name, summary]) => ({
      ...measured(name),
      ...figuresOf(summary),
    })),
    comparisons: (test.comparisons ?? []).filter(isShown).map((test) => ({
      metric: test.metric,
      method: measured(test.method),
      against: measured(test.against),
      n: test.n,
      difference: to(4, test.difference),
      interval: [to(4, test.interval[0]), to(4, test.interval[1])],
      favours: test.favours,
      holm: to(4, test.holm),
    })),
  };
}

function figuresOf({ image, text, groundTruth: truth }: MethodSummary) {
  return {
    ...(truth ? { objects: figure(truth.mass, truth.intervals.mass) } : {}),
    patches: lost(image.positive.auc, image.positive.interval),
    words: lost(text.positive.auc, text.positive.interval),
  };
}

/** Whether the page shows a comparison: the paper's question, on the metrics that decide. */
export const isShown = ({ metric, method, against }: Pick<Comparison, 'metric' | 'method' | 'against'>) =>
  MAIN_METRICS.includes(metric) && /^weighted(-|$)/.test(method) && against === 'equal';

/** To three digits, as the document has it. */
export const figure = (value: number, [low, high]: readonly [number, number]): Figure => ({
  value: to(3, value),
  low: to(3, low),
  high: to(3, high),
});

/** 1 − area, of the digits that the document shows: rounded twice, the two could differ in the last one. */
export function lost(area: number, interval: readonly [number, number]): Figure {
  const { value, low, high } = figure(area, interval);
  return figure(1 - value, [1 - high, 1 - low]);
}

/**
 * Takes a result's name of a method (`equal`, `weighted-norm-ln`) apart.
 *
 * @param importance what the result says it weighs by, where the name does not
 * @throws Error when there is no such method or importance
 */
export function measuredMethod(name: string, importance?: string): MeasuredMethod {
  if (METHODS.some(({ id }) => id === name))
    return { id: name, ...(importance === undefined ? {} : { importance: importanceOf(importance) }) };
  for (const known of IMPORTANCES)
    for (const { id } of METHODS) if (`${id}-${known}` === name) return { id, importance: known };
  throw new Error(`The results name a method "${name}", which nobody knows.`);
}

export function importanceOf(name: string): Importance {
  const found = IMPORTANCES.find((importance) => importance === name);
  if (found) return found;
  throw new Error(`The results name an importance "${name}", which is not among ${IMPORTANCES.join(', ')}.`);
}

/** Never −0, which JSON does not know. */
const to = (digits: number, value: number): number => Number(value.toFixed(digits)) + 0;
