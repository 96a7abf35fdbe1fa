import type { Pixels } from '../pixels';

/** How a picture lies in its file, as EXIF counts: 1 upright, 2–4 mirrored or upside down, 5–8 on its side as well. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** A number of a file as an orientation; what is none counts as upright, as it does everywhere. */
export function asOrientation(value: number | undefined): Orientation {
  return value !== undefined && Number.isInteger(value) && value >= 1 && value <= 8
    ? (value as Orientation)
    : 1;
}

/** Orientations under which a row of the file is read from its end, or from the last row. */
const FROM_RIGHT: readonly Orientation[] = [2, 3, 7, 8];
const FROM_BOTTOM: readonly Orientation[] = [3, 4, 6, 7];

/** Side of the squares that are turned at once, so that both what is read and what is written stays in the cache. */
const TILE = 32;

/** Turns what lies in a file upright: the same pixels in another order. Upright ones are given back as they are. */
export function turnUpright(pixels: Pixels, orientation: Orientation): Pixels {
  if (orientation === 1) return pixels;
  const isOnSide = orientation >= 5;
  const { width: stored, height: rows, data } = pixels;
  const [width, height] = isOnSide ? [rows, stored] : [stored, rows];
  const source = words(data);
  const target = new Uint32Array(stored * rows);
  const fromRight = FROM_RIGHT.includes(orientation);
  const fromBottom = FROM_BOTTOM.includes(orientation);
  // Where in the file the upright picture begins, and how far a step to the right and one down go in it.
  const origin = (fromRight ? stored - 1 : 0) + (fromBottom ? (rows - 1) * stored : 0);
  const [along, across] = [fromRight ? -1 : 1, fromBottom ? -stored : stored];
  const [right, down] = isOnSide ? [across, along] : [along, across];
  for (let top = 0; top < height; top += TILE) {
    for (let left = 0; left < width; left += TILE) {
      const bottom = Math.min(top + TILE, height);
      const end = Math.min(left + TILE, width);
      for (let y = top; y < bottom; y++) {
        let from = origin + y * down + left * right;
        for (let x = left; x < end; x++, from += right) target[y * width + x] = source[from]!;
      }
    }
  }
  return { width, height, data: new Uint8ClampedArray(target.buffer) };
}

/** A pixel a number, whatever the order of its bytes. */
function words(data: Uint8ClampedArray | Uint8Array): Uint32Array {
  const aligned = data.byteOffset % 4 === 0 ? data : data.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
}
