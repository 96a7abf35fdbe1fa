import type { Piece } from '../../surfaces/surface';
import type { AnswerPieceRequest } from '../answer';

export function drawSentence(request: AnswerPieceRequest<'sentence'>): Piece {
  return { svg: '', height: 0 * request.width };
}
