import {
  auc,
  fineGrid,
  onGrid,
  REFERENCE_GRID,
  removedCount,
  wordGrid,
  type Direction,
} from '../faithfulness';
import type { Curves, ItemRecord, MethodRecord } from './records';

/** One number that a method gets on a question. */
export interface Metric {
  readonly id: string;
  /** Which way is good; positive perturbation wants a small area, the others large values. */
  readonly better: 'low' | 'high';
  /** Undefined where the question has no such value (nothing justifies its answer). */
  value(record: MethodRecord, item: ItemRecord): number | undefined;
}

/** Grids and variants on which curves are read. */
export type Reading = 'fine' | 'reference' | 'inPlace' | 'probability';

export const READINGS: Readonly<Record<'image' | 'text', readonly Reading[]>> = {
  image: ['fine', 'reference', 'probability'],
  text: ['fine', 'reference', 'inPlace', 'probability'],
};

export const DIRECTIONS: readonly Direction[] = ['positive', 'negative'];

/** Scores on one reading of one curve. */
export function areaUnder(
  record: MethodRecord,
  modality: 'image' | 'text',
  direction: Direction,
  reading: Reading,
  patches: number,
): number {
  if (reading === 'probability') return record.probability[modality][direction];
  if (modality === 'image') {
    const curve = { fractions: fineGrid(patches), scores: record.image[direction] };
    return auc(reading === 'reference' ? onGrid(curve, REFERENCE_GRID) : curve);
  }
  const { [direction]: scores } = reading === 'inPlace' ? record.textInPlace : record.text;
  return reading === 'reference' ? auc(wordsOnReferenceGrid(scores)) : auc(wordCurve(scores));
}

/** The curve over words on its own grid 0, 1/N, … 1. */
export const wordCurve = (scores: readonly number[]) => ({ fractions: wordGrid(scores.length - 1), scores });

/** As the reference reads words: at fraction f, round(f · N) of them are gone. */
function wordsOnReferenceGrid(scores: readonly number[]) {
  const words = scores.length - 1;
  return {
    fractions: REFERENCE_GRID,
    scores: REFERENCE_GRID.map((fraction) => scores[removedCount(fraction, words)]!),
  };
}

/** All metrics, by the ids under which tests name them: `image.positive.fine`, …, `truth.mass`, …. */
export function metricsOf(patches: number): Metric[] {
  const areas = (['image', 'text'] as const).flatMap((modality) =>
    DIRECTIONS.flatMap((direction) =>
      READINGS[modality].map((reading): Metric => ({
        id: `${modality}.${direction}.${reading}`,
        better: direction === 'positive' ? 'low' : 'high',
        value: (record) => areaUnder(record, modality, direction, reading, patches),
      })),
    ),
  );
  const truths = (['mass', 'rank', 'pointing'] as const).map((name): Metric => ({
    id: `truth.${name}`,
    better: 'high',
    value: ({ truth }, { family }) => (family === BACKGROUND ? undefined : truth?.[name]),
  }));
  return [...areas, ...truths];
}

/** Family whose reasons are not objects; its ground truth stands apart. */
export const BACKGROUND = 'background';

/** Fractions at which the mean curve over words is drawn: questions differ in their number of words. */
export const WORD_FRACTIONS: readonly number[] = Array.from({ length: 21 }, (_, n) => n / 20);

/** Mean over questions of one curve, for drawing; words are interpolated between their points. */
export function meanScores(
  records: readonly MethodRecord[],
  modality: 'image' | 'text',
  direction: keyof Curves,
  patches: number,
): { fractions: readonly number[]; scores: number[] } {
  const rows = records.map((record) =>
    modality === 'image'
      ? record.image[direction]
      : WORD_FRACTIONS.map((fraction) => interpolated(record.text[direction], fraction)),
  );
  const fractions = modality === 'image' ? fineGrid(patches) : WORD_FRACTIONS;
  return {
    fractions,
    scores: fractions.map((_, n) => rows.reduce((sum, row) => sum + row[n]!, 0) / rows.length),
  };
}

/** Value at a fraction of equally spaced scores, linear between them. */
export function interpolated(scores: readonly number[], fraction: number): number {
  const at = fraction * (scores.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, scores.length - 1);
  return scores[low]! + (at - low) * (scores[high]! - scores[low]!);
}
