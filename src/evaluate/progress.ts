/** Told how far a long run is. */
export interface Progress {
  add(count: number): void;
  end(): void;
}

/** Begins to tell of a run of `total` `unit`s. */
export type StartProgress = (label: string, total: number, unit: string) => Progress;

/** Tells nobody. */
export const noProgress: StartProgress = () => ({ add: () => undefined, end: () => undefined });
