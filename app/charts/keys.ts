/** Where keys lead in charts whose parts are one tab stop. Knows no elements. */

/**
 * Along things in a row, as in a set of radio buttons.
 * @param at where one is; undefined: nowhere yet
 * @returns the place that the key leads to, 0 … `count` − 1; undefined: the key means nothing here
 */
export function alongRow(count: number, at: number | undefined, key: string): number | undefined {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return at === undefined ? within(count, 0) : within(count, at + 1);
    case 'ArrowLeft':
    case 'ArrowUp':
      return at === undefined ? within(count, count - 1) : within(count, at - 1);
    case 'PageDown':
      return within(count, (at ?? 0) + page(count));
    case 'PageUp':
      return within(count, (at ?? 0) - page(count));
    default:
      return toEnd(count, key);
  }
}

/** Along a slider: up is more. @returns as `alongRow` */
export function alongSlider(count: number, at: number, key: string): number | undefined {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return within(count, at + 1);
    case 'ArrowLeft':
    case 'ArrowDown':
      return within(count, at - 1);
    case 'PageUp':
      return within(count, at + page(count));
    case 'PageDown':
      return within(count, at - page(count));
    default:
      return toEnd(count, key);
  }
}

function toEnd(count: number, key: string): number | undefined {
  if (key === 'Home') return within(count, 0);
  return key === 'End' ? within(count, count - 1) : undefined;
}

/** A tenth of the way, and more than an arrow does. */
const page = (count: number): number => Math.max(2, Math.round(count / 10));

const within = (count: number, at: number): number | undefined =>
  count === 0 ? undefined : Math.min(count - 1, Math.max(0, at));
