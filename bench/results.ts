/** What a benchmark writes down. */
export interface Result {
  readonly backend: string;
  readonly model: string;
  readonly metric: string;
  readonly median: number;
  /** Smallest and largest of the runs. */
  readonly low: number;
  readonly high: number;
  readonly unit: 'ms' | 'MB' | 'kB' | 'GFLOP/s' | 'E' | '%';
}

export interface Report {
  readonly machine: Readonly<Record<string, string | number>>;
  readonly results: readonly Result[];
}

/** Times or sizes of one metric. */
export interface Sample {
  readonly metric: string;
  readonly values: readonly number[];
  readonly unit: Result['unit'];
}

export function summarise(backend: string, model: string, { metric, values, unit }: Sample): Result {
  const sorted = [...values].sort((a, b) => a - b);
  return { backend, model, metric, median: medianOf(values), low: sorted[0]!, high: sorted.at(-1)!, unit };
}

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
