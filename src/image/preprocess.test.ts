import { describe, expect, it } from 'vitest';
import { clipPreprocessing, squarePreprocessing } from './config';
import { fromPatches, preprocess, toPatches } from './preprocess';
import { resizeBicubic } from './resize';

function opaque(width: number, height: number, at: (x: number, y: number) => number[]) {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set([...at(x, y), 255], (y * width + x) * 4);
  }
  return { width, height, data };
}

describe('preprocess', () => {
  it('crops the middle of the resized image', () => {
    const image = opaque(50, 20, (x, y) => [x * 5, y * 12, (x * y) % 256]);
    // The shorter side 20 → 8, the longer 50 → 20; the crop begins at (20 − 8) / 2.
    const whole = resizeBicubic(image, 20, 8).data;
    const { data, width, height } = preprocess(image, clipPreprocessing(8));
    expect([width, height]).toEqual([8, 8]);
    for (let y = 0; y < 8; y++) {
      const from = (y * 20 + 6) * 3;
      expect(data.subarray(y * 24, (y + 1) * 24)).toEqual(whole.subarray(from, from + 24));
    }
  });

  it('distorts to a square without a crop', () => {
    const image = opaque(30, 10, (x, y) => [x, y, 0]);
    expect(preprocess(image, squarePreprocessing(6)).data).toEqual(resizeBicubic(image, 6, 6).data);
  });

  it('pads with black where the crop is larger than the image', () => {
    const image = opaque(4, 4, () => [9, 9, 9]);
    const config = { ...clipPreprocessing(4), crop: { width: 7, height: 4 } };
    const { data } = preprocess(image, config);
    // (4 − 7) / 2 floors to −2: two black columns on the left, one on the right.
    const row = [...data.subarray(0, 21)].filter((_, i) => i % 3 === 0);
    expect(row).toEqual([0, 0, 9, 9, 9, 9, 0]);
  });

  it('takes images one pixel high', () => {
    const image = opaque(300, 1, () => [7, 8, 9]);
    expect([...preprocess(image, clipPreprocessing(2)).data.subarray(0, 3)]).toEqual([7, 8, 9]);
  });
});

describe('toPatches', () => {
  const plain = { rescale: 1, mean: [0, 0, 0], std: [1, 1, 1] } as const;

  it('orders a patch by channel, y, x and patches row by row', () => {
    // Byte = 100·channel + 10·y + x of a 4 × 2 image cut into two 2 × 2 patches.
    const data = new Uint8Array(24);
    for (let y = 0; y < 2; y++) {
      for (let x = 0; x < 4; x++)
        for (let c = 0; c < 3; c++) data[(y * 4 + x) * 3 + c] = 100 * c + 10 * y + x;
    }
    expect([...toPatches({ width: 4, height: 2, data }, 2, plain)]).toEqual([
      0, 1, 10, 11, 100, 101, 110, 111, 200, 201, 210, 211, 2, 3, 12, 13, 102, 103, 112, 113, 202, 203, 212,
      213,
    ]);
  });

  it('normalises each channel', () => {
    const image = { width: 1, height: 1, data: Uint8Array.from([255, 0, 51]) };
    const out = toPatches(image, 1, { rescale: 1 / 255, mean: [0.5, 0.25, 0.1], std: [0.5, 0.5, 0.2] });
    expect(out[0]).toBeCloseTo(1, 6);
    expect(out[1]).toBeCloseTo(-0.5, 6);
    expect(out[2]).toBeCloseTo(0.5, 6);
  });

  it('is undone by fromPatches', () => {
    const data = Uint8Array.from({ length: 6 * 4 * 3 }, (_, i) => (i * 37) % 256);
    const image = { width: 6, height: 4, data };
    const config = clipPreprocessing(224);
    expect(fromPatches(toPatches(image, 2, config), 6, 4, 2, config)).toEqual(image);
  });

  it('refuses patches that do not divide the image', () => {
    const image = { width: 6, height: 4, data: new Uint8Array(72) };
    expect(() => toPatches(image, 4, plain)).toThrow('does not divide');
    expect(() => fromPatches(new Float32Array(3), 6, 4, 2, plain)).toThrow('needs 72');
  });
});
