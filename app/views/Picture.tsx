import { useEffect, useRef } from 'react';
import type { PageImage } from '../image/pageImage';
import { putPixels } from '../image/putPixels';

/** The image itself, slightly desaturated by CSS so that the heat's hue is not mistaken for its own. */
export function Picture({ image }: { readonly image: PageImage }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current) putPixels(canvas.current, image.display);
  }, [image]);
  return <canvas ref={canvas} className="picture" role="img" aria-label={image.name} />;
}
