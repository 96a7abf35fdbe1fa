import type { PieceRequest, Piece } from '../surface';

export function drawStrip(request: PieceRequest<'strip'>): Piece {
  return { svg: '', height: 0 * request.width };
}
