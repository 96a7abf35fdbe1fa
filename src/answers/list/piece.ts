import type { Piece } from '../../surfaces/surface';
import type { AnswerPieceRequest } from '../answer';
import { drawCells } from '../cells';

/** All of the list: who draws it decides how many there are. */
export function drawList({ data, target, ...place }: AnswerPieceRequest<'list'>): Piece {
  return drawCells(data.items, target, place);
}
