/**
 * What a surface is: how the parts of one kind (patches, words, queries, …) are named, walked and drawn, whatever the model.
 * One folder a surface, here and in `app/surfaces`; a surface that lacks anything does not compile (`./index.ts`).
 */
import type { RampId } from '../overlay/ramp';
import type { ColourScale } from '../overlay/scale';
import type { Theme } from '../overlay/words';

/** What each surface is made of, besides its values: one value a patch, word, query or position. */
export interface SurfaceParts {
  /** Patches, row by row from the upper left. */
  readonly picture: { readonly rows: number; readonly cols: number };
  /** Up to 24 words, each with its number. */
  readonly words: { readonly words: readonly string[] };
  /** Running text: more words than fit chips. */
  readonly text: { readonly words: readonly string[] };
  readonly queries: { readonly names: readonly string[] };
  /** Positions of unknown meaning, in their order; `what` names them: “positions”, “frames”. */
  readonly strip: { readonly count: number; readonly what: string };
}

export type SurfaceKind = keyof SurfaceParts;

/** A surface's numbers in one map, and how they become colours. */
export interface Heat {
  /** Shares of the surface, adding up to 1 (0 where there is no relevance); differences add up to 0. */
  readonly values: ArrayLike<number>;
  readonly scale: ColourScale;
  readonly ramp: RampId;
}

/** A piece of a figure: SVG elements whose upper left corner is (0, 0). */
export interface Piece {
  readonly svg: string;
  readonly height: number;
}

/** What a figure's surface is drawn from. */
export interface PieceRequest<K extends SurfaceKind> {
  readonly parts: SurfaceParts[K];
  readonly heat: Heat;
  /** Width at hand, in pixels. */
  readonly width: number;
  readonly theme: Theme;
  /** Pictures only: the finished picture, heat included, as a data URI, and its proportions. */
  readonly picture?: { readonly href: string; readonly width: number; readonly height: number };
  /** Pictures only: outline as SVG path data in units of `picture`. */
  readonly contour?: string;
}

export type DrawPiece<K extends SurfaceKind> = (request: PieceRequest<K>) => Piece;

export interface Surface<K extends SurfaceKind = SurfaceKind> {
  readonly kind: K;
  /** Title where the parts have none of their own: “Picture”. */
  readonly label: string;
  /** What one value belongs to, in “23 % of the relevance a patch”. */
  readonly unit: string;
  /** How many values there are. */
  size(parts: SurfaceParts[K]): number;
  /** How large it is, for those who listen: “12 by 12”; empty where that says nothing. */
  extent(parts: SurfaceParts[K]): string;
  /** Where most of it lies: “mostly the middle left”; undefined where nothing can be said. */
  where(parts: SurfaceParts[K], values: ArrayLike<number>): string | undefined;
  /** One part with its value: “launch, 13 per cent”. */
  partName(parts: SurfaceParts[K], values: ArrayLike<number>, at: number): string;
  /** The part that a key leads to, by `KeyboardEvent.key`; undefined: the key means nothing here. */
  move(parts: SurfaceParts[K], at: number | undefined, key: string): number | undefined;
  /** Draws it in a figure; loaded when somebody exports. */
  piece(): Promise<DrawPiece<K>>;
}

/** “13 per cent”, “under 1 per cent”, “minus 4 per cent”: a share as it is said. */
export function spoken(share: number): string {
  const whole = Math.round(Math.abs(share) * 100);
  if (share !== 0 && whole === 0) return 'under 1 per cent';
  return `${share < 0 ? 'minus ' : ''}${whole} per cent`;
}

/** Accessible name of a surface in one map: “Weighted, picture, 8 by 8, mostly the lower third, 58 per cent of all”. */
export function surfaceName<K extends SurfaceKind>(
  surface: Surface<K>,
  method: string,
  title: string,
  parts: SurfaceParts[K],
  values: ArrayLike<number>,
  ofAll?: number,
): string {
  return [
    method,
    title.charAt(0).toLowerCase() + title.slice(1),
    surface.extent(parts),
    surface.where(parts, values) ?? '',
    ofAll === undefined ? '' : `${spoken(ofAll)} of all`,
  ]
    .filter((piece) => piece !== '')
    .join(', ');
}

/** Where arrow keys lead in a row of `count` things; Home and End to its ends. */
export function moveInRow(count: number, at: number | undefined, key: string): number | undefined {
  if (count === 0) return undefined;
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowUp':
      return at === undefined ? count - 1 : Math.max(0, at - 1);
    case 'ArrowRight':
    case 'ArrowDown':
      return at === undefined ? 0 : Math.min(count - 1, at + 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
