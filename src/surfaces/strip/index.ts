import { moveInRow, spoken, type Surface } from '../surface';
import { mostlyStretch } from './where';

/** Positions of unknown meaning on an axis, counted from 1. */
export const strip: Surface<'strip'> = {
  kind: 'strip',
  label: 'Positions',
  unit: 'position',
  size: ({ count }) => count,
  extent: ({ count, what }) => `${count} ${count === 1 ? oneOf(what) : what}`,
  where: ({ what }, values) => {
    const stretch = mostlyStretch(values);
    if (!stretch) return undefined;
    const { from, to } = stretch;
    return to - from === 1 ? `mostly ${oneOf(what)} ${to}` : `mostly ${what} ${from + 1} to ${to}`;
  },
  partName: ({ what }, values, at) => `${oneOf(what)} ${at + 1}, ${spoken(values[at] ?? 0)}`,
  move: ({ count }, at, key) => {
    if (key !== 'PageDown' && key !== 'PageUp') return moveInRow(count, at, key);
    if (count === 0) return undefined;
    const page = Math.max(1, Math.round(count / 10));
    if (at === undefined) return key === 'PageDown' ? 0 : count - 1;
    return key === 'PageDown' ? Math.min(count - 1, at + page) : Math.max(0, at - page);
  },
  piece: async () => (await import('./piece')).drawStrip,
};

/** One of “positions”, “frames”, “patches”. */
function oneOf(what: string): string {
  if (/(?:ss|x|ch|sh)es$/.test(what)) return what.slice(0, -2);
  return /[^s]s$/.test(what) ? what.slice(0, -1) : what;
}
