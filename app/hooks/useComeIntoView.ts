import { useEffect, useRef, type RefObject } from 'react';

/** Scrolls what has just come up into view, as far as needed. */
export function useComeIntoView<E extends Element>(): RefObject<E | null> {
  const element = useRef<E>(null);
  useEffect(() => {
    // In braces: newer browsers return a promise, which is no clean-up.
    void element.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return element;
}
