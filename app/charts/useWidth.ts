import { useLayoutEffect, useRef, useState, type RefObject } from 'react';

/**
 * Width of an element in whole pixels, so that a chart's type stays as large as the page's.
 * @param first before it is known
 */
export function useWidth<E extends Element>(first: number): [RefObject<E | null>, number] {
  const element = useRef<E>(null);
  const [width, setWidth] = useState(first);
  useLayoutEffect(() => {
    const { current } = element;
    if (!current) return;
    const measure = () => {
      const found = Math.floor(current.getBoundingClientRect().width);
      // What is not shown has none.
      if (found > 0) setWidth(found);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return [element, width];
}
