/** Windows bitmaps of all header versions: 1, 4, 8, 16, 24 and 32 bits, run lengths, bit fields as Pillow knows them. */
import type { Pixels } from '../pixels';
import { checkSize, cutOff, damaged, Reader, unknownKind } from './reader';
import { layOnWhite, Palette } from './white';

const HEADERS = [12, 40, 52, 56, 64, 108, 124];
const RAW = 0;
const RLE8 = 1;
const RLE4 = 2;
const BITFIELDS = 3;

/** Bytes of a pixel of 32 bits, in the order of the file, by the masks of red, green, blue and alpha. */
const LAYOUTS: Readonly<Record<string, string>> = {
  'ff0000,ff00,ff,0': 'bgrx',
  'ff000000,ff0000,ff00,0': 'xbgr',
  'ff000000,ff00,ff,0': 'bgxr',
  'ff000000,ff0000,ff00,ff': 'abgr',
  'ff,ff00,ff0000,ff000000': 'rgba',
  'ff0000,ff00,ff,ff000000': 'bgra',
  'ff000000,ff00,ff,ff0000': 'bgar',
  '0,0,0,0': 'bgra',
};

interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly compression: number;
  readonly masks: readonly number[];
  readonly fromTop: boolean;
  /** Where the pixels begin. */
  readonly offset: number;
}

/** Decodes a bitmap; alpha, where bit fields say that there is one, is laid on white. @throws Unreadable */
export function decodeBmp(bytes: Uint8Array): Pixels {
  const file = new Reader(bytes, true);
  const size = file.u32(14);
  if (!HEADERS.includes(size)) throw damaged();
  const old = size === 12;
  const tall = old ? file.u16(20) : file.i32(22);
  const header = { width: old ? file.u16(18) : file.i32(18), height: Math.abs(tall) };
  checkSize(header);
  const bits = file.u16(old ? 24 : 28);
  const compression = old ? RAW : file.u32(30);
  const colours = (old ? 0 : file.u32(46)) || 1 << Math.min(bits, 8);
  const hasMasks = compression === BITFIELDS;
  const masks = hasMasks ? [0, 1, 2, 3].map((i) => (i < 3 || size >= 56 ? file.u32(54 + i * 4) : 0)) : [];
  let at = 14 + size + (hasMasks && size === 40 ? 12 : 0);
  const entry = old ? 3 : 4;
  const palette = new Palette();
  if (bits <= 8) {
    if (colours > 65536) throw damaged();
    for (let i = 0; i < Math.min(colours, 256); i++) {
      const from = at + i * entry;
      if (from + 3 <= file.length) palette.set(i, file.u8(from + 2), file.u8(from + 1), file.u8(from));
    }
    at += colours * entry;
  }
  const stated = file.u32(10);
  const bitmap: Bitmap = {
    ...header,
    bits,
    compression,
    masks,
    fromTop: tall < 0,
    offset: stated !== 0 && !(bits <= 8 && stated === 14 + size) ? stated : at,
  };
  const isIndexed = bits === 1 || bits === 4 || bits === 8;
  if (isIndexed) return indexed(file, bitmap, palette);
  if (bits !== 16 && bits !== 24 && bits !== 32) throw damaged();
  return coloured(file, bitmap);
}

/** Begin of row `y` of the picture among the rows of the file. */
const storedRow = ({ fromTop, height }: Bitmap, y: number): number => (fromTop ? y : height - 1 - y);

function indexed(file: Reader, bitmap: Bitmap, palette: Palette): Pixels {
  const { width, height, bits, compression, offset } = bitmap;
  const isRuns = compression === (bits === 8 ? RLE8 : RLE4) && bits > 1;
  if (!isRuns && compression !== RAW) throw unknownKind('a bitmap of an unusual compression');
  const stride = ((width * bits + 31) >> 5) * 4;
  const indices = isRuns ? unpackRuns(file, bitmap) : undefined;
  if (!isRuns && offset + stride * height > file.length) throw cutOff();
  const colours = palette.words();
  const data = new Uint32Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = storedRow(bitmap, y);
    for (let x = 0; x < width; x++) {
      let index: number;
      if (indices) index = indices[row * width + x]!;
      else {
        const bit = x * bits;
        const byte = file.bytes[offset + row * stride + (bit >> 3)]!;
        index = (byte >> (8 - bits - (bit & 7))) & ((1 << bits) - 1);
      }
      data[y * width + x] = colours[index]!;
    }
  }
  return { width, height, data: new Uint8ClampedArray(data.buffer) };
}

