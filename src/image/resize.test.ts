import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { resize, resizeBicubic } from './resize';

/** Bytes of a linear congruential generator, so that another program can make the same image. */
function noise(length: number, seed: number): Uint8Array {
  const out = new Uint8Array(length);
  let state = seed;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    out[i] = state >>> 24;
  }
  return out;
}

const rgb = (width: number, height: number, seed: number) => ({
  width,
  height,
  data: noise(width * height * 3, seed),
});

/** The textbook definition in float64: a weighted mean over all source pixels, one axis, no rounding. */
function resizeAxis(line: number[], to: number): number[] {
  const scale = line.length / to;
  const stretch = Math.max(1, scale);
  const keys = (t: number) => {
    const d = Math.abs(t);
    if (d < 1) return 1.5 * d ** 3 - 2.5 * d ** 2 + 1;
    return d < 2 ? -0.5 * d ** 3 + 2.5 * d ** 2 - 4 * d + 2 : 0;
  };
  return Array.from({ length: to }, (_, i) => {
    const weights = line.map((_, x) => keys((x + 0.5 - (i + 0.5) * scale) / stretch));
    const total = weights.reduce((a, b) => a + b, 0);
    return line.reduce((sum, value, x) => sum + value * weights[x]!, 0) / total;
  });
}

describe('resizeBicubic equals Pillow 12.3 Image.resize(BICUBIC) to the byte', () => {
  it.each([
    [7, 5, 4, 3, 1, 1716781671],
    [5, 4, 8, 7, 2, 3725025667],
    [3, 3, 3, 6, 3, 2018006788],
    [640, 427, 224, 149, 4, 3566600303],
    [31, 97, 224, 224, 5, 434217964],
    [1000, 1, 3, 5, 6, 3687579333],
    [501, 333, 337, 224, 7, 335931509],
  ])('%i×%i to %i×%i (seed %i)', (width, height, toWidth, toHeight, seed, expected) => {
    expect(crc32(resizeBicubic(rgb(width, height, seed), toWidth, toHeight).data)).toBe(expected);
  });

  it('and its first pixels are these', () => {
    const { data } = resizeBicubic(rgb(7, 5, 1), 4, 3);
    expect([...data.subarray(0, 12)]).toEqual([75, 73, 108, 162, 84, 92, 199, 146, 104, 185, 213, 144]);
  });
});

describe('resize equals Pillow 11.3 Image.resize to the byte with other filters', () => {
  it.each([
    [7, 5, 4, 3, 1, 1364775453, 1400243346],
    [5, 4, 8, 7, 2, 1958105887, 1930620164],
    [640, 427, 224, 149, 4, 1490978872, 1214574303],
    [31, 97, 224, 224, 5, 2535560775, 2764904010],
    [501, 333, 337, 224, 7, 1622964857, 3489931698],
  ])('%i×%i to %i×%i (seed %i)', (width, height, toWidth, toHeight, seed, bilinear, lanczos) => {
    const image = rgb(width, height, seed);
    const crc = (filter: 'bilinear' | 'lanczos') => crc32(resize(image, toWidth, toHeight, { filter }).data);
    expect([crc('bilinear'), crc('lanczos')]).toEqual([bilinear, lanczos]);
  });
});

