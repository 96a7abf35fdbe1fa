import { moveInRow, spoken, type Surface } from '../surface';
import { queryName } from './name';

export { queryName };

/** Queries as chips: the strongest, and the rest folded into one. */
export const queries: Surface<'queries'> = {
  kind: 'queries',
  label: 'Queries',
  unit: 'query',
  size: ({ names }) => names.length,
  extent: ({ names }) => `${names.length} ${names.length === 1 ? 'query' : 'queries'}`,
  // Queries have no place; the strongest chip says itself where most lies.
  where: () => undefined,
  partName: ({ names }, values, at) => `${queryName(names, at)}, ${spoken(values[at] ?? 0)}`,
  move: ({ names }, at, key) => moveInRow(names.length, at, key),
  piece: async () => (await import('./piece')).drawQueries,
};
