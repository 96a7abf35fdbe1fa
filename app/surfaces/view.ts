/** What the drawing of every surface is given. */
import type { ReactNode } from 'react';
import type { Heat, SurfaceKind, SurfaceParts } from '../../src/surfaces';
import type { PatchGrid } from '../../src/image/grid';
import type { PageImage } from '../image/pageImage';

/** What the drawing needs besides parts and values. */
export interface SurfaceExtras {
  readonly picture: {
    readonly image: PageImage;
    readonly grid: PatchGrid;
    readonly smooth: boolean;
    /** Of the heat, 0…1. */
    readonly opacity: number;
    readonly outlines?: readonly { readonly patches: readonly number[]; readonly kind: 'top' | 'truth' }[];
    /** Patches that are taken away. */
    readonly hidden?: readonly number[];
    /** Share of the width that the heat covers, for a divider between two maps. */
    readonly from?: number;
    readonly to?: number;
    /** Marks over the picture in shares of its width and height (boxes, a cross), drawn by the answer form. */
    readonly marks?: ReactNode;
  };
  readonly words: object;
  readonly text: object;
  readonly queries: object;
  readonly strip: object;
}

export interface SurfaceViewProps<K extends SurfaceKind> {
  readonly parts: SurfaceParts[K];
  /** One a map that is laid over the surface: one, or two with a divider between them. */
  readonly heat: Heat;
  /** Accessible name of the whole (`surfaceName`). */
  readonly name: string;
  /** The part under pointer or focus, in all views at once. */
  readonly at: number | undefined;
  readonly onAt: (at: number | undefined) => void;
  /** Somebody chose a part: a click, Enter or Space. */
  readonly onChoose?: (at: number) => void;
  /** Says what a part is worth, in every map at once; without it the surface's own `partName` does. */
  readonly describe?: (at: number) => string;
  readonly extras: SurfaceExtras[K];
}
