/** libjpeg's accurate integer inverse transform (jidctint.c, after Loeffler, Ligtenberg and Moschytz 1989), to the bit. */

/** Where each coefficient in zigzag order lies in a block, row-major. */
const ZIGZAG = [
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7,
  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46,
  53, 60, 61, 54, 47, 55, 62, 63,
] as const;

/** Bits after the binary point of the constants below, and of what the first pass leaves. */
const CONST_BITS = 13;
const PASS1_BITS = 2;

const work = new Int32Array(64);

/** Eight values 8·`step` apart through one pass; the sums are rounded to `shift` bits less. */
function pass(at: number, step: number, shift: number): void {
  const half = 1 << (shift - 1);
  const w = work;
  let z2 = w[at + 2 * step]!;
  let z3 = w[at + 6 * step]!;
  let z1 = Math.imul(z2 + z3, 4433);
  let tmp2 = z1 + Math.imul(z3, -15137);
  let tmp3 = z1 + Math.imul(z2, 6270);
  z2 = w[at]!;
  z3 = w[at + 4 * step]!;
  let tmp0 = (z2 + z3) << CONST_BITS;
  let tmp1 = (z2 - z3) << CONST_BITS;
  const tmp10 = tmp0 + tmp3;
  const tmp13 = tmp0 - tmp3;
  const tmp11 = tmp1 + tmp2;
  const tmp12 = tmp1 - tmp2;

  tmp0 = w[at + 7 * step]!;
  tmp1 = w[at + 5 * step]!;
  tmp2 = w[at + 3 * step]!;
  tmp3 = w[at + step]!;
  z1 = Math.imul(tmp0 + tmp3, -7373);
  z2 = Math.imul(tmp1 + tmp2, -20995);
  z3 = tmp0 + tmp2;
  let z4 = tmp1 + tmp3;
  const z5 = Math.imul(z3 + z4, 9633);
  z3 = Math.imul(z3, -16069) + z5;
  z4 = Math.imul(z4, -3196) + z5;
  tmp0 = Math.imul(tmp0, 2446) + z1 + z3;
  tmp1 = Math.imul(tmp1, 16819) + z2 + z4;
  tmp2 = Math.imul(tmp2, 25172) + z2 + z3;
  tmp3 = Math.imul(tmp3, 12299) + z1 + z4;

  w[at] = (tmp10 + tmp3 + half) >> shift;
  w[at + 7 * step] = (tmp10 - tmp3 + half) >> shift;
  w[at + step] = (tmp11 + tmp2 + half) >> shift;
  w[at + 6 * step] = (tmp11 - tmp2 + half) >> shift;
  w[at + 2 * step] = (tmp12 + tmp1 + half) >> shift;
  w[at + 5 * step] = (tmp12 - tmp1 + half) >> shift;
  w[at + 3 * step] = (tmp13 + tmp0 + half) >> shift;
  w[at + 4 * step] = (tmp13 - tmp0 + half) >> shift;
}

/**
 * Transforms the 64 coefficients at `from` (zigzag order) and writes 8 × 8 samples of 0 … 255 at `to`, rows `stride`
 * apart.
 */
export function inverseTransform(
  coefficients: Int16Array,
  from: number,
  quantisation: Uint16Array,
  samples: Uint8Array,
  to: number,
  stride: number,
): void {
  work.fill(0);
  for (let i = 0; i < 64; i++) work[ZIGZAG[i]!] = Math.imul(coefficients[from + i]!, quantisation[i]!);
  for (let column = 0; column < 8; column++) pass(column, 8, CONST_BITS - PASS1_BITS);
  for (let row = 0; row < 8; row++) pass(row * 8, 1, CONST_BITS + PASS1_BITS + 3);
  for (let y = 0; y < 8; y++) {
    for (let x = 0; x < 8; x++) {
      const value = work[y * 8 + x]! + 128;
      samples[to + y * stride + x] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }
}
