/** What one point of a dense output is. */
import type { AnswerData } from '../answer';
import { readable } from '../readable';

type Output = AnswerData['output'];

/** Value of a point with its unit, “2.4 m”; its grey where an output has no values. */
export function valueText({ values, unit, greys }: Output, at: number): string {
  const text = readable((values ?? greys)[at] ?? NaN);
  return unit ? `${text}\u00a0${unit}` : text;
}

/** Class or value of a point: “cup”, “2.4 m”. */
export function pointText(data: Output, at: number): string {
  if (!data.classes) return valueText(data, at);
  const id = data.classes[at];
  return id === undefined ? '' : (data.names?.[id] ?? `class ${id}`);
}
