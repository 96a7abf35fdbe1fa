import { describe, expect, it } from 'vitest';
import { bfloat16ToFloat32, float16ToFloat32, float32ToFloat16 } from './half';

/** Every finite, non-negative float16 in order. */
const finite = float16ToFloat32(Uint16Array.from({ length: 0x7c00 }, (_, bits) => bits));

describe('float16ToFloat32', () => {
  it('knows the landmarks of the format', () => {
    const landmarks = new Uint16Array([
      0, 0x8000, 1, 0x03ff, 0x0400, 0x3c00, 0xc000, 0x3555, 0x7bff, 0x7c00, 0xfc00,
    ]);
    expect([...float16ToFloat32(landmarks)]).toEqual([
      0,
      -0,
      2 ** -24,
      (1023 / 1024) * 2 ** -14,
      2 ** -14,
      1,
      -2,
      0.333251953125,
      65504,
      Infinity,
      -Infinity,
    ]);
    expect(float16ToFloat32(new Uint16Array([0x7c01]))[0]).toBeNaN();
  });
});

describe('float32ToFloat16', () => {
  it('brings all 65,536 patterns back, NaN as NaN', () => {
    const patterns = Uint16Array.from({ length: 65536 }, (_, bits) => bits);
    const values = float16ToFloat32(patterns);
    const back = float32ToFloat16(values);
    const wrong = [...patterns].filter((bits, n) =>
      Number.isNaN(values[n]) ? (back[n]! & 0x7fff) <= 0x7c00 : back[n] !== bits,
    );
    expect(wrong).toEqual([]);
  });

  it('rounds to the nearest, ties to even, at every step of the format', () => {
    // The middle of two neighbours is exact in float32; so are the numbers just beside it.
    const middles = Float32Array.from(finite.subarray(1), (value, n) => (value + finite[n]!) / 2);
    const bits = new Uint32Array(middles.buffer);
    const below = new Float32Array(bits.map((pattern) => pattern - 1).buffer);
    const above = new Float32Array(bits.map((pattern) => pattern + 1).buffer);
    const lower = Uint16Array.from(middles, (_, n) => n);
    expect(float32ToFloat16(below)).toEqual(lower);
    expect(float32ToFloat16(above)).toEqual(lower.map((n) => n + 1));
    expect(float32ToFloat16(middles)).toEqual(lower.map((n) => n + (n % 2)));
  });

  it('keeps signs, and overflows to infinity at 65,520', () => {
    const values = new Float32Array([-0, -1, 65519.996, 65520, 1e30, -1e30, 1e-30, -1e-30]);
    expect([...float32ToFloat16(values)]).toEqual([
      0x8000, 0xbc00, 0x7bff, 0x7c00, 0x7c00, 0xfc00, 0, 0x8000,
    ]);
  });
});

describe('bfloat16ToFloat32', () => {
  it('is the upper half of a float32', () => {
    const bits = new Uint16Array([0, 0x8000, 0x3f80, 0xc040, 0x7f80, 0x4049]);
    expect([...bfloat16ToFloat32(bits)]).toEqual([0, -0, 1, -3, Infinity, 3.140625]);
  });
});
