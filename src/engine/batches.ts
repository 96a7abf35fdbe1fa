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
