/**
 * PNG (W3C Portable Network Graphics, third edition) to RGBA as Pillow reads it: gAMA, iCCP, cHRM and sRGB are ignored,
 * of 16 bits a sample in colour the upper eight count, and grey of 16 bits is cut at 255.
 */
import type { Pixels } from '../pixels';
import { inflate } from './inflate';
import type { Metadata } from './orientation';
import { checkSize, cutOff, damaged, latin1, Reader, type Header } from './reader';
import { layOnWhite, Palette } from './white';

const GREY = 0;
const RGB = 2;
const INDEXED = 3;
const GREY_ALPHA = 4;
const RGBA = 6;

/** Samples a pixel, by colour type. */
const SAMPLES: Readonly<Record<number, number>> = {
  [GREY]: 1,
  [RGB]: 3,
  [INDEXED]: 1,
  [GREY_ALPHA]: 2,
  [RGBA]: 4,
};
const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  [GREY]: [1, 2, 4, 8, 16],
  [RGB]: [8, 16],
  [INDEXED]: [1, 2, 4, 8],
  [GREY_ALPHA]: [8, 16],
  [RGBA]: [8, 16],
};

/** Adam7: first column and row of each pass, and the steps to the next. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;
const WHOLE = [[0, 0, 1, 1]] as const;

interface PngFile extends Header, Metadata {
  readonly depth: number;
  readonly type: number;
  readonly interlaced: boolean;
  readonly palette: Uint8Array | undefined;
  readonly transparency: Uint8Array | undefined;
  /** The compressed pixels, in order. */
  readonly parts: readonly Uint8Array[];
}

/** Walks the chunks (length, type, data, checksum) up to IEND. @throws Unreadable */
export function readPng(bytes: Uint8Array): PngFile {
  const file = new Reader(bytes);
  if (file.length < 33) throw cutOff();
  if (file.text(12, 4) !== 'IHDR') throw damaged();
  const header = { width: file.u32(16), height: file.u32(20) };
  checkSize(header);
  const [depth, type, interlace] = [file.u8(24), file.u8(25), file.u8(28)];
  if (!DEPTHS[type]?.includes(depth) || interlace > 1) throw damaged();
  const parts: Uint8Array[] = [];
  const chunks = new Map<string, Uint8Array>();
  const texts: Uint8Array[] = [];
  for (let at = 33; ;) {
    const length = file.u32(at);
    const name = file.text(at + 4, 4);
    if (name === 'IEND') break;
    const data = file.slice(at + 8, length);
    if (name === 'IDAT') parts.push(data);
    else if (name === 'iTXt' || name === 'zTXt' || name === 'tEXt') texts.push(data);
    else if (!chunks.has(name)) chunks.set(name, data);
    at += 12 + length;
  }
  if (parts.length === 0) throw cutOff();
  return {
    ...header,
    depth,
    type,
    interlaced: interlace === 1,
    palette: chunks.get('PLTE'),
    transparency: chunks.get('tRNS'),
    parts,
    exif: chunks.get('eXIf') ?? rawProfile(texts),
    xmp: xmpOf(texts),
  };
}

const XMP = 'XML:com.adobe.xmp\0\0\0';

/** XMP that is not compressed: keyword, two zero bytes of flags, language, translated keyword, text. */
function xmpOf(texts: readonly Uint8Array[]): Uint8Array | undefined {
  return texts.find((text) => latin1(text.subarray(0, XMP.length)) === XMP);
}

/** EXIF as ImageMagick wrote it before there was a chunk for it: lines of hexadecimal digits behind three others. */
function rawProfile(texts: readonly Uint8Array[]): Uint8Array | undefined {
  const keyword = 'Raw profile type exif\0';
  const found = texts.find((text) => latin1(text.subarray(0, keyword.length)) === keyword);
  const digits = found && latin1(found.subarray(keyword.length)).split('\n').slice(3).join('');
  if (!digits || !/^(?:[0-9a-f]{2})+$/i.test(digits)) return undefined;
  return Uint8Array.from(digits.match(/../g)!, (pair) => Number.parseInt(pair, 16));
}

/** Decodes the pixels; not turned. @throws Unreadable */
export async function decodePng(file: PngFile): Promise<Pixels> {
  const { width, height } = file;
  const data = new Uint8ClampedArray(width * height * 4);
  await inflate(file.parts, () => {
    const rows = new Rows(file, data);
    return (bytes) => rows.take(bytes);
  });
  if (file.type === GREY_ALPHA || file.type === RGBA || file.transparency) layOnWhite(data);
  return { width, height, data };
}

/** Puts unpacked bytes together to rows, undoes their filters and writes their pixels. */
class Rows {
  readonly #bits: number;
  readonly #step: number;
  readonly #passes: readonly (readonly [number, number, number, number])[];
  readonly #write: WriteRow;
  #pass = -1;
  #y = 0;
  #length = 0;
  #filled = 0;
  /** Each with its filter's number before it. */
  #row = new Uint8Array(0);
  #above = new Uint8Array(0);
  #isDone = false;

  constructor(
    private readonly file: PngFile,
    private readonly data: Uint8ClampedArray,
  ) {
    this.#bits = SAMPLES[file.type]! * file.depth;
    this.#step = Math.max(1, this.#bits >> 3);
    this.#passes = file.interlaced ? PASSES : WHOLE;
    this.#write = rowWriter(file);
    this.#nextPass();
  }

