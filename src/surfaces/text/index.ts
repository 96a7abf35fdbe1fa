import { moveInRow, spoken, type Surface } from '../surface';

export const text: Surface<'text'> = {
  kind: 'text',
  label: 'Text',
  unit: 'word',
  size: ({ words: list }) => list.length,
  extent: () => '',
  where: () => undefined,
  partName: (_parts, values, at) => spoken(values[at] ?? 0),
  move: (parts, at, key) => moveInRow(text.size(parts), at, key),
  piece: async () => (await import('./piece')).drawText,
};
