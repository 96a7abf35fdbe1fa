/** Chips of a figure: words or queries in lines, each with its number beneath. */
import { positionOf } from '../overlay/scale';
import { FIGURE_COLOURS, flow, linesOf, readsFromRight, svgRect, svgText } from '../overlay/svg';
import { ellipsis, textWidth } from '../overlay/text';
import { wordTint } from '../overlay/words';
import { chipNumber } from './chipNumber';
import type { Heat, Piece, PieceRequest } from './surface';

const HEIGHT = 38;
const GAP = 4;
const PADDING = 7;
const TEXT = 13;
const NUMBER = 10.5;

export interface Chip {
  readonly text: string;
  readonly value: number;
  /** It stands for several that are folded: a dashed line, and no tint. */
  readonly isFold?: boolean;
}

/** Draws chips in lines no wider than `width`; a word that is wider ends in “…”. */
export function drawChips(
  chips: readonly Chip[],
  { scale, ramp }: Omit<Heat, 'values'>,
  { width, theme }: Pick<PieceRequest<'words'>, 'width' | 'theme'>,
): Piece {
  const labelled = chips.map((chip) => {
    const label = ellipsis(chip.text, TEXT, width - 2 * PADDING);
    const number = chipNumber(chip.value, scale);
    const inner = Math.max(textWidth(label, TEXT), textWidth(number, NUMBER));
    return { ...chip, label, number, gap: GAP, width: Math.min(inner + 2 * PADDING, width) };
  });
  const places = flow(labelled, width, readsFromRight(chips.map(({ text }) => text).join(' ')));
  const { quiet } = FIGURE_COLOURS[theme];
  const svg = labelled.map(({ label, number, width: own, value, isFold }, i) => {
    const { x, line } = places[i]!;
    const y = line * (HEIGHT + GAP);
    const tint = wordTint(positionOf(scale, value), ramp, theme);
    const fill = isFold ? quiet : tint.text;
    const box = isFold
      ? svgRect(
          x + 0.5,
          y + 0.5,
          own - 1,
          HEIGHT - 1,
          'none',
          `rx="5" stroke="${quiet}" stroke-dasharray="3 2"`,
        )
      : svgRect(x, y, own, HEIGHT, tint.background, 'rx="5"');
    return (
      box +
      svgText(x + own / 2, y + 17, label, { size: TEXT, weight: 600, fill, anchor: 'middle' }) +
      svgText(x + own / 2, y + 31, number, { size: NUMBER, fill, anchor: 'middle' })
    );
  });
  const lines = linesOf(places);
  return { svg: svg.join(''), height: lines === 0 ? 0 : lines * (HEIGHT + GAP) - GAP };
}