/** Run lengths: (count, value) pairs; (0, 0) ends a row, (0, 1) the picture, (0, 2) jumps, (0, n) gives n values as they are. */
function unpackRuns(file: Reader, { width, height, compression, offset }: Bitmap): Uint8Array {
  const out = new Uint8Array(width * height);
  const isHalf = compression === RLE4;
  let at = offset;
  let x = 0;
  let y = 0;
  const put = (value: number) => {
    if (x < width && y < height) out[y * width + x] = value;
    x += 1;
  };
  while (y < height) {
    const count = file.u8(at);
    const value = file.u8(at + 1);
    at += 2;
    if (count > 0) {
      for (let i = 0; i < count; i++) put(isHalf ? (i & 1 ? value & 15 : value >> 4) : value);
    } else if (value === 0) {
      x = 0;
      y += 1;
    } else if (value === 1) break;
    else if (value === 2) {
      x += file.u8(at);
      y += file.u8(at + 1);
      at += 2;
    } else {
      const length = isHalf ? (value + 1) >> 1 : value;
      const bytes = file.slice(at, length);
      for (let i = 0; i < value; i++)
        put(isHalf ? (i & 1 ? bytes[i >> 1]! & 15 : bytes[i >> 1]! >> 4) : bytes[i]!);
      at += length + (length & 1);
    }
  }
  return out;
}

function coloured(file: Reader, bitmap: Bitmap): Pixels {
  const { width, height, bits, compression, offset } = bitmap;
  if (compression !== RAW && compression !== BITFIELDS)
    throw unknownKind('a bitmap of an unusual compression');
  const bytes = bits >> 3;
  const stride = ((width * bits + 31) >> 5) * 4;
  if (offset + stride * height > file.length) throw cutOff();
  const write = bits === 16 ? shortWriter(bitmap) : byteWriter(bitmap);
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0, to = 0; y < height; y++) {
    let from = offset + storedRow(bitmap, y) * stride;
    for (let x = 0; x < width; x++, from += bytes, to += 4) write(file.bytes, from, data, to);
  }
  layOnWhite(data);
  return { width, height, data };
}

type Write = (bytes: Uint8Array, from: number, data: Uint8ClampedArray, to: number) => void;

function byteWriter({ bits, compression, masks }: Bitmap): Write {
  const key = masks.map((mask) => mask.toString(16)).join();
  const fields = bits === 24 ? (key === 'ff0000,ff00,ff,0' ? 'bgr' : undefined) : LAYOUTS[key];
  const layout = compression === RAW ? (bits === 24 ? 'bgr' : 'bgrx') : fields;
  if (layout === undefined) throw unknownKind('a bitmap with an unusual order of colours');
  const [r, g, b, a] = [...'rgba'].map((name) => layout.indexOf(name)) as [number, number, number, number];
  return (bytes, from, data, to) => {
    data[to] = bytes[from + r]!;
    data[to + 1] = bytes[from + g]!;
    data[to + 2] = bytes[from + b]!;
    data[to + 3] = a < 0 ? 255 : bytes[from + a]!;
  };
}

/** 5 bits a colour, or 6 for green: scaled to 255 and cut, as Pillow does. */
function shortWriter({ compression, masks }: Bitmap): Write {
  const key = masks.slice(0, 3).join();
  const isWide = key === [0xf800, 0x7e0, 0x1f].join();
  if (compression === BITFIELDS && !isWide && key !== [0x7c00, 0x3e0, 0x1f].join())
    throw unknownKind('a bitmap with an unusual order of colours');
  const [red, greens] = isWide ? [11, 63] : [10, 31];
  return (bytes, from, data, to) => {
    const value = bytes[from]! | (bytes[from + 1]! << 8);
    data[to] = Math.trunc((((value >> red) & 31) * 255) / 31);
    data[to + 1] = Math.trunc((((value >> 5) & greens) * 255) / greens);
    data[to + 2] = Math.trunc(((value & 31) * 255) / 31);
    data[to + 3] = 255;
  };
}
