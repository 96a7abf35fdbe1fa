import { KERNELS, type Filter, type Kernel } from './filters';
import { checkImage, compositeOnWhite } from './pixels';
import type { Pixels, Rect, RgbImage } from './pixels';

/**
 * Bits after the binary point of a filter coefficient: 32-bit sums, less 8 bits for the pixel and 2 for the sign and
 * the overshoot of a cubic. Pillow's 8-bit resampler uses the same, and the bytes depend on it.
 */
const PRECISION_BITS = 32 - 8 - 2;
const HALF = 1 << (PRECISION_BITS - 1);

/** Which source samples an output sample reads, and with what fixed-point coefficients. */
interface Taps {
  /** First source sample of each output sample. */
  readonly first: Int32Array;
  /** Number of source samples of each output sample. */
  readonly count: Int32Array;
  /** Coefficients, `stride` a sample. */
  readonly weights: Int32Array;
  readonly stride: number;
}

/**
 * Coefficients for resizing `from` samples to `to`, for output samples `start` … `start + length − 1`. When shrinking,
 * the kernel is stretched by the scale so that every source sample counts (antialiasing); at the border it is cut and
 * normalised to sum 1.
 */
function tapsFor(kernel: Kernel, from: number, to: number, start: number, length: number): Taps {
  const scale = from / to;
  const stretch = Math.max(scale, 1);
  const support = kernel.support * stretch;
  const stride = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(length);
  const count = new Int32Array(length);
  const weights = new Int32Array(length * stride);
  const exact = new Float64Array(stride);
  // Pillow multiplies by the reciprocal; dividing would differ in the last bit.
  const shrink = 1 / stretch;
  for (let i = 0; i < length; i++) {
    const centre = (start + i + 0.5) * scale;
    const low = Math.max(Math.trunc(centre - support + 0.5), 0);
    const high = Math.min(Math.trunc(centre + support + 0.5), from);
    let sum = 0;
    for (let x = low; x < high; x++) {
      const weight = kernel.weight((x - centre + 0.5) * shrink);
      exact[x - low] = weight;
      sum += weight;
    }
    first[i] = low;
    count[i] = high - low;
    for (let k = 0; k < high - low; k++) {
      const fixed = (exact[k]! / sum) * (1 << PRECISION_BITS);
      weights[i * stride + k] = Math.trunc(fixed < 0 ? fixed - 0.5 : fixed + 0.5);
    }
  }
  return { first, count, weights, stride };
}