  /** False when the picture is full. */
  take(bytes: Uint8Array): boolean {
    for (let at = 0; at < bytes.length && !this.#isDone;) {
      const count = Math.min(bytes.length - at, this.#length - this.#filled);
      this.#row.set(bytes.subarray(at, at + count), this.#filled);
      this.#filled += count;
      at += count;
      if (this.#filled === this.#length) this.#endRow();
    }
    return !this.#isDone;
  }

  #nextPass(): void {
    for (;;) {
      const pass = this.#passes[++this.#pass];
      if (!pass) {
        this.#isDone = true;
        return;
      }
      const [left, top, right] = pass;
      const { width, height } = this.file;
      if (left >= width || top >= height) continue;
      const pixels = Math.ceil((width - left) / right);
      this.#length = 1 + Math.ceil((pixels * this.#bits) / 8);
      this.#row = new Uint8Array(this.#length);
      this.#above = new Uint8Array(this.#length);
      this.#filled = 0;
      this.#y = top;
      return;
    }
  }

  #endRow(): void {
    unfilter(this.#row, this.#above, this.#step);
    const { width, height } = this.file;
    const [left, , right, down] = this.#passes[this.#pass]!;
    this.#write(
      this.#row,
      this.data,
      (this.#y * width + left) * 4,
      right * 4,
      Math.ceil((width - left) / right),
    );
    [this.#row, this.#above] = [this.#above, this.#row];
    this.#filled = 0;
    this.#y += down;
    if (this.#y >= height) this.#nextPass();
  }
}

/** Undoes a row's filter (section 9 of the specification); `step` is the distance to the pixel on the left, bytes. */
function unfilter(row: Uint8Array, above: Uint8Array, step: number): void {
  const length = row.length;
  switch (row[0]) {
    case 0:
      return;
    case 1:
      for (let i = 1 + step; i < length; i++) row[i] = row[i]! + row[i - step]!;
      return;
    case 2:
      for (let i = 1; i < length; i++) row[i] = row[i]! + above[i]!;
      return;
    case 3:
      for (let i = 1; i < length; i++) {
        const left = i > step ? row[i - step]! : 0;
        row[i] = row[i]! + ((left + above[i]!) >> 1);
      }
      return;
    case 4:
      for (let i = 1; i < length && i <= step; i++) row[i] = row[i]! + above[i]!;
      for (let i = 1 + step; i < length; i++) {
        const a = row[i - step]!;
        const b = above[i]!;
        const c = above[i - step]!;
        const pa = Math.abs(b - c);
        const pb = Math.abs(a - c);
        const pc = Math.abs(a + b - c - c);
        row[i] = row[i]! + (pa <= pb && pa <= pc ? a : pb <= pc ? b : c);
      }
      return;
    default:
      throw damaged();
  }
}

/** Writes `count` pixels of an unfiltered row from byte `to` on, `step` bytes apart. */
type WriteRow = (row: Uint8Array, data: Uint8ClampedArray, to: number, step: number, count: number) => void;

function rowWriter(file: PngFile): WriteRow {
  switch (file.type) {
    case INDEXED:
      return indexedWriter(file);
    case GREY:
      return greyWriter(file);
    default:
      return colourWriter(file);
  }
}

function indexedWriter({ depth, palette, transparency }: PngFile): WriteRow {
  if (!palette) throw damaged();
  const colours = new Palette();
  for (let i = 0; i < 256 && i * 3 + 2 < palette.length; i++)
    colours.set(i, palette[i * 3]!, palette[i * 3 + 1]!, palette[i * 3 + 2]!);
  transparency?.subarray(0, 256).forEach((alpha, i) => colours.setAlpha(i, alpha));
  const { rgba } = colours;
  return (row, data, to, step, count) => {
    for (let i = 0; i < count; i++, to += step) {
      const from = packed(row, i, depth) * 4;
      data[to] = rgba[from]!;
      data[to + 1] = rgba[from + 1]!;
      data[to + 2] = rgba[from + 2]!;
      data[to + 3] = rgba[from + 3]!;
    }
  };
}

/** Sample `i` of a row whose samples have at most 8 bits, the first in the highest bits. */
function packed(row: Uint8Array, i: number, depth: number): number {
  if (depth === 8) return row[i + 1]!;
  const bit = i * depth;
  return (row[(bit >> 3) + 1]! >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
}

function greyWriter({ depth, transparency }: PngFile): WriteRow {
  const clear = transparency && transparency.length >= 2 ? new Reader(transparency).u16(0) : -1;
  const scale = depth < 8 ? 255 / ((1 << depth) - 1) : 1;
  return (row, data, to, step, count) => {
    for (let i = 0; i < count; i++, to += step) {
      const value = depth === 16 ? (row[2 * i + 1]! << 8) | row[2 * i + 2]! : packed(row, i, depth);
      const grey = Math.min(255, value * scale);
      data[to] = data[to + 1] = data[to + 2] = grey;
      data[to + 3] = value === clear ? 0 : 255;
    }
  };
}

/** A single colour that tRNS makes transparent is shown: to Pillow and the processor an RGB picture is opaque. */
function colourWriter({ depth, type }: PngFile): WriteRow {
  const wide = depth >> 3;
  const samples = SAMPLES[type]! * wide;
  const [green, blue] = type === GREY_ALPHA ? [0, 0] : [wide, 2 * wide];
  const alpha = type === GREY_ALPHA ? wide : type === RGBA ? 3 * wide : undefined;
  return (row, data, to, step, count) => {
    for (let i = 0, from = 1; i < count; i++, to += step, from += samples) {
      data[to] = row[from]!;
      data[to + 1] = row[from + green]!;
      data[to + 2] = row[from + blue]!;
      data[to + 3] = alpha === undefined ? 255 : row[from + alpha]!;
    }
  };
}
