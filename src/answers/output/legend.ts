/** What the greys of a dense output stand for. */
import type { AnswerData } from '../answer';
import { valueText } from './point';

type Output = AnswerData['output'];

export interface LegendEntry {
  readonly text: string;
  /** 0 (black) to 1 (white). */
  readonly grey: number;
  /** Classes only: share of the points that have this class. */
  readonly share?: number;
}

/** Classes with their shares of the area, the largest first; of values, what the darkest and the lightest point are worth. */
export const legend = (data: Output): LegendEntry[] => (data.classes ? classLegend(data) : valueLegend(data));

function classLegend({ rows, cols, classes, names, greys }: Output): LegendEntry[] {
  const points = rows * cols;
  const found = new Map<number, { count: number; grey: number }>();
  for (let i = 0; i < points; i++) {
    const id = classes?.[i] ?? 0;
    const entry = found.get(id);
    if (entry) entry.count += 1;
    else found.set(id, { count: 1, grey: greys[i] ?? 0 });
  }
  return [...found]
    .map(([id, { count, grey }]) => ({ text: names?.[id] ?? `class ${id}`, grey, share: count / points }))
    .sort((a, b) => b.share - a.share);
}

function valueLegend(data: Output): LegendEntry[] {
  const { rows, cols, greys, values } = data;
  if (!values || rows * cols === 0) return [];
  let [darkest, lightest] = [0, 0];
  for (let i = 1; i < rows * cols; i++) {
    if (greys[i]! < greys[darkest]!) darkest = i;
    if (greys[i]! > greys[lightest]!) lightest = i;
  }
  // One grey all over has no two ends.
  const ends = greys[darkest] === greys[lightest] ? [darkest] : [darkest, lightest];
  return ends.map((i) => ({ text: valueText(data, i), grey: greys[i] ?? 0 }));
}
