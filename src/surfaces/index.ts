/** All surfaces: one line each. A new kind of part is a folder here and in `app/surfaces`, and a line in both tables. */
import { picture } from './picture';
import { queries } from './queries';
import { strip } from './strip';
import type { Surface, SurfaceKind } from './surface';
import { text } from './text';
import { words } from './words';

export const SURFACES: { readonly [K in SurfaceKind]: Surface<K> } = { picture, words, text, queries, strip };

export { moveInRow, spoken, surfaceName } from './surface';
export type { DrawPiece, Heat, Piece, PieceRequest, Surface, SurfaceKind, SurfaceParts } from './surface';
