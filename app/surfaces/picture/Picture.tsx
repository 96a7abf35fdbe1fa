import { useEffect, useRef } from 'react';
import type { PageImage } from '../../image/pageImage';
import { putPixels } from '../../image/putPixels';

interface PictureProps {
  readonly image: PageImage;
  /** In its own colours: nothing lies over it. */
  readonly isPlain?: boolean;
}

/** The image itself, slightly desaturated by CSS so that the heat's hue is not mistaken for its own. */
export function Picture({ image, isPlain = false }: PictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current) putPixels(canvas.current, image.display);
  }, [image]);
  return (
    <canvas
      ref={canvas}
      className={isPlain ? 'picture plain' : 'picture'}
      role="img"
      aria-label={image.name}
    />
  );
}
