import { memo, useEffect, useRef } from 'react';
import type { AnswerData } from '../../../src/answers';
import type { Pixels } from '../../../src/image/pixels';
import { putPixels } from '../../image/putPixels';

/**
 * Pixels that the canvas has at least, from top to bottom: four times those of the page's picture. Each point is a whole
 * number of them and the browser makes the picture smaller, so that points stay even and crisp on every screen.
 */
const HEIGHT = 4 * 124;

type GreyPictureProps = Pick<AnswerData['output'], 'rows' | 'cols' | 'greys'>;

/** A dense output in greys. */
export const GreyPicture = memo(function GreyPicture({ rows, cols, greys }: GreyPictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current) putPixels(canvas.current, enlarged(greys, rows, cols));
  }, [rows, cols, greys]);
  return <canvas ref={canvas} aria-hidden />;
});

function enlarged(greys: ArrayLike<number>, rows: number, cols: number): Pixels {
  const side = Math.max(1, Math.ceil(HEIGHT / rows));
  const [width, height] = [cols * side, rows * side];
  const data = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const grey = greys[Math.floor(y / side) * cols + Math.floor(x / side)] ?? 0;
      data.fill(
        Math.round(255 * Math.min(1, Math.max(0, grey || 0))),
        4 * (y * width + x),
        4 * (y * width + x) + 3,
      );
    }
  }
  return { width, height, data };
}
