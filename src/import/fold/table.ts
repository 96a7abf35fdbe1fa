import type { Fold } from '../call';
import { ELEMENTWISE_FOLDS } from './elementwise';
import { INDEX_FOLDS } from './indices';
import { SHAPE_FOLDS } from './shapes';

/** Operators that are computed on import where all their inputs are known. */
export const FOLDS: Readonly<Record<string, Fold>> = {
  ...ELEMENTWISE_FOLDS,
  ...SHAPE_FOLDS,
  ...INDEX_FOLDS,
};
