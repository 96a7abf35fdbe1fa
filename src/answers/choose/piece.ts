import type { Piece } from '../../surfaces/surface';
import type { AnswerPieceRequest } from '../answer';

export function drawChoose(request: AnswerPieceRequest<'choose'>): Piece {
  return { svg: '', height: 0 * request.width };
}
