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

/** The weighted variant with the largest sum of gaps; on validation data it fixes the default importance. */
export function chooseImportance({ methods = {} }: EvaluationDocument): {
  readonly name: string;
  readonly importance: string;
} {
  const candidates = Object.entries(methods).filter(([name]) => /^weighted(-|$)/.test(name));
  const [first] = candidates.sort(([, a], [, b]) => gapOf(b).sum - gapOf(a).sum);
  if (!first) throw new Error('The validation result has no weighted method; evaluate --methods attention.');
  return { name: first[0], importance: first[1].importance! };
}
