import { useEffect, useRef } from 'react';
import { usePlayground } from '../hooks/stores';
import { putPixels } from '../image/putPixels';

/** The picture that is asked about, small; it opens the choice of others. */
export function Small() {
  const image = usePlayground((state) => state.image);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (image && canvas.current) putPixels(canvas.current, image.display);
  }, [image]);
  return <canvas ref={canvas} aria-hidden />;
}
