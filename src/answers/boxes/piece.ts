import { FIGURE_COLOURS, svgText } from '../../overlay/svg';
import type { Piece } from '../../surfaces/surface';
import type { AnswerPieceRequest } from '../answer';
import { drawCells } from '../cells';
import { nothingFound } from './found';

/** A picture of a crowd must not push the maps off the page. */
const MOST = 12;
const NOTE = 22;

/** What was found, the first twelve; a target further down takes the place of the twelfth. */
export function drawBoxes({ data, target, width, theme }: AnswerPieceRequest<'boxes'>): Piece {
  const { items } = data;
  const { quiet } = FIGURE_COLOURS[theme];
  if (items.length === 0) {
    const note = svgText(0, 16, nothingFound(data), { size: 14, fill: quiet });
    return { svg: note, height: NOTE };
  }
  const first = Array.from({ length: Math.min(items.length, MOST) }, (_, i) => i);
  const shown = target < MOST ? first : [...first.slice(0, -1), target];
  const cells = drawCells(
    shown.map((at) => items[at]!),
    shown.indexOf(target),
    { width, theme },
  );
  const more = items.length - shown.length;
  if (more === 0) return cells;
  const note = svgText(0, cells.height + 17, `and ${more} more`, { size: 12, fill: quiet });
  return { svg: cells.svg + note, height: cells.height + NOTE };
}