describe('resizeBicubic', () => {
  it('gives values worked out by hand', () => {
    const line = (bytes: number[]) => ({
      width: bytes.length,
      height: 1,
      data: Uint8Array.from(bytes.flatMap((b) => [b, b, b])),
    });
    // Three times as wide, the middle output of each source pixel sits exactly on it.
    const tripled = resizeBicubic(line([10, 200, 30, 90]), 12, 1).data;
    expect([tripled[3], tripled[12], tripled[21], tripled[30]]).toEqual([10, 200, 30, 90]);
    // Twice as wide, output 5 lies 1/4 pixel right of source 2: the kernel at 5/4, 1/4, 3/4, 7/4 is
    // -9/128, 111/128, 29/128, -3/128.
    const doubled = resizeBicubic(line([10, 200, 30, 90, 50]), 10, 1).data;
    expect(doubled[5 * 3]).toBe(Math.round((-9 * 200 + 111 * 30 + 29 * 90 - 3 * 50) / 128));
  });

  it('agrees with the float64 definition within 1', () => {
    const image = rgb(23, 17, 11);
    const [width, height] = [9, 26];
    const out = resizeBicubic(image, width, height).data;
    for (let channel = 0; channel < 3; channel++) {
      const rows = Array.from({ length: 17 }, (_, y) =>
        resizeAxis(
          Array.from({ length: 23 }, (_, x) => image.data[(y * 23 + x) * 3 + channel]!),
          width,
        ).map((v) => Math.min(Math.max(v, 0), 255)),
      );
      for (let x = 0; x < width; x++) {
        const column = resizeAxis(
          rows.map((row) => row[x]!),
          height,
        );
        column.forEach((value, y) => {
          const clipped = Math.min(Math.max(value, 0), 255);
          expect(Math.abs(out[(y * width + x) * 3 + channel]! - clipped)).toBeLessThanOrEqual(1);
        });
      }
    }
  });

  it('leaves an image of the same size as it is', () => {
    const image = rgb(6, 4, 8);
    expect(resizeBicubic(image, 6, 4).data).toEqual(image.data);
  });

  it('keeps a flat image flat, whatever the size', () => {
    const flat = { width: 13, height: 9, data: new Uint8Array(13 * 9 * 3).fill(201) };
    for (const size of [1, 5, 40])
      expect(new Set(resizeBicubic(flat, size, size).data)).toEqual(new Set([201]));
  });

  it('computes a window to the same bytes as the whole', () => {
    const image = rgb(40, 30, 9);
    const whole = resizeBicubic(image, 20, 15).data;
    const part = resizeBicubic(image, 20, 15, { x: 3, y: 2, width: 11, height: 9 });
    for (let y = 0; y < 9; y++) {
      const from = ((y + 2) * 20 + 3) * 3;
      expect(part.data.subarray(y * 33, (y + 1) * 33)).toEqual(whole.subarray(from, from + 33));
    }
  });

  it('lays transparent pixels on white, and treats opaque RGBA as RGB', () => {
    const opaque = rgb(8, 8, 10);
    const rgba = new Uint8ClampedArray(8 * 8 * 4).fill(255);
    for (let i = 0; i < 64; i++) rgba.set(opaque.data.subarray(i * 3, i * 3 + 3), i * 4);
    expect(resizeBicubic({ width: 8, height: 8, data: rgba }, 5, 5).data).toEqual(
      resizeBicubic(opaque, 5, 5).data,
    );
    // 100·128/255 + 255·127/255 = 177.19…
    const half = { width: 1, height: 1, data: Uint8ClampedArray.from([100, 0, 255, 128]) };
    expect([...resizeBicubic(half, 1, 1).data]).toEqual([177, 127, 255]);
    const clear = { width: 1, height: 1, data: Uint8ClampedArray.from([100, 0, 255, 0]) };
    expect([...resizeBicubic(clear, 1, 1).data]).toEqual([255, 255, 255]);
  });

  it('says what is wrong with an empty image, a wrong length, a window outside', () => {
    expect(() => resizeBicubic({ width: 0, height: 3, data: new Uint8Array(0) }, 2, 2)).toThrow('0 × 3');
    expect(() => resizeBicubic({ width: 2, height: 2, data: new Uint8Array(5) }, 2, 2)).toThrow('16 bytes');
    expect(() => resizeBicubic(rgb(4, 4, 1), 2, 2, { x: 1, y: 0, width: 2, height: 2 })).toThrow('window');
    expect(() => resizeBicubic(rgb(4, 4, 1), 0, 2)).toThrow(RangeError);
  });
});
