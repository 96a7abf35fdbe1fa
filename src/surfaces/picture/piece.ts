import type { PieceRequest, Piece } from '../surface';

export function drawPicture(request: PieceRequest<'picture'>): Piece {
  return { svg: '', height: 0 * request.width };
}
