import { rgb } from 'd3-color';
import { positionOf, type ColourScale } from '../../overlay/scale';
import { wordTint, type Theme, type WordTint } from '../../overlay/words';
import type { RampId } from '../../overlay/ramp';
import { isTarget } from '../targets';

/** Words from this strength on have their number beside them, and no more of them than this. */
const NUMBERED_FROM = 0.2;
const MOST_NUMBERED = 12;
/** Below, the number would be 0. */
const LEAST_NUMBERED = 0.005;

/** Up to this strength a tint fades into the page, so that a page of words without relevance is a page of plain text. */
const FADED = 0.12;

/** How far a value stands from nothing on its scale, 0…1. */
export function strengthOf(scale: ColourScale, value: number): number {
  const position = positionOf(scale, value);
  return scale.kind === 'diverging' ? Math.abs(2 * position - 1) : position;
}

/** The words whose numbers are always shown: the strongest, at most twelve. */
export function numberedWords(
  words: readonly string[],
  values: ArrayLike<number>,
  scale: ColourScale,
): ReadonlySet<number> {
  const strong = words
    .map((word, at) => ({ word, at, value: values[at] ?? 0 }))
    .filter(({ word, value }) => isTarget(word) && Math.abs(value) >= LEAST_NUMBERED)
    .filter(({ value }) => strengthOf(scale, value) >= NUMBERED_FROM)
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  return new Set(strong.slice(0, MOST_NUMBERED).map(({ at }) => at));
}

/** Tint of a word in running text: `wordTint`, which fades into the page where there is next to nothing. */
export function runningTint(scale: ColourScale, value: number, ramp: RampId, theme: Theme): WordTint {
  const { background, text } = wordTint(positionOf(scale, value), ramp, theme);
  const faded = rgb(background).copy({ opacity: Math.min(1, strengthOf(scale, value) / FADED) });
  return { background: faded.formatRgb(), text };
}
