import { damaged } from './reader';

const CLEAR = 256;
const END = 257;

/** TIFF's LZW (TIFF 6.0, section 13): codes from the highest bit on, a bit longer one code early. Missing bytes are zero. */
export function unpackLzw(bytes: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  const prefix = new Uint16Array(4097);
  const suffix = new Uint8Array(4097);
  const stack = new Uint8Array(4097);
  let [size, next, previous, first, filled] = [9, 258, -1, 0, 0];
  let [held, bits, at] = [0, 0, 0];
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
      [size, next, previous] = [9, 258, -1];
      continue;
    }
    if (previous === -1) {
      if (code > 255) throw damaged();
      first = code;
      out[filled++] = code;
      previous = code;
      continue;
    }
    if (code > next) throw damaged();
    let depth = 0;
    let walk = code;
    if (code === next) {
      stack[depth++] = first;
      walk = previous;
    }
    while (walk > 255) {
      stack[depth++] = suffix[walk]!;
      walk = prefix[walk]!;
    }
    first = walk;
    stack[depth++] = first;
    while (depth > 0 && filled < length) out[filled++] = stack[--depth]!;
    if (next < 4096) {
      prefix[next] = previous;
      suffix[next] = first;
      next += 1;
    }
    if (next >= (1 << size) - 1 && size < 12) size += 1;
    previous = code;
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
