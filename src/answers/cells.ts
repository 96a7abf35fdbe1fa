/** Answers of a figure side by side, each with its likelihood as a number and a bar. */
import { FIGURE_COLOURS, readsFromRight, svgRect, svgText } from '../overlay/svg';
import { ellipsis, textWidth } from '../overlay/text';
import type { Theme } from '../overlay/words';
import type { Piece } from '../surfaces/surface';
import { likelihood } from './likelihood';

const HEIGHT = 40;
const GAP = 8;
const PADDING = 8;
const NAME = 14;
const NUMBER = 12;
/** Cells of a row share its width evenly, and are no narrower than this. */
const NARROWEST = 124;

export interface Cell {
  readonly text: string;
  readonly share: number;
}

/** Draws cells in as few rows as fit, as even as can be; the one at `target` is marked by ground, weight and colour. */
export function drawCells(
  cells: readonly Cell[],
  target: number,
  { width, theme }: { readonly width: number; readonly theme: Theme },
): Piece {
  if (cells.length === 0) return { svg: '', height: 0 };
  const most = Math.max(1, Math.floor((width + GAP) / (NARROWEST + GAP)));
  const rows = Math.ceil(cells.length / most);
  const columns = Math.ceil(cells.length / rows);
  const own = (width - (columns - 1) * GAP) / columns;
  const svg = cells.map((cell, i) =>
    drawCell(
      cell,
      (i % columns) * (own + GAP),
      Math.floor(i / columns) * (HEIGHT + GAP),
      own,
      i === target,
      theme,
    ),
  );
  return { svg: svg.join(''), height: rows * (HEIGHT + GAP) - GAP };
}

function drawCell(
  { text, share }: Cell,
  x: number,
  y: number,
  width: number,
  isTarget: boolean,
  theme: Theme,
): string {
  const { ink, quiet, line, bar, sunken, accent } = FIGURE_COLOURS[theme];
  const [left, inner] = [x + PADDING, width - 2 * PADDING];
  const weight = isTarget ? 650 : 400;
  const number = likelihood(share);
  const room = inner - textWidth(number, NUMBER) - PADDING;
  const label = ellipsis(text, NAME, room);
  const isRtl = readsFromRight(label);
  return [
    isTarget ? svgRect(x, y, width, HEIGHT, sunken, 'rx="6"') : '',
    svgText(isRtl ? left + room : left, y + 20, label, {
      size: NAME,
      weight,
      fill: ink,
      anchor: isRtl ? 'end' : 'start',
    }),
    svgText(left + inner, y + 20, number, { size: NUMBER, weight, fill: quiet, anchor: 'end' }),
    svgRect(left, y + 28, inner, 4, isTarget ? line : sunken, 'rx="2"'),
    // A likelihood above 0 is never an empty bar.
    share > 0
      ? svgRect(left, y + 28, Math.max(1, inner * Math.min(share, 1)), 4, isTarget ? accent : bar, 'rx="2"')
      : '',
  ].join('');
}
