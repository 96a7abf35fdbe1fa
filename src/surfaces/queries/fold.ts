/** How many chips stand before the fold, and how many the fold holds at least: a fold of one would be longer than its chip. */
const SHOWN = 4;
const FEWEST_FOLDED = 2;

export interface QueryFold {
  /** The strongest queries, strongest first; of differences: by size. */
  readonly shown: readonly number[];
  /** The rest, in the same order; empty where all are shown. */
  readonly folded: readonly number[];
  /** Sum of the rest: with its sign. */
  readonly rest: number;
}

/** Which of `count` queries are shown as chips and which are folded into “96 more”. */
export function foldQueries(count: number, values: ArrayLike<number>): QueryFold {
  const size = (query: number) => Math.abs(values[query] ?? 0);
  const order = Array.from({ length: count }, (_, query) => query).sort((a, b) => size(b) - size(a));
  const shown = count - SHOWN < FEWEST_FOLDED ? count : SHOWN;
  const folded = order.slice(shown);
  return {
    shown: order.slice(0, shown),
    folded,
    rest: folded.reduce((sum, query) => sum + (values[query] ?? 0), 0),
  };
}
