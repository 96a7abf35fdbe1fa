import { drawChips, type Chip } from '../chips';
import type { Piece, PieceRequest } from '../surface';
import { foldQueries } from './fold';
import { queryName } from './name';

/** The strongest queries as chips; the rest are one, with their sum. */
export function drawQueries({ parts: { names }, heat, ...place }: PieceRequest<'queries'>): Piece {
  const { shown, folded, rest } = foldQueries(names.length, heat.values);
  const chips: Chip[] = shown.map((at) => ({ text: queryName(names, at), value: heat.values[at] ?? 0 }));
  if (folded.length > 0) chips.push({ text: `${folded.length} more`, value: rest, isFold: true });
  return drawChips(chips, heat, place);
}
