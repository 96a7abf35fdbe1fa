/** What browsers do to pixels that a page reads back from a canvas, and how to tell. */

/** A pattern of many values, with no colour twice in a row, as protection is often left out for flat ones. */
const SIDE = 16;

/**
 * False where pixels that a page reads back are not those that it wrote: Firefox's `privacy.resistFingerprinting`, Tor,
 * LibreWolf and Brave change them silently, so that the canvas does not give its machine away.
 */
export function canvasIsTrue(): boolean {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIDE;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return false;
  const pattern = context.createImageData(SIDE, SIDE);
  for (let i = 0; i < SIDE * SIDE; i++)
    pattern.data.set([(i * 37) % 256, (i * 91 + 50) % 256, (i * 151 + 100) % 256, 255], i * 4);
  context.putImageData(pattern, 0, 0);
  const { data } = context.getImageData(0, 0, SIDE, SIDE);
  return data.every((value, i) => value === pattern.data[i]);
}
