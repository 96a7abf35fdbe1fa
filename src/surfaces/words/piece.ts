import { drawChips } from '../chips';
import type { Piece, PieceRequest } from '../surface';

/** Words as chips, in lines. */
export function drawWords({ parts, heat, ...place }: PieceRequest<'words'>): Piece {
  const chips = parts.words.map((text, i) => ({ text, value: heat.values[i] ?? 0 }));
  return drawChips(chips, heat, place);
}
