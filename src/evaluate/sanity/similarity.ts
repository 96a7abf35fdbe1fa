import { clusterBootstrap } from '../../faithfulness';
import type { StartProgress } from '../progress';
import type { NamedMethod } from '../methods';

/** A mean over questions with its 95 % interval, pictures resampled whole; null where nothing could be compared. */
export interface Similarity {
  readonly mean: number;
  readonly interval: readonly [number, number];
  readonly n: number;
}

/** What is measured on a question, with the picture that the question is on. */
export interface Value {
  readonly picture: string;
  readonly value: number;
}

export interface SanityOptions {
  readonly methods: readonly NamedMethod[];
  readonly startLayer: number;
  readonly seed: number;
  /** Nobody is told when left out. */
  readonly startProgress?: StartProgress;
}

export function similarity(values: readonly Value[], seed: number): Similarity | null {
  if (values.length === 0) return null;
  const { mean, interval, n } = clusterBootstrap(
    values.map(({ value }) => value),
    values.map(({ picture }) => picture),
    { seed },
  );
  return { mean, interval, n };
}
