import { useEffect, useRef } from 'react';

const GLIDE_MS = 150;

/**
 * Calls `draw` with numbers that move from the former values to the new ones in 150 ms, and at once when reduced motion
 * is asked for, when there was nothing before, or when the number of values changed. `draw` may change at any time; it
 * is called again with the values on show when it does.
 */
export function useGlide(
  values: Float32Array | undefined,
  draw: (values: Float32Array | undefined) => void,
): void {
  const shown = useRef<Float32Array | undefined>(undefined);
  const target = useRef<Float32Array | undefined>(undefined);

  useEffect(() => {
    const from = shown.current;
    if (target.current === values || !values || !from || from.length !== values.length || reducedMotion()) {
      shown.current = values;
      target.current = values;
      draw(values);
      return;
    }
    target.current = values;
    const start = performance.now();
    let frame = requestAnimationFrame(function step(now: number) {
      const t = Math.min(1, (now - start) / GLIDE_MS);
      const eased = t * (2 - t);
      shown.current = t === 1 ? values : values.map((value, i) => from[i]! + (value - from[i]!) * eased);
      draw(shown.current);
      if (t < 1) frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [values, draw]);
}

const reducedMotion = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;
