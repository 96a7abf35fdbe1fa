import { MethodError } from '../relevance/errors';
import { IMPORTANCES } from '../relevance/importance';
import { noNormalisationRule, noSelfTermRule } from './ablations';
import { layerMeanRule, shuffledRule } from './controls';
import { convexRule } from './convex';
import { equalRule } from './equal';
import { weightedRule } from './weighted';
import { methodById } from './registry';
import type { AccumulationRule } from '../relevance/rule';
import type { Importance } from '../relevance/types';

/** A method with everything that fixes its maps. */
export interface MethodOptions {
  /** An id of the registry. */
  readonly id: string;
  /** Needed by `weighted`, `convex`, `layer-mean` and `shuffled`; others ignore it. */
  readonly importance?: Importance;
  /** First block of each tower that is visited; 0 when left out. The mapper is always whole. */
  readonly startLayer?: number;
  /** For `shuffled` and `random`; 0 when left out. */
  readonly seed?: number;
}

/**
 * The accumulation rule of a method, or null when it does not accumulate relevance.
 *
 * @throws MethodError for an unknown method or importance, or when an importance is needed and missing.
 */
export function ruleOf(options: MethodOptions): AccumulationRule | null {
  const { id } = methodById(options.id);
  switch (id) {
    case 'equal':
      return equalRule();
    case 'equal-no-normalisation':
      return noNormalisationRule();
    case 'equal-no-self':
      return noSelfTermRule();
    case 'weighted':
      return weightedRule(importanceOf(options));
    case 'convex':
      return convexRule(importanceOf(options));
    case 'layer-mean':
      return layerMeanRule(importanceOf(options));
    case 'shuffled':
      return shuffledRule(importanceOf(options), options.seed ?? 0);
    default:
      return null;
  }
}

function importanceOf({ id, importance }: MethodOptions): Importance {
  if (importance !== undefined && IMPORTANCES.includes(importance)) return importance;
  const problem =
    importance === undefined ? 'needs an importance' : `knows no importance "${String(importance)}"`;
  throw new MethodError(`Method ${id} ${problem}; choose from ${IMPORTANCES.join(', ')}.`);
}
