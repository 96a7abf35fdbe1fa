/** Relevance rules on plain arrays: what the other folders call. */
export { accumulate } from './accumulate';
export { ranks, spearman, topMembership, topOverlap } from './compare';
export { difference, normaliseMap, type NormalisedMap } from './display';
export { MethodError } from './errors';
export { convexWeights, IMPORTANCES, LARGEST_WEIGHT, tokenWeights } from './importance';
export { accumulatedMaps, readMatrices } from './maps';
export { permutation, prng, type Prng } from './prng';
export { UNSCALED, sparesDiagonal, type AccumulationRule, type RowScale } from './rule';
export type * from './types';
