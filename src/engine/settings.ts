import type { AskedMethod } from '../ask/asked';
import type { Answer } from '../ask/document';
import type { MethodOptions } from '../methods/method';
import { WhylightError } from '../tensor/error';
import { probabilitiesOf } from './target';
import type { ModelFacts } from './types';

/** The start layer that is asked for, or the recommended one. @throws WhylightError ('bad-input') when it is out of range */
export function startLayerOf(facts: ModelFacts, given: number | undefined): number {
  const layer = given ?? facts.recommended.startLayer;
  if (Number.isInteger(layer) && layer >= 0 && layer < facts.startLayers) return layer;
  throw new WhylightError(
    'bad-input',
    `The start layer is ${layer}; this model takes 0 to ${facts.startLayers - 1}.`,
  );
}

/** A method with everything that fixes its maps. */
export function methodOptions(
  facts: ModelFacts,
  { id, importance, seed = 0 }: AskedMethod,
  startLayer: number,
): MethodOptions {
  return { id, importance: importance ?? facts.recommended.importance, startLayer, seed };
}

/** Answers with their probabilities, most probable first. */
export function rankAnswers(
  logits: ArrayLike<number>,
  vocabulary: readonly string[],
  scoring?: ModelFacts['scoring'],
): Answer[] {
  const probabilities = probabilitiesOf(logits, scoring);
  return vocabulary
    .map((text, i) => ({ text, probability: probabilities[i]!, logit: logits[i]! }))
    .sort((a, b) => b.logit - a.logit);
}
