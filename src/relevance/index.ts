/** Relevance rules on plain arrays: what the other folders call. */
export { accumulate } from './accumulate';
export { CITATIONS, toBibTeX, type Citation } from '../methods/citations';
export { ranks, spearman, topMembership, topOverlap } from './compare';
export { difference, normaliseMap, type NormalisedMap } from './display';
export { MethodError } from './errors';
export { explainAll, explainMaps, relevanceOf, replay, type ExplainedMaps } from './explain';
export { convexWeights, IMPORTANCES, IMPORTANCE_SENTENCES, LARGEST_WEIGHT, tokenWeights } from './importance';
export type { Sizes } from './layers';
export type { MethodId } from '../methods/method-id';
export { permutation, prng, type Prng } from './prng';
export {
  METHODS,
  methodById,
  requireServes,
  type Architecture,
  type Cost,
  type Method,
  type Need,
} from '../methods/registry';
export type { AccumulationRule } from './rule';
export { ruleOf, type MethodOptions } from '../methods/rules';
export type * from './types';
