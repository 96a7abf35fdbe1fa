/** Name of a query: what it found, else its number, counted from 1. */
export function queryName(names: readonly string[], at: number): string {
  return names[at]?.trim() || `query ${at + 1}`;
}
