/** Entries of equal `key` together, at most `most` of them, larger keys first; within a key the given order is kept. */
export function batchesBy<T>(entries: readonly T[], key: (entry: T) => number, most: number): T[][] {
  const groups = new Map<number, T[]>();
  for (const entry of entries) {
    const group = groups.get(key(entry)) ?? [];
    group.push(entry);
    groups.set(key(entry), group);
  }
  return [...groups].sort(([a], [b]) => b - a).flatMap(([, group]) => chunks(group, most));
}

/** Consecutive parts of at most `most` entries. */
export function chunks<T>(entries: readonly T[], most: number): T[][] {
  const parts: T[][] = [];
  for (let first = 0; first < entries.length; first += most) parts.push(entries.slice(first, first + most));
  return parts;
}

/** Most tokens, all rows together, that go through a model at once: what the caches of a processor like. */
const TOKENS_AT_ONCE = 1024;

/**
 * Runs entries of any lengths: equally long ones together, as many as are fast at once.
 * @param run one row for each entry of a batch
 * @param lengthOf tokens of an entry; `beside`: tokens that each row meets as well
 * @returns rows in the order of the entries
 */
export async function runByLength<T, R>(
  entries: readonly T[],
  lengthOf: (entry: T) => number,
  run: (batch: readonly T[]) => Promise<readonly R[]>,
  beside = 0,
): Promise<R[]> {
  const found = new Array<R>(entries.length);
  const places = entries.map((entry, index) => ({ entry, index, length: lengthOf(entry) }));
  for (const group of batchesBy(places, ({ length }) => length, Infinity)) {
    const most = Math.max(1, Math.floor(TOKENS_AT_ONCE / (group[0]!.length + beside)));
    for (const batch of chunks(group, most)) {
      const rows = await run(batch.map(({ entry }) => entry));
      batch.forEach(({ index }, n) => (found[index] = rows[n]!));
    }
  }
  return found;
}
