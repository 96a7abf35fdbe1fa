import type { Pixels } from '../../src/image/pixels';

/** Shows RGBA pixels on a canvas at their own size; CSS scales it. */
export function putPixels(canvas: HTMLCanvasElement, { width, height, data }: Pixels): void {
  canvas.width = width;
  canvas.height = height;
  const pixels = new ImageData(width, height);
  pixels.data.set(data);
  canvas.getContext('2d')?.putImageData(pixels, 0, 0);
}
