/** What every surface is shown with; a surface that has nothing here does not compile. */
import type { SurfaceKind, SurfaceParts } from '../../../src/surfaces';
import type { SurfaceExtras } from '../../surfaces/view';
import { patchMap, unevenMap } from './maps';
import { PICTURE } from './picture';
import { PASSAGE, QUESTION, THINGS, type Wording } from './texts';

/** Parts with their values in two maps. */
export interface Laid<K extends SurfaceKind> {
  readonly parts: SurfaceParts[K];
  readonly maps: readonly [left: Float32Array, right: Float32Array];
}

export interface SurfaceSample<K extends SurfaceKind> {
  readonly title: string;
  readonly laid: (wording: Wording) => Laid<K>;
  readonly extras: SurfaceExtras[K];
  /** What the surface can show besides, by name: “Patches”, “Outlines”. */
  readonly more?: Readonly<Record<string, SurfaceExtras[K]>>;
}

const uneven = (count: number, seed: number) => [unevenMap(count, seed), unevenMap(count, seed + 1)] as const;

const GRID = { rows: 12, cols: 16 };
const { width, height } = PICTURE.display;
const picture = {
  image: PICTURE,
  grid: { ...GRID, source: { x: 0, y: 0, width, height } },
  smooth: true,
  opacity: 1,
};

export const SURFACE_SAMPLES: { readonly [K in SurfaceKind]: SurfaceSample<K> } = {
  picture: {
    title: 'Picture',
    laid: () => ({
      parts: GRID,
      maps: [
        patchMap(
          GRID.rows,
          GRID.cols,
          [
            [0.7, 0.3, 0.09, 1],
            [0.2, 0.75, 0.12, 0.4],
          ],
          1,
        ),
        patchMap(
          GRID.rows,
          GRID.cols,
          [
            [0.65, 0.35, 0.16, 0.7],
            [0.3, 0.7, 0.2, 0.5],
          ],
          2,
        ),
      ],
    }),
    extras: picture,
    more: {
      Patches: { ...picture, smooth: false },
      Outlines: {
        ...picture,
        outlines: [
          { kind: 'top', patches: [42, 43, 58, 59, 60] },
          { kind: 'truth', patches: [43, 44, 59, 60, 75, 76] },
        ],
      },
      'Taken away': { ...picture, hidden: [42, 43, 44, 58, 59, 60] },
      'Seen in part': {
        ...picture,
        grid: {
          ...GRID,
          source: { x: width / 8, y: height / 8, width: 0.75 * width, height: 0.75 * height },
        },
      },
    },
  },
  words: {
    title: 'Question',
    laid: (wording) => {
      const words = QUESTION[wording];
      return { parts: { words }, maps: uneven(words.length, 11) };
    },
    extras: {},
  },
  text: {
    title: 'Text',
    laid: (wording) => {
      const words = PASSAGE[wording];
      return { parts: { words }, maps: uneven(words.length, 21) };
    },
    extras: {},
  },
  queries: {
    title: 'Queries',
    laid: (wording) => {
      const names = Array.from({ length: 40 }, (_, i) => THINGS[wording][i] ?? `query ${i + 1}`);
      return { parts: { names }, maps: uneven(names.length, 31) };
    },
    extras: {},
  },
  strip: {
    title: 'Frames',
    laid: () => ({ parts: { count: 120, what: 'frames' }, maps: uneven(120, 41) }),
    extras: {},
  },
};
