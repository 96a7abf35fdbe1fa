/** How each surface is drawn: one line each, as in `src/surfaces`. What few models have is loaded when one has it. */
import { lazy, type ComponentType } from 'react';
import type { SurfaceKind } from '../../src/surfaces';
import { PictureView } from './picture/View';
import type { SurfaceViewProps } from './view';
import { WordsView } from './words/View';

export const SURFACE_VIEWS: { readonly [K in SurfaceKind]: ComponentType<SurfaceViewProps<K>> } = {
  picture: PictureView,
  words: WordsView,
  text: lazy(() => import('./text/View')),
  queries: lazy(() => import('./queries/View')),
  strip: lazy(() => import('./strip/View')),
};
