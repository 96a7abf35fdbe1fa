import { useRef, useState, type FocusEvent, type KeyboardEvent } from 'react';

interface RovingOptions {
  /** How many items there are. */
  readonly count: number;
  /** The item that Tab leads to before anybody walked: the chosen one. */
  readonly current: number | undefined;
  /** Where a key leads from an item; undefined: the key means nothing here. */
  readonly move: (at: number, key: string) => number | undefined;
  /** Somebody walked to an item, or left the set (undefined). */
  readonly onAt?: (at: number | undefined) => void;
  readonly onEscape?: () => void;
}

/** What an item of the set needs. */
export interface RovingItem {
  readonly ref: (element: HTMLElement | null) => void;
  readonly tabIndex: 0 | -1;
  readonly onFocus: () => void;
  readonly onBlur: (event: FocusEvent) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** A set of things that is one tab stop, with arrow keys inside: every item spreads what `item(i)` returns. */
export function useRoving({
  count,
  current,
  move,
  onAt,
  onEscape,
}: RovingOptions): (i: number) => RovingItem {
  const [walked, setWalked] = useState<number>();
  const elements = useRef(new Map<number, HTMLElement>());
  const stop = Math.min(walked ?? current ?? 0, Math.max(0, count - 1));
  return (i) => ({
    ref: (element) => {
      if (element) elements.current.set(i, element);
      else elements.current.delete(i);
    },
    tabIndex: i === stop ? 0 : -1,
    onFocus: () => {
      setWalked(i);
      onAt?.(i);
    },
    onBlur: ({ currentTarget, relatedTarget }) => {
      const set = currentTarget.closest('[data-roving]');
      if (set?.contains(relatedTarget)) return;
      // Tab comes back to what is chosen, not to where somebody once was.
      setWalked(undefined);
      onAt?.(undefined);
    },
    onKeyDown: (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'Escape' && onEscape) {
        onEscape();
        return;
      }
      const next = move(i, event.key);
      if (next === undefined) return;
      event.preventDefault();
      elements.current.get(next)?.focus();
    },
  });
}
