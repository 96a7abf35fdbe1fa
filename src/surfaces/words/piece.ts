import type { PieceRequest, Piece } from '../surface';

export function drawWords(request: PieceRequest<'words'>): Piece {
  return { svg: '', height: 0 * request.width };
}
