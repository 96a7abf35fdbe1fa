import { Dictionary } from './dictionary';

const CLEAR = 256;
const END = 257;

/** TIFF's LZW (TIFF 6.0, section 13): codes from the highest bit on, a bit longer one code early. Missing bytes are zero. */
export function unpackLzw(bytes: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  const dictionary = new Dictionary(CLEAR);
  let [size, filled, held, bits, at] = [9, 0, 0, 0, 0];
  while (filled < length) {
    while (bits < size) {
      if (at >= bytes.length) return out;
      held = ((held << 8) | bytes[at++]!) & 0xffffff;
      bits += 8;
    }
    const code = (held >>> (bits - size)) & ((1 << size) - 1);
    bits -= size;
    if (code === END) return out;
    if (code === CLEAR) {
      size = 9;
      dictionary.empty();
      continue;
    }
    filled = dictionary.write(code, out, filled);
    if (dictionary.next >= (1 << size) - 1 && size < 12) size += 1;
  }
  return out;
}

/** PackBits (TIFF 6.0, section 9). Missing bytes are zero. */
export function unpackBits(bytes: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  for (let at = 0, filled = 0; at < bytes.length && filled < length;) {
    const count = bytes[at++]!;
    if (count === 128) continue;
    if (count < 128) {
      const run = bytes.subarray(at, at + Math.min(count + 1, length - filled));
      out.set(run, filled);
      filled += run.length;
      at += count + 1;
    } else {
      out.fill(bytes[at++] ?? 0, filled, Math.min(length, filled + 257 - count));
      filled += 257 - count;
    }
  }
  return out;
}
