/** WebP's container (RFC 9649): size, metadata, and the first frame of an animation as a file of its own. */
import type { Pixels } from '../pixels';
import type { Metadata } from './orientation';
import { checkSize, cutOff, damaged, Reader, type Header } from './reader';
import { layOnWhite } from './white';

export interface WebpFile extends Header, Metadata {
  /** A still WebP of the picture, or of the first frame. */
  readonly still: Uint8Array;
  /** Where the frame lies on the canvas, in pixels. */
  readonly at: { readonly x: number; readonly y: number };
}

const ANIMATION = 0x02;
const ALPHA = 0x10;

/** @throws Unreadable */
export function readWebp(bytes: Uint8Array): WebpFile {
  const file = new Reader(bytes, true);
  if (file.u32(4) + 8 > file.length) throw cutOff();
  const end = file.u32(4) + 8;
  const chunks = chunksOf(file, 12, end);
  const extended = chunks.find(({ name }) => name === 'VP8X');
  const metadata = {
    exif: chunks.find(({ name }) => name === 'EXIF')?.data,
    xmp: chunks.find(({ name }) => name === 'XMP ')?.data,
  };
  const canvas = extended && {
    width: file.u24(extended.at + 4) + 1,
    height: file.u24(extended.at + 7) + 1,
  };
  if (canvas) checkSize(canvas);
  if (extended && file.u8(extended.at) & ANIMATION) {
    const frame = chunks.find(({ name }) => name === 'ANMF');
    if (!frame) throw cutOff();
    const parts = chunksOf(file, frame.at + 16, frame.at + frame.data.length);
    const size = bitstreamSize(parts);
    const at = { x: file.u24(frame.at) * 2, y: file.u24(frame.at + 3) * 2 };
    if (at.x + size.width > canvas!.width || at.y + size.height > canvas!.height) throw damaged();
    return { ...canvas!, ...metadata, still: stillOf(size, parts), at };
  }
  const size = bitstreamSize(chunks);
  checkSize(size);
  return { ...size, ...metadata, still: bytes.subarray(0, end), at: { x: 0, y: 0 } };
}

/** Puts the decoded frame on its canvas, and the canvas on white. */
export function placeWebp({ width, height, at }: WebpFile, frame: Pixels): Pixels {
  layOnWhite(frame.data);
  if (frame.width === width && frame.height === height) return frame;
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let row = 0; row < frame.height; row++) {
    const from = row * frame.width * 4;
    data.set(frame.data.subarray(from, from + frame.width * 4), ((at.y + row) * width + at.x) * 4);
  }
  return { width, height, data };
}

interface Chunk {
  readonly name: string;
  /** Where its data begin in the file. */
  readonly at: number;
  readonly data: Uint8Array;
}

function chunksOf(file: Reader, from: number, end: number): readonly Chunk[] {
  const found: Chunk[] = [];
  for (let at = from; at + 8 <= end;) {
    const length = file.u32(at + 4);
    if (at + 8 + length > end) throw cutOff();
    found.push({ name: file.text(at, 4), at: at + 8, data: file.slice(at + 8, length) });
    at += 8 + length + (length & 1);
  }
  return found;
}

/** The size that the coded picture itself states, which is what its decoder takes memory for. */
function bitstreamSize(chunks: readonly Chunk[]): Header {
  for (const { name, data } of chunks) {
    const stream = new Reader(data, true);
    if (name === 'VP8 ') {
      if (stream.u24(3) !== 0x2a019d) throw damaged();
      return { width: stream.u16(6) & 0x3fff, height: stream.u16(8) & 0x3fff };
    }
    if (name === 'VP8L') {
      if (stream.u8(0) !== 0x2f) throw damaged();
      const bits = stream.u32(1);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
  }
  throw damaged();
}

function stillOf({ width, height }: Header, parts: readonly Chunk[]): Uint8Array {
  const kept = parts.filter(({ name }) => name === 'ALPH' || name === 'VP8 ' || name === 'VP8L');
  const header = new Uint8Array(10);
  header[0] = kept.some(({ name }) => name !== 'VP8 ') ? ALPHA : 0;
  header.set([...three(width - 1), ...three(height - 1)], 4);
  const all = [{ name: 'VP8X', data: header }, ...kept];
  const length = all.reduce((sum, { data }) => sum + 8 + data.length + (data.length & 1), 4);
  const out = new Uint8Array(8 + length);
  const view = new DataView(out.buffer);
  const write = (text: string, at: number) => [...text].forEach((c, i) => (out[at + i] = c.charCodeAt(0)));
  write('RIFF', 0);
  view.setUint32(4, length, true);
  write('WEBP', 8);
  let at = 12;
  for (const { name, data } of all) {
    write(name, at);
    view.setUint32(at + 4, data.length, true);
    out.set(data, at + 8);
    at += 8 + data.length + (data.length & 1);
  }
  return out;
}

const three = (value: number): number[] => [value & 255, (value >> 8) & 255, value >> 16];
