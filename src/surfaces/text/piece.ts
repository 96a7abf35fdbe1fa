import type { PieceRequest, Piece } from '../surface';

export function drawText(request: PieceRequest<'text'>): Piece {
  return { svg: '', height: 0 * request.width };
}
