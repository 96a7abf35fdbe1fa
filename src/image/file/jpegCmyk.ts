/**
 * JPEG of four inks, which the WebAssembly codec does not read: CMYK and YCCK, inverted as Adobe writes them, to RGB
 * without a profile. Every step is libjpeg's and Pillow's own integer arithmetic, so the bytes are equal.
 */
import type { Pixels } from '../pixels';
import { inverseTransform } from './idct';
import { checkComponents, readScans, type Component, type Scans } from './jpegScans';

/** Adobe's number for YCCK in its marker; CMYK is 0, and others are taken for YCCK. */
const NO_TRANSFORM = 0;

/** @throws Unreadable */
export function decodeCmykJpeg(bytes: Uint8Array): Pixels {
  const scans = readScans(bytes);
  checkComponents(scans);
  const { width, height, transform } = scans;
  const planes = scans.components.map((component) => plane(component, scans));
  const [first, second, third, black] = planes as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  const isYcck = transform !== undefined && transform !== NO_TRANSFORM;
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0, to = 0; i < width * height; i++, to += 4) {
    let [c, m, y] = [first[i]!, second[i]!, third[i]!];
    if (isYcck) {
      const [luma, cb, cr] = [c, m - 128, y - 128];
      c = 255 - byte(luma + ((91881 * cr + 32768) >> 16));
      m = 255 - byte(luma + ((-22554 * cb - 46802 * cr + 32768) >> 16));
      y = 255 - byte(luma + ((116130 * cb + 32768) >> 16));
    }
    // As stored, 255 is no ink; what is left of the light after black is taken from by each colour.
    const light = black[i]!;
    data[to] = light - share(255 - c, light);
    data[to + 1] = light - share(255 - m, light);
    data[to + 2] = light - share(255 - y, light);
    data[to + 3] = 255;
  }
  return { width, height, data };
}

const byte = (value: number): number => (value < 0 ? 0 : value > 255 ? 255 : value);

/** round(a · b / 255) for bytes. */
function share(a: number, b: number): number {
  const product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}

/** The samples of a component at the size of the picture, row-major. */
function plane(component: Component, { width, height, components }: Scans): Uint8Array {
  const { columns, rows, coefficients, quantisation, h, v } = component;
  const stride = columns * 8;
  const samples = new Uint8Array(stride * rows * 8);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const from = (row * columns + column) * 64;
      inverseTransform(coefficients, from, quantisation, samples, row * 8 * stride + column * 8, stride);
    }
  }
  const across = Math.max(...components.map((other) => other.h)) / h;
  const down = Math.max(...components.map((other) => other.v)) / v;
  const small = {
    width: Math.ceil(width / across),
    height: Math.ceil(height / down),
  };
  const cut = crop(samples, stride, small.width, small.height);
  return crop(enlarge(cut, small.width, small.height, across, down), small.width * across, width, height);
}

function crop(samples: Uint8Array, stride: number, width: number, height: number): Uint8Array {
  if (stride === width) return samples.subarray(0, width * height);
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) out.set(samples.subarray(y * stride, y * stride + width), y * width);
  return out;
}

/** libjpeg's “fancy” upsampling (jdsample.c): triangles for factors of two, repetition otherwise. */
function enlarge(
  samples: Uint8Array,
  width: number,
  height: number,
  across: number,
  down: number,
): Uint8Array {
  const isSmooth = width > 2;
  if (across === 2 && down === 1 && isSmooth) return wider(samples, width, height);
  if (across === 2 && down === 2 && isSmooth) return widerAndTaller(samples, width, height);
  if (across === 1 && down === 2) return taller(samples, width, height);
  const out = new Uint8Array(width * across * height * down);
  for (let y = 0, to = 0; y < height * down; y++)
    for (let x = 0; x < width * across; x++)
      out[to++] = samples[Math.floor(y / down) * width + Math.floor(x / across)]!;
  return out;
}

function wider(samples: Uint8Array, width: number, height: number): Uint8Array {
  const out = new Uint8Array(width * 2 * height);
  for (let y = 0; y < height; y++) {
    const from = y * width;
    for (let x = 0; x < width; x++) {
      const value = samples[from + x]!;
      const left = samples[from + x - 1]!;
      const right = samples[from + x + 1]!;
      const to = (from + x) * 2;
      out[to] = x === 0 ? value : (value * 3 + left + 1) >> 2;
      out[to + 1] = x === width - 1 ? value : (value * 3 + right + 2) >> 2;
    }
  }
  return out;
}

function taller(samples: Uint8Array, width: number, height: number): Uint8Array {
  const out = new Uint8Array(width * height * 2);
  for (let y = 0; y < height * 2; y++) {
    const row = (y >> 1) * width;
    const near = neighbour(y, height) * width;
    const bias = y & 1 ? 2 : 1;
    for (let x = 0; x < width; x++)
      out[y * width + x] = (samples[row + x]! * 3 + samples[near + x]! + bias) >> 2;
  }
  return out;
}

/** The row that shares in output row `y` with row y/2: the one above for even, the one below for odd ones. */
const neighbour = (y: number, height: number): number =>
  Math.min(height - 1, Math.max(0, (y >> 1) + (y & 1 ? 1 : -1)));

function widerAndTaller(samples: Uint8Array, width: number, height: number): Uint8Array {
  const out = new Uint8Array(width * 2 * height * 2);
  const sums = new Int32Array(width);
  for (let y = 0; y < height * 2; y++) {
    const row = (y >> 1) * width;
    const near = neighbour(y, height) * width;
    for (let x = 0; x < width; x++) sums[x] = samples[row + x]! * 3 + samples[near + x]!;
    const to = y * width * 2;
    for (let x = 0; x < width; x++) {
      const value = sums[x]!;
      out[to + 2 * x] = x === 0 ? (value * 4 + 8) >> 4 : (value * 3 + sums[x - 1]! + 8) >> 4;
      out[to + 2 * x + 1] = x === width - 1 ? (value * 4 + 7) >> 4 : (value * 3 + sums[x + 1]! + 7) >> 4;
    }
  }
  return out;
}