/** A fixed-point sum back to a byte. */
function toByte(sum: number): number {
  const value = sum >> PRECISION_BITS;
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

/** One row through the horizontal pass; `channels` is the distance between source pixels, 3 bytes are written each. */
function resizeRow(
  source: Uint8ClampedArray | Uint8Array,
  offset: number,
  channels: 3 | 4,
  taps: Taps,
  target: Uint8Array,
  to: number,
): void {
  const { first, count, weights, stride } = taps;
  for (let i = 0; i < first.length; i++, to += 3) {
    let r = HALF;
    let g = HALF;
    let b = HALF;
    let at = offset + first[i]! * channels;
    const end = i * stride + count[i]!;
    for (let k = i * stride; k < end; k++, at += channels) {
      const weight = weights[k]!;
      r = (r + Math.imul(source[at]!, weight)) | 0;
      g = (g + Math.imul(source[at + 1]!, weight)) | 0;
      b = (b + Math.imul(source[at + 2]!, weight)) | 0;
    }
    target[to] = toByte(r);
    target[to + 1] = toByte(g);
    target[to + 2] = toByte(b);
  }
}

function isOpaque(data: Uint8ClampedArray | Uint8Array, from: number, to: number): boolean {
  for (let at = from + 3; at < to; at += 4) if (data[at] !== 255) return false;
  return true;
}

/** Horizontal pass over source rows `top` … `top + rows − 1`; transparent pixels are laid on white first. */
function resizeRows(
  image: Pixels | RgbImage,
  channels: 3 | 4,
  taps: Taps,
  top: number,
  rows: number,
): Uint8Array {
  const { data, width } = image;
  const bytes = taps.first.length * 3;
  const out = new Uint8Array(rows * bytes);
  const flat = new Uint8Array(channels === 4 ? width * 3 : 0);
  for (let row = 0; row < rows; row++) {
    const offset = (top + row) * width * channels;
    if (channels === 4 && !isOpaque(data, offset, offset + width * 4)) {
      compositeOnWhite(data, offset, flat, 0, width);
      resizeRow(flat, 0, 3, taps, out, row * bytes);
    } else {
      resizeRow(data, offset, channels, taps, out, row * bytes);
    }
  }
  return out;
}

/** Vertical pass; `top` is the source row that `rows` begins with, `bytes` the length of a row. */
function resizeColumns(rows: Uint8Array, bytes: number, top: number, taps: Taps): Uint8Array {
  const { first, count, weights, stride } = taps;
  const out = new Uint8Array(first.length * bytes);
  const sums = new Int32Array(bytes);
  for (let i = 0; i < first.length; i++) {
    sums.fill(HALF);
    for (let k = 0; k < count[i]!; k++) {
      const weight = weights[i * stride + k]!;
      const from = (first[i]! - top + k) * bytes;
      for (let x = 0; x < bytes; x++) sums[x] = sums[x]! + Math.imul(rows[from + x]!, weight);
    }
    for (let x = 0; x < bytes; x++) out[i * bytes + x] = toByte(sums[x]!);
  }
  return out;
}

export interface ResizeOptions {
  /** Bicubic when left out, on which CLIP was trained. */
  readonly filter?: Filter | undefined;
  /** A rectangle of whole pixels inside the resized image: only that part is computed (the same bytes). */
  readonly window?: Rect | undefined;
}

/**
 * Resizes to `width` × `height` with antialiasing, equal to the byte to Pillow's `Image.resize((width, height), filter)` on
 * RGB. Transparent pixels of an RGBA image are laid on white first. Horizontal pass, rounding to 8 bits, then vertical
 * pass, as Pillow does.
 * @throws RangeError for an empty image, a size below 1 or a window that reaches outside
 */
export function resize(
  image: Pixels | RgbImage,
  width: number,
  height: number,
  { filter = 'bicubic', window }: ResizeOptions = {},
): RgbImage {
  const channels = image.data.length === image.width * image.height * 3 ? 3 : 4;
  checkImage(image, channels, 'resize');
  const part = window ?? { x: 0, y: 0, width, height };
  const whole = [width, height, part.x, part.y, part.width, part.height].every(Number.isInteger);
  const inside = part.x >= 0 && part.y >= 0 && part.x + part.width <= width && part.y + part.height <= height;
  if (!whole || !inside || part.width < 1 || part.height < 1) {
    throw new RangeError(
      `resize: cannot compute ${part.width} × ${part.height} pixels at (${part.x}, ${part.y}) of an image resized to ` +
        `${width} × ${height}; sizes must be whole numbers from 1 up and the window must lie inside`,
    );
  }
  const across = tapsFor(KERNELS[filter], image.width, width, part.x, part.width);
  const down = tapsFor(KERNELS[filter], image.height, height, part.y, part.height);
  const last = part.height - 1;
  const top = down.first[0]!;
  const rows = down.first[last]! + down.count[last]! - top;
  // Without a change of size the coefficients are a single 1, so the pass copies: no special case is needed.
  const narrowed = resizeRows(image, channels, across, top, rows);
  return { width: part.width, height: part.height, data: resizeColumns(narrowed, part.width * 3, top, down) };
}

/** `resize` with the filter on which CLIP was trained. */
export const resizeBicubic = (
  image: Pixels | RgbImage,
  width: number,
  height: number,
  window?: Rect,
): RgbImage => resize(image, width, height, { window });
