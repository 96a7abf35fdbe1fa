/** What a JPEG's markers say, read before any decoder sees it. */
import { LinkError } from './error';

/** Largest side of a picture inside a link: the input of the largest CLIP. */
export const MAX_SIDE = 512;
/** Each scan walks the whole picture again; encoders write about ten. */
const MAX_SCANS = 32;

/**
 * Width and height of a JPEG that is safe to decode: one frame of 8-bit baseline or progressive coding, at most
 * `MAX_SIDE` on a side, few scans, and no metadata (application segments other than JFIF's own, comments).
 * @throws LinkError naming what is wrong
 */
export function jpegSize(bytes: Uint8Array): { width: number; height: number } {
  const damaged = (reason: string) => new LinkError(`its picture ${reason}`);
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) throw damaged('is not a JPEG');
  let size: { width: number; height: number } | undefined;
  let scans = 0;
  let at = 2;
  for (;;) {
    if (at + 2 > bytes.length || bytes[at] !== 0xff) throw damaged('ends too early');
    const marker = bytes[at + 1]!;
    if (marker === 0xd9) break;
    const length = at + 4 <= bytes.length ? (bytes[at + 2]! << 8) | bytes[at + 3]! : 0;
    if (length < 2 || at + 2 + length > bytes.length) throw damaged('ends too early');
    if (marker === 0xc0 || marker === 0xc2) {
      if (size) throw damaged('has two frames');
      if (length < 8 || bytes[at + 4] !== 8) throw damaged('is not of 8 bits');
      const height = (bytes[at + 5]! << 8) | bytes[at + 6]!;
      const width = (bytes[at + 7]! << 8) | bytes[at + 8]!;
      if (width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE)
        throw damaged(`has ${width} × ${height} pixels; at most ${MAX_SIDE} on a side are allowed`);
      size = { width, height };
    } else if (!ALLOWED.has(marker)) {
      throw damaged(`holds a segment 0x${marker.toString(16)} that no link of Whylight has`);
    }
    at += 2 + length;
    if (marker !== 0xda) continue;
    scans++;
    if (scans > MAX_SCANS) throw damaged('has too many scans');
    at = endOfScan(bytes, at);
  }
  if (!size || scans === 0) throw damaged('is empty');
  return size;
}

/** Quantisation and Huffman tables, restart interval, scan, JFIF header. */
const ALLOWED: ReadonlySet<number> = new Set([0xdb, 0xc4, 0xdd, 0xda, 0xe0]);

/** Steps over coded data, in which 0xff stands before 0 or a restart marker only. */
function endOfScan(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at + 1 < bytes.length) {
    const next = bytes[at + 1]!;
    if (bytes[at] === 0xff && next !== 0 && !(next >= 0xd0 && next <= 0xd7)) return at;
    at++;
  }
  return bytes.length;
}
