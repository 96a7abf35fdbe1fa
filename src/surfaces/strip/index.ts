import { moveInRow, spoken, type Surface } from '../surface';

export const strip: Surface<'strip'> = {
  kind: 'strip',
  label: 'Positions',
  unit: 'position',
  size: ({ count }) => count,
  extent: () => '',
  where: () => undefined,
  partName: (_parts, values, at) => spoken(values[at] ?? 0),
  move: (parts, at, key) => moveInRow(strip.size(parts), at, key),
  piece: async () => (await import('./piece')).drawStrip,
};
