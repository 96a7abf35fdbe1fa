import type { MethodOptions } from '../relevance';
import { WhylightError } from '../tensor/error';
import type { Answer } from '../ask/document';
import { softmax } from './target';
import type { EngineInfo, MethodSpec } from './types';

/** The start layer that is asked for, or the recommended one. @throws WhylightError ('bad-input') when it is out of range */
export function startLayerOf(info: EngineInfo, given: number | undefined): number {
  const layer = given ?? info.recommended.startLayer;
  if (Number.isInteger(layer) && layer >= 0 && layer < info.startLayers) return layer;
  throw new WhylightError(
    'bad-input',
    `The start layer is ${layer}; this model takes 0 to ${info.startLayers - 1}.`,
  );
}

/** A method with everything that fixes its maps. */
export function methodOptions(
  info: EngineInfo,
  { id, importance, seed = 0 }: MethodSpec,
  startLayer: number,
): MethodOptions {
  return { id, importance: importance ?? info.recommended.importance, startLayer, seed };
}

/** Answers with their probabilities, most probable first. */
export function rankAnswers(logits: ArrayLike<number>, vocabulary: readonly string[]): Answer[] {
  const probabilities = softmax(logits);
  return vocabulary
    .map((text, i) => ({ text, probability: probabilities[i]!, logit: logits[i]! }))
    .sort((a, b) => b.logit - a.logit);
}
