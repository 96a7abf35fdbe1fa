/** How each answer form is drawn: one line each, as in `src/answers`. What few models have is loaded when one has it. */
import { lazy, type ComponentType } from 'react';
import type { AnswerKind } from '../../src/answers';
import { ListView } from './list/View';
import type { AnswerViewProps } from './view';

export const ANSWER_VIEWS: { readonly [K in AnswerKind]: ComponentType<AnswerViewProps<K>> } = {
  list: ListView,
  sentence: lazy(() => import('./sentence/View')),
  boxes: lazy(() => import('./boxes/View')),
  output: lazy(() => import('./output/View')),
  choose: lazy(() => import('./choose/View')),
};
