/** The bytes of a link: a growing writer, and a reader that believes nothing it is told. */
import { LinkError } from './error';

/** Collects bytes. Numbers are little-endian; whole numbers take seven bits a byte, low bits first. */
export class ByteWriter {
  private readonly parts: number[] = [];

  byte(value: number): void {
    this.parts.push(value & 0xff);
  }

  /** A whole number from 0 to 2³² − 1. */
  whole(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.parts.push((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.parts.push(rest);
  }

  /** Rounded to single precision. */
  float(value: number): void {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    this.raw(bytes);
  }

  /** At double precision. */
  double(value: number): void {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value, true);
    this.raw(bytes);
  }

  raw(bytes: Uint8Array): void {
    for (const byte of bytes) this.parts.push(byte);
  }

  /** Length, then the bytes. */
  bytes(bytes: Uint8Array): void {
    this.whole(bytes.length);
    this.raw(bytes);
  }

  text(text: string): void {
    this.bytes(new TextEncoder().encode(text));
  }

  finish(): Uint8Array {
    return Uint8Array.from(this.parts);
  }
}

/** Reads what `ByteWriter` wrote. Every method throws a LinkError at the end of the bytes or beyond its limit. */
export class ByteReader {
  private at = 0;

  constructor(private readonly source: Uint8Array) {}

  get done(): boolean {
    return this.at === this.source.length;
  }

  byte(): number {
    return this.raw(1)[0]!;
  }

  whole(most: number): number {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (value > most) throw new LinkError(`a number is larger than the allowed ${most}`);
      if (byte < 0x80) {
        // One spelling a number, so that a state has one link.
        if (byte === 0 && scale > 1) throw new LinkError('a number is padded');
        return value;
      }
      if (scale > 2 ** 28) throw new LinkError('a number never ends');
    }
  }

  /** A finite number of single precision. */
  float(): number {
    const bytes = this.raw(4);
    const value = new DataView(bytes.buffer, bytes.byteOffset, 4).getFloat32(0, true);
    return finite(value);
  }

  /** A finite number of double precision. */
  double(): number {
    const bytes = this.raw(8);
    return finite(new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0, true));
  }

  raw(length: number): Uint8Array {
    if (this.at + length > this.source.length) throw new LinkError('it ends too early');
    this.at += length;
    return this.source.subarray(this.at - length, this.at);
  }

  bytes(most: number): Uint8Array {
    return this.raw(this.whole(most));
  }

  /** Text of at most `most` UTF-8 bytes, without control characters. */
  text(most: number): string {
    return this.textOf(this.whole(most));
  }

  /** Text of `length` UTF-8 bytes, without control characters. */
  textOf(length: number): string {
    return plainText(decodeUtf8(this.raw(length)));
  }

  /** The place of the next byte, for `since`. */
  get place(): number {
    return this.at;
  }

  /** The bytes that were read from a place on. */
  since(place: number): Uint8Array {
    return this.source.subarray(place, this.at);
  }
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw new LinkError('a number is not finite');
  return value;
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new LinkError('a text is not UTF-8');
  }
}

/** Control characters and line separators: nothing that a link carries has a use for them. */
// eslint-disable-next-line no-control-regex
export const hasControls = (text: string): boolean => /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(text);

/** The text with tabs, new lines and the like as single spaces. */
// eslint-disable-next-line no-control-regex -- as above
export const oneLine = (text: string): string => text.replace(/[\u0009-\u000d\u0085\u2028\u2029]+/g, ' ');

/** The text, unless it holds control characters. @throws LinkError */
export function plainText(text: string): string {
  if (hasControls(text)) throw new LinkError('a text holds control characters');
  return text;
}
