/** 16-bit floats to and from float32. Typed arrays and files are little-endian, as every JavaScript host is. */

let table: Float32Array | undefined;

/** Value of each of the 65,536 float16 bit patterns. */
function halfTable(): Float32Array {
  if (table !== undefined) return table;
  table = new Float32Array(65536);
  for (let bits = 0; bits < 65536; bits++) {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    if (exponent === 31) table[bits] = fraction === 0 ? sign * Infinity : NaN;
    else if (exponent === 0) table[bits] = sign * fraction * 2 ** -24;
    else table[bits] = sign * (1024 + fraction) * 2 ** (exponent - 25);
  }
  return table;
}

/** Exact: every float16 is a float32. */
export function float16ToFloat32(halves: Uint16Array): Float32Array {
  const values = halfTable();
  const result = new Float32Array(halves.length);
  for (let n = 0; n < halves.length; n++) result[n] = values[halves[n]!]!;
  return result;
}

/** Exact: a bfloat16 is the upper half of a float32. */
export function bfloat16ToFloat32(halves: Uint16Array): Float32Array {
  const bits = new Uint32Array(halves.length);
  for (let n = 0; n < halves.length; n++) bits[n] = halves[n]! << 16;
  return new Float32Array(bits.buffer);
}

/** Rounded to the nearest float16, ties to even; beyond ±65,520 infinite, as IEEE 754 says. */
export function float32ToFloat16(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const scratch = new Float32Array(1);
  const scratchBits = new Uint32Array(scratch.buffer);
  const result = new Uint16Array(values.length);
  for (let n = 0; n < bits.length; n++) {
    const sign = (bits[n]! >>> 16) & 0x8000;
    const magnitude = bits[n]! & 0x7fffffff;
    let half: number;
    if (magnitude > 0x7f800000) {
      half = 0x7e00; // NaN
    } else if (magnitude >= 0x477ff000) {
      half = 0x7c00; // 65,520 and up
    } else if (magnitude >= 0x38800000) {
      // Normal: add half of the last kept place (less one, unless that place is odd), move the bias from 127 to 15.
      half = (magnitude + 0xfff + ((magnitude >>> 13) & 1) - 0x38000000) >>> 13;
    } else {
      // Subnormal: next to 0.5 the places of float32 are 2^-24 apart, as those of the smallest float16 are, so that
      // this addition rounds as wanted.
      scratch[0] = Math.abs(values[n]!) + 0.5;
      half = scratchBits[0]! - 0x3f000000;
    }
    result[n] = sign | half;
  }
  return result;
}
