/** Models with figures of their own, known before any figure is fetched. */
import type { AskedMethod } from '../../src/ask';

export interface MeasuredModel {
  /** SHA-256 of the weights, in hexadecimal. */
  readonly sha256: string;
  /** Chosen on validation data; the same as in the file. */
  readonly recommended: AskedMethod;
  /** The figures, relative to the page. */
  readonly file: string;
}

/** `writeEvidence.ts` writes the files; a test holds this table to them. */
const MEASURED: readonly MeasuredModel[] = [
  {
    sha256: '7e71d38feeb0d19028e96f48a743774e7da4057b3775f6a661cb04d6353bb6ea',
    recommended: { id: 'weighted', importance: 'norm-ln' },
    file: 'models/stickers/evidence.json',
  },
];

/** Digits of a digest that links keep, and that tell models apart. */
const ENOUGH = 12;

/** @param sha256 of the weights, or at least its first 12 digits */
export const measuredModel = (sha256: string): MeasuredModel | undefined =>
  sha256.length < ENOUGH ? undefined : MEASURED.find((model) => model.sha256.startsWith(sha256));

/** @param importance what the model uses where the choice is left to it */
export function isRecommended(
  { recommended }: Pick<MeasuredModel, 'recommended'>,
  method: AskedMethod,
  importance?: AskedMethod['importance'],
): boolean {
  const used = method.importance ?? importance ?? recommended.importance;
  return method.id === recommended.id && used === recommended.importance;
}
