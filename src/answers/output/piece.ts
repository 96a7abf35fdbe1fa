import type { Piece } from '../../surfaces/surface';
import type { AnswerPieceRequest } from '../answer';

export function drawOutput(request: AnswerPieceRequest<'output'>): Piece {
  return { svg: '', height: 0 * request.width };
}
