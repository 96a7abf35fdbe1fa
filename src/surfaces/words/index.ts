import { moveInRow, spoken, type Surface } from '../surface';

/** Words as chips, each with its number beneath. */
export const words: Surface<'words'> = {
  kind: 'words',
  label: 'Words',
  unit: 'word',
  size: ({ words: list }) => list.length,
  extent: () => '',
  where: () => undefined,
  partName: ({ words: list }, values, at) => `${list[at] ?? ''}, ${spoken(values[at] ?? 0)}`,
  move: ({ words: list }, at, key) => moveInRow(list.length, at, key),
  piece: async () => (await import('./piece')).drawWords,
};
