import { spoken, type Surface } from '../surface';
import { isTarget, targetFrom } from '../targets';

/** Words as chips, each with its number beneath; punctuation has its number and can't be chosen. */
export const words: Surface<'words'> = {
  kind: 'words',
  label: 'Words',
  unit: 'word',
  size: ({ words: list }) => list.length,
  extent: () => '',
  where: () => undefined,
  partName: ({ words: list }, values, at) => `${list[at] ?? ''}, ${spoken(values[at] ?? 0)}`,
  move({ words: list }, at, key) {
    switch (key) {
      case 'ArrowLeft':
      case 'ArrowUp':
        return targetFrom(list, at === undefined ? list.length - 1 : at - 1, -1) ?? at;
      case 'ArrowRight':
      case 'ArrowDown':
        return targetFrom(list, at === undefined ? 0 : at + 1, 1) ?? at;
      case 'Home':
        return targetFrom(list, 0, 1);
      case 'End':
        return targetFrom(list, list.length - 1, -1);
      default:
        return undefined;
    }
  },
  piece: async () => (await import('./piece')).drawWords,
};

export { isTarget };
