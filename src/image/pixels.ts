/** RGBA pixels, 4 bytes each, row-major, upright, alpha not premultiplied. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray | Uint8Array;
}

/** RGB pixels, 3 bytes each, row-major. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** An axis-aligned rectangle; pixel edges are whole numbers, so a pixel's centre is at +0.5. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Throws a RangeError unless `data` holds exactly `width` × `height` × `channels` bytes of a non-empty image. */
export function checkImage(image: Pixels | RgbImage, channels: 3 | 4, where: string): void {
  const { width, height, data } = image;
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new RangeError(
      `${where}: an image of ${width} × ${height} pixels is empty; both sides must be whole numbers from 1 up`,
    );
  }
  const expected = width * height * channels;
  if (data.length !== expected) {
    throw new RangeError(
      `${where}: a ${width} × ${height} image with ${channels} channels has ${expected} bytes, but ${data.length} came`,
    );
  }
}

/** The same pixels with nothing to be seen through. */
export function opaque({ width, height, data }: RgbImage): Pixels {
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) rgba.set(data.subarray(i * 3, i * 3 + 3), i * 4);
  return { width, height, data: rgba };
}

/** Rounds x / 255 to the nearest integer for 0 ≤ x ≤ 255², without a division. */
function over255(x: number): number {
  const biased = x + 128;
  return (biased + (biased >> 8)) >> 8;
}

/**
 * Writes `count` RGBA pixels as RGB onto white: c' = round((c·a + 255·(255 − a)) / 255).
 * `from` and `to` are byte offsets into `source` and `target`.
 */
export function compositeOnWhite(
  source: Uint8ClampedArray | Uint8Array,
  from: number,
  target: Uint8Array,
  to: number,
  count: number,
): void {
  for (let pixel = 0; pixel < count; pixel++, from += 4, to += 3) {
    const alpha = source[from + 3]!;
    const white = 255 * (255 - alpha);
    target[to] = over255(source[from]! * alpha + white);
    target[to + 1] = over255(source[from + 1]! * alpha + white);
    target[to + 2] = over255(source[from + 2]! * alpha + white);
  }
}
