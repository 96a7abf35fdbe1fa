import { latin1 } from './reader';

/** Formats of pictures, told by their first bytes; `unknown` for everything else. */
export type ImageFormat = 'png' | 'jpeg' | 'gif' | 'webp' | 'bmp' | 'tiff' | 'avif' | 'heic' | 'unknown';

const HEIC = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs', 'mif1', 'msf1'];

/** Tells an image's format from its signature, whatever its name says. */
export function imageFormat(bytes: Uint8Array): ImageFormat {
  const text = (from: number, to: number): string => latin1(bytes.subarray(from, to));
  if (bytes[0] === 0x89 && text(1, 4) === 'PNG') return 'png';
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  if (text(0, 4) === 'GIF8') return 'gif';
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'webp';
  if (text(0, 4) === 'II*\0' || text(0, 4) === 'MM\0*') return 'tiff';
  if (text(0, 2) === 'BM') return 'bmp';
  if (text(4, 8) !== 'ftyp') return 'unknown';
  // The main brand may be the container’s alone; those that it is compatible with follow.
  const brands = text(8, 8 + 4 * 16);
  if (/^(....)*?avi[fs]/s.test(brands.slice(0, Math.max(0, boxLength(bytes) - 8)))) return 'avif';
  return HEIC.includes(text(8, 12)) ? 'heic' : 'unknown';
}

function boxLength(bytes: Uint8Array): number {
  return ((bytes[0]! << 24) | (bytes[1]! << 16) | (bytes[2]! << 8) | bytes[3]!) >>> 0;
}
