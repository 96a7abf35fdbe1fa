/** What a JPEG says before its scans: size, colours, metadata; and whether it has an end. */
import type { Metadata } from './orientation';
import { checkSize, cutOff, damaged, latin1, Reader, unknownKind, type Header } from './reader';

export interface JpegHeader extends Header, Metadata {
  readonly components: number;
}

const EXIF = 'Exif\0\0';
const XMP = 'http://ns.adobe.com/xap/1.0/\0';
/** Frame headers that are not of baseline, extended or progressive Huffman coding. */
const OTHER_FRAMES = [0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf];

/** Walks the marker segments up to the first scan, so that a thumbnail inside EXIF is stepped over. @throws Unreadable */
export function readJpegHeader(bytes: Uint8Array): JpegHeader {
  const file = new Reader(bytes);
  let frame: (Header & { readonly components: number }) | undefined;
  let exif: Uint8Array | undefined;
  let xmp: Uint8Array | undefined;
  let at = 2;
  for (;;) {
    // Between segments there may be bytes that fill up; readers look for the next marker.
    if (file.u8(at) !== 0xff) {
      at += 1;
      continue;
    }
    const marker = file.u8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0 || marker === 1 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += 2;
      continue;
    }
    if (marker === 0xd9) throw cutOff();
    if (marker === 0xda) break;
    const length = file.u16(at + 2);
    if (length < 2) throw damaged();
    if (OTHER_FRAMES.includes(marker)) throw unknownKind('a JPEG of a rare coding');
    if (marker >= 0xc0 && marker <= 0xc2 && !frame) frame = frameAt(file, at + 4);
    if (marker === 0xe1) {
      const segment = bytes.subarray(at + 4, at + 2 + length);
      if (latin1(segment.subarray(0, 6)) === EXIF) exif ??= segment;
      else if (latin1(segment.subarray(0, XMP.length)) === XMP) xmp ??= segment;
    }
    at += 2 + length;
  }
  if (!frame) throw damaged();
  checkSize(frame);
  if (!hasEnd(bytes, at)) throw cutOff();
  return { ...frame, exif, xmp };
}

function frameAt(file: Reader, at: number): Header & { readonly components: number } {
  if (file.u8(at) !== 8) throw unknownKind('a JPEG of 12 bits a colour');
  return { height: file.u16(at + 1), width: file.u16(at + 3), components: file.u8(at + 5) };
}

/**
 * Decoders differ where a scan is cut off: some fill the missing part with grey and report success, and a map over grey
 * would look like an answer.
 */
function hasEnd(bytes: Uint8Array, from: number): boolean {
  for (let i = bytes.length - 2; i > from; i--) if (bytes[i] === 0xff && bytes[i + 1] === 0xd9) return true;
  return false;
}
