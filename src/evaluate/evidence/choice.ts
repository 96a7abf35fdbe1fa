import type { EvaluationDocument } from '../report';
import type { MethodSummary } from '../summary';

/** How well a method does when things are removed: 0 for no better than chance, higher is better. */
export interface Gap {
  readonly image: number;
  readonly text: number;
  readonly sum: number;
}

/** Negative less positive area, on the fine grid, of patches and of words: what one random order has in common cancels. */
export function gapOf({ image, text }: MethodSummary): Gap {
  const of = (modality: MethodSummary['image']) => modality.negative.auc - modality.positive.auc;
  return { image: of(image), text: of(text), sum: of(image) + of(text) };
}

/** Sums of gaps nearer than this are level: the default then stays what it was, so that it does not change by chance. */
export const LEVEL = 0.005;

export interface Choice {
  readonly name: string;
  readonly importance: string;
  /** The variant that is ahead of the chosen one, where they are level, and by how much. */
  readonly levelWith?: { readonly name: string; readonly by: number };
}

/**
 * The weighted variant with the largest sum of gaps; on validation data it fixes the default importance. The default
 * before (`kept`) stays where no other is ahead of it by `LEVEL`.
 */
export function chooseImportance({ methods = {} }: EvaluationDocument, kept?: string): Choice {
  const candidates = Object.entries(methods).filter(([name]) => /^weighted(-|$)/.test(name));
  const [first] = candidates.sort(([, a], [, b]) => gapOf(b).sum - gapOf(a).sum);
  if (!first) throw new Error('The validation result has no weighted method; evaluate --methods attention.');
  const before = candidates.find(([, { importance }]) => importance === kept) ?? first;
  const by = gapOf(first[1]).sum - gapOf(before[1]).sum;
  const chosen = by < LEVEL ? before : first;
  return {
    name: chosen[0],
    importance: chosen[1].importance!,
    ...(chosen === first ? {} : { levelWith: { name: first[0], by } }),
  };
}
