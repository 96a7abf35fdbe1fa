/** RGBA to PNG (W3C Portable Network Graphics, third edition), from the pixels themselves: no canvas, which may change them. */
import { zlibSync } from 'fflate';
import { checkImage, type Pixels } from '../pixels';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const RGBA = 6;
const CHANNELS = 4;
/** Filter type 1 (section 9.2): each sample is stored as the difference to that of the pixel to its left. */
const SUB = 1;

/**
 * The bytes of a PNG file with eight bits a sample and nothing about who made it.
 * @throws RangeError when the pixels do not fit their size
 */
export async function encodePng(pixels: Pixels): Promise<Uint8Array<ArrayBuffer>> {
  checkImage(pixels, CHANNELS, 'encodePng');
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, pixels.width);
  view.setUint32(4, pixels.height);
  header.set([8, RGBA], 8);
  const parts = [
    Uint8Array.from(SIGNATURE),
    chunk('IHDR', header),
    chunk('IDAT', await deflate(filtered(pixels))),
    chunk('IEND', new Uint8Array()),
  ];
  return joined(parts);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Rows, each behind the number of its filter. */
function filtered({ width, height, data }: Pixels): Uint8Array<ArrayBuffer> {
  const rowBytes = width * CHANNELS;
  const rows = new Uint8Array(height * (1 + rowBytes));
  for (let y = 0, at = 0, from = 0; y < height; y++) {
    rows[at++] = SUB;
    for (let i = 0; i < rowBytes; i++, from++)
      rows[at++] = i < CHANNELS ? data[from]! : data[from]! - data[from - CHANNELS]!;
  }
  return rows;
}

/** A zlib stream, by the host's own deflate where it has one: it is several times as fast. */
async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  if (typeof CompressionStream !== 'function') return zlibSync(bytes);
  const { readable, writable } = new CompressionStream('deflate');
  const writer = writable.getWriter();
  const written = writer.write(bytes).then(() => writer.close());
  const pieces: Uint8Array[] = [];
  const reader = readable.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    pieces.push(value!);
  }
  await written;
  return joined(pieces);
}

/** Length, type, data, and the checksum of the latter two. */
function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < type.length; i++) bytes[4 + i] = type.charCodeAt(i);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

/** Remainders of all bytes by the polynomial of ISO 3309 (annex D). */
const REMAINDERS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++)
    remainder = remainder & 1 ? 0xedb88320 ^ (remainder >>> 1) : remainder >>> 1;
  return remainder;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = REMAINDERS[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
