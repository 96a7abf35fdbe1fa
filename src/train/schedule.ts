export interface Schedule {
  readonly peak: number;
  readonly warmup: number;
  readonly total: number;
  /** Share of the peak that the rate ends at. */
  readonly floor: number;
}

/**
 * Learning rate of a step (from 0): linear warm-up, then half a cosine down to the floor (Loshchilov & Hutter 2017,
 * arXiv 1608.03983, without restarts).
 */
export function learningRate({ peak, warmup, total, floor }: Schedule, step: number): number {
  if (step < warmup) return (peak * (step + 1)) / warmup;
  const progress = Math.min(1, (step - warmup) / Math.max(1, total - warmup));
  return peak * (floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * progress)));
}
