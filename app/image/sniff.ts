/** Formats that browsers decode, told by their first bytes; `unknown` for everything else. */
export type ImageFormat = 'png' | 'jpeg' | 'gif' | 'webp' | 'bmp' | 'avif' | 'heic' | 'unknown';

const ascii = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));

/** Tells an image's format from its signature, whatever its name says. */
export function imageFormat(bytes: Uint8Array): ImageFormat {
  if (bytes[0] === 0x89 && ascii(bytes, 1, 4) === 'PNG') return 'png';
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  if (ascii(bytes, 0, 4) === 'GIF8') return 'gif';
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return 'webp';
  if (ascii(bytes, 0, 2) === 'BM') return 'bmp';
  if (ascii(bytes, 4, 8) !== 'ftyp') return 'unknown';
  const brand = ascii(bytes, 8, 12);
  return brand.startsWith('avi') ? 'avif' : 'heic';
}

/**
 * False when the file certainly ends before its image does. Decoders differ here: some fill the missing part with grey
 * and report success, and a map over grey would look like an answer. Formats without a cheap check count as complete.
 */
export function isComplete(bytes: Uint8Array, format: ImageFormat): boolean {
  switch (format) {
    case 'png':
      return pngEnds(bytes);
    case 'jpeg':
      return jpegEnds(bytes);
    case 'webp':
      return bytes.length >= view(bytes).getUint32(4, true) + 8;
    case 'gif':
      return bytes.subarray(-64).includes(0x3b);
    default:
      return true;
  }
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Walks the chunks (length, type, data, checksum) up to IEND. */
function pngEnds(bytes: Uint8Array): boolean {
  const data = view(bytes);
  let at = 8;
  while (at + 12 <= bytes.length) {
    if (ascii(bytes, at + 4, at + 8) === 'IEND') return true;
    at += 12 + data.getUint32(at);
  }
  return false;
}

/** Walks the marker segments, so that a thumbnail inside EXIF is stepped over, then looks for the end of the scan. */
function jpegEnds(bytes: Uint8Array): boolean {
  const data = view(bytes);
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at += 1; // fill byte
      continue;
    }
    if (marker === 0xda) break;
    at += 2 + data.getUint16(at + 2);
  }
  for (let i = bytes.length - 2; i > at; i--) {
    if (bytes[i] === 0xff && bytes[i + 1] === 0xd9) return true;
  }
  return false;
}
