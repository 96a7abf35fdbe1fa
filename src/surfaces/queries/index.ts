import { moveInRow, spoken, type Surface } from '../surface';

export const queries: Surface<'queries'> = {
  kind: 'queries',
  label: 'Queries',
  unit: 'query',
  size: ({ names }) => names.length,
  extent: () => '',
  where: () => undefined,
  partName: (_parts, values, at) => spoken(values[at] ?? 0),
  move: (parts, at, key) => moveInRow(queries.size(parts), at, key),
  piece: async () => (await import('./piece')).drawQueries,
};
