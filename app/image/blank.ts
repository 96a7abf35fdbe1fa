import type { PageImage } from './pageImage';

/** Stands in for a picture that the link does not hold. */
export function blankImage(side: number): PageImage {
  const data = new Uint8ClampedArray(side * side * 4).fill(200);
  for (let i = 3; i < data.length; i += 4) data[i] = 255;
  const pixels = { width: side, height: side, data };
  return {
    key: 'blank',
    name: 'The picture is not in the link',
    display: pixels,
    pixelsFor: () => pixels,
  };
}
