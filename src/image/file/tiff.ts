/** The first picture of a TIFF (6.0): grey, palette, RGB and CMYK of 1 to 16 bits, as Pillow reads them. */
import type { Pixels } from '../pixels';
import { inflateAtOnce } from './inflate';
import { readJpegHeader } from './jpegHeader';
import { unpackBits, unpackLzw } from './lzw';
import { checkSize, cutOff, damaged, Reader, unknownKind, type Header } from './reader';
import { layOnWhite } from './white';

const TAG = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  stripOffsets: 273,
  samples: 277,
  rowsPerStrip: 278,
  stripLengths: 279,
  planar: 284,
  predictor: 317,
  colourMap: 320,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileLengths: 325,
  extra: 338,
  sampleFormat: 339,
  jpegTables: 347,
  xmp: 700,
} as const;

const WHITE_IS_ZERO = 0;
const BLACK_IS_ZERO = 1;
const RGB = 2;
const PALETTE = 3;
const CMYK = 5;
const YCBCR = 6;

const JPEG = 7;

/** Bytes of each type of value, by its number. */
const SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];
/** More entries than a directory of a picture of 100 megapixels has strips. */
const MOST_VALUES = 1 << 20;

export interface TiffFile extends Header {
  readonly xmp: Uint8Array | undefined;
  /** @param jpeg for TIFFs that hold JPEGs */
  readonly decode: (jpeg: (bytes: Uint8Array) => Promise<Pixels>) => Promise<Pixels>;
}

/** Reads the first directory. @throws Unreadable */
export function readTiff(bytes: Uint8Array): TiffFile {
  const file = new Reader(bytes, bytes[0] === 0x49);
  const tags = directory(file, file.u32(4));
  const all = (tag: number): readonly number[] => tags.get(tag)?.() ?? [];
  const one = (tag: number, otherwise: number): number => all(tag)[0] ?? otherwise;
  const header = { width: one(TAG.width, 0), height: one(TAG.height, 0) };
  checkSize(header);
  const layout = layoutOf(one, all);
  const xmp = tags.has(TAG.xmp) ? Uint8Array.from(all(TAG.xmp)) : undefined;
  return {
    ...header,
    xmp,
    decode: (jpeg) =>
      layout.compression === JPEG
        ? decodeJpegs(file, header, layout, one, all, jpeg)
        : decode(file, header, layout, one, all),
  };
}

type Values = () => readonly number[];
type One = (tag: number, otherwise: number) => number;
type All = (tag: number) => readonly number[];

function directory(file: Reader, at: number): Map<number, Values> {
  const tags = new Map<number, Values>();
  const count = file.u16(at);
  for (let i = 0; i < count; i++) {
    const entry = at + 2 + 12 * i;
    const [tag, type, length] = [file.u16(entry), file.u16(entry + 2), file.u32(entry + 4)];
    const size = SIZES[type] ?? 0;
    tags.set(tag, () => {
      if (length > MOST_VALUES || size === 0 || size > 4) throw damaged();
      const from = length * size <= 4 ? entry + 8 : file.u32(entry + 8);
      return Array.from({ length }, (_, k) => {
        const place = from + k * size;
        return size === 1 ? file.u8(place) : size === 2 ? file.u16(place) : file.u32(place);
      });
    });
  }
  return tags;
}

interface Layout {
  readonly photometric: number;
  readonly bits: number;
  /** Samples a pixel. */
  readonly samples: number;
  /** Sample of alpha, and whether the colours have been multiplied by it. */
  readonly alpha: { readonly sample: number; readonly premultiplied: boolean } | undefined;
  readonly separate: boolean;
  readonly compression: number;
  readonly predictor: number;
}

/** Samples of colour by photometric interpretation. */
const COLOURS: Readonly<Record<number, number>> = {
  [WHITE_IS_ZERO]: 1,
  [BLACK_IS_ZERO]: 1,
  [RGB]: 3,
  [PALETTE]: 1,
  [CMYK]: 4,
  [YCBCR]: 3,
};
const COMPRESSIONS = [1, 5, JPEG, 8, 32773, 32946];

function layoutOf(one: One, all: All): Layout {
  const photometric = one(TAG.photometric, 0);
  const depths = all(TAG.bits);
  const bits = depths[0] ?? 1;
  const colours = COLOURS[photometric];
  const samples = one(TAG.samples, 1);
  const compression = one(TAG.compression, 1);
  const predictor = one(TAG.predictor, 1);
  const allowed =
    photometric === RGB || photometric === CMYK
      ? [8, 16]
      : photometric === PALETTE
        ? [1, 2, 4, 8]
        : [1, 2, 4, 8, 16];
  const isKnown =
    colours !== undefined &&
    samples >= colours &&
    samples <= 8 &&
    depths.every((depth) => depth === bits) &&
    allowed.includes(bits) &&
    (bits >= 8 || samples === 1) &&
    all(TAG.sampleFormat).every((format) => format === 1) &&
    one(TAG.fillOrder, 1) === 1 &&
    COMPRESSIONS.includes(compression) &&
    (compression === JPEG ? bits === 8 && samples === colours && colours < 4 : photometric !== YCBCR) &&
    (predictor === 1 || (predictor === 2 && bits >= 8));
  if (!isKnown) throw unknownKind('a TIFF of a rare kind');
  const extra = all(TAG.extra);
  const isAlpha = samples === colours + 1 && (photometric === RGB || photometric <= 1);
  // Four samples of RGB without a word on the fourth are taken for RGBA, as Pillow does.
  const kind = extra[0] ?? (photometric === RGB ? 2 : 0);
  const alpha =
    isAlpha && (kind === 1 || kind === 2) ? { sample: colours, premultiplied: kind === 1 } : undefined;
  return { photometric, bits, samples, alpha, separate: one(TAG.planar, 1) === 2, compression, predictor };
}

/** Strips are tiles as wide as the picture. */
function tiles(file: Reader, { width, height }: Header, one: One, all: All) {
  const isTiled = all(TAG.tileOffsets).length > 0;
  const tileWidth = isTiled ? one(TAG.tileWidth, 0) : width;
  const tileHeight = isTiled ? one(TAG.tileHeight, 0) : Math.min(one(TAG.rowsPerStrip, height), height);
  if (tileWidth < 1 || tileHeight < 1 || tileWidth > 65536 + width || tileHeight > 65536 + height)
    throw damaged();
  checkSize({ width: tileWidth, height: tileHeight });
  const offsets = all(isTiled ? TAG.tileOffsets : TAG.stripOffsets);
  const lengths = all(isTiled ? TAG.tileLengths : TAG.stripLengths);
  return {
    tileWidth,
    tileHeight,
    isTiled,
    bytesOf: (index: number): Uint8Array => {
      const offset = offsets[index];
      if (offset === undefined) throw cutOff();
      return file.slice(offset, lengths[index] ?? file.length - offset);
    },
  };
}

/** Each strip or tile is a JPEG whose tables may stand in the directory. */
async function decodeJpegs(
  file: Reader,
  size: Header,
  { photometric, separate }: Layout,
  one: One,
  all: All,
  jpeg: (bytes: Uint8Array) => Promise<Pixels>,
): Promise<Pixels> {
  const { width, height } = size;
  if (separate) throw unknownKind('a TIFF of a rare kind');
  const { tileWidth, tileHeight, isTiled, bytesOf } = tiles(file, size, one, all);
  const [across, down] = [Math.ceil(width / tileWidth), Math.ceil(height / tileHeight)];
  const tables = Uint8Array.from(all(TAG.jpegTables));
  const data = new Uint8ClampedArray(width * height * 4);
  for (let index = 0; index < across * down; index++) {
    const [left, top] = [(index % across) * tileWidth, Math.floor(index / across) * tileHeight];
    const rows = Math.min(tileHeight, height - top);
    const bytes = wholeJpeg(tables, bytesOf(index), photometric === RGB);
    const stated = readJpegHeader(bytes);
    if (stated.width !== tileWidth || stated.height < rows || stated.height > (isTiled ? tileHeight : rows))
      throw damaged();
    const part = await jpeg(bytes);
    const columns = Math.min(tileWidth, width - left);
    for (let y = 0; y < rows; y++) {
      const from = y * part.width * 4;
      data.set(part.data.subarray(from, from + columns * 4), ((top + y) * width + left) * 4);
    }
  }
  return { width, height, data };
}

/** Adobe's marker that says: no transform. Without it three colours are taken for YCbCr. */
const PLAIN_RGB = [0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, 0];

/** Tables without their end mark, then the strip without its first mark. */
function wholeJpeg(tables: Uint8Array, strip: Uint8Array, isRgb: boolean): Uint8Array {
  const head = tables.length > 4 ? tables.subarray(2, tables.length - 2) : tables.subarray(0, 0);
  const mark = isRgb ? PLAIN_RGB : [];
  const out = new Uint8Array(2 + mark.length + head.length + strip.length - 2);
  out.set([0xff, 0xd8, ...mark]);
  out.set(head, 2 + mark.length);
  out.set(strip.subarray(2), 2 + mark.length + head.length);
  return out;
}

async function decode(file: Reader, size: Header, layout: Layout, one: One, all: All): Promise<Pixels> {
  const { width, height } = size;
  const { samples, bits, separate } = layout;
  const { tileWidth, tileHeight, isTiled, bytesOf } = tiles(file, size, one, all);
  const [across, down] = [Math.ceil(width / tileWidth), Math.ceil(height / tileHeight)];
  const inTile = separate ? 1 : samples;
  const write = pixelWriter(layout, all);
  const data = new Uint8ClampedArray(width * height * 4);
  const planes = separate ? samples : 1;
  const stride = Math.ceil((tileWidth * inTile * bits) / 8);
  for (let row = 0; row < down; row++) {
    const rows = isTiled ? tileHeight : Math.min(tileHeight, height - row * tileHeight);
    for (let column = 0; column < across; column++) {
      const parts = Array.from({ length: planes }, (_, plane) => {
        const packed = bytesOf((plane * down + row) * across + column);
        const part = unpack(packed, stride * rows, layout.compression);
        if (layout.predictor === 2) accumulate(part, stride, rows, inTile, bits, file.littleEndian);
        return part;
      });
      const [endX, endY] = [
        Math.min(tileWidth, width - column * tileWidth),
        Math.min(rows, height - row * tileHeight),
      ];
      const values = new Uint16Array(samples);
      for (let y = 0; y < endY; y++) {
        let to = ((row * tileHeight + y) * width + column * tileWidth) * 4;
        for (let x = 0; x < endX; x++, to += 4) {
          for (let s = 0; s < samples; s++) {
            const part = separate ? parts[s]! : parts[0]!;
            values[s] = sample(part, y * stride, separate ? x : x * samples + s, bits, file.littleEndian);
          }
          write(values, data, to);
        }
      }
    }
  }
  if (layout.alpha) layOnWhite(data);
  return { width, height, data };
}

function unpack(bytes: Uint8Array, length: number, compression: number): Uint8Array {
  switch (compression) {
    case 1:
      if (bytes.length < length) throw cutOff();
      // A copy, since a predictor is undone in place.
      return bytes.slice(0, length);
    case 5:
      return unpackLzw(bytes, length);
    case 32773:
      return unpackBits(bytes, length);
    default:
      return inflateAtOnce(bytes, length);
  }
}

/** Undoes horizontal differencing in place, sample by sample. */
function accumulate(
  part: Uint8Array,
  stride: number,
  rows: number,
  samples: number,
  bits: number,
  littleEndian: boolean,
): void {
  const view = new DataView(part.buffer, part.byteOffset, part.byteLength);
  for (let row = 0; row < rows; row++) {
    const begin = row * stride;
    if (bits === 8)
      for (let i = samples; i < stride; i++) part[begin + i] = part[begin + i]! + part[begin + i - samples]!;
    else
      for (let i = samples * 2; i + 1 < stride; i += 2) {
        const sum =
          view.getUint16(begin + i, littleEndian) + view.getUint16(begin + i - samples * 2, littleEndian);
        view.setUint16(begin + i, sum & 0xffff, littleEndian);
      }
  }
}

/** Sample `index` of the row that begins at `row`. */
function sample(part: Uint8Array, row: number, index: number, bits: number, littleEndian: boolean): number {
  if (bits === 8) return part[row + index]!;
  if (bits === 16) {
    const at = row + 2 * index;
    return littleEndian ? part[at]! | (part[at + 1]! << 8) : (part[at]! << 8) | part[at + 1]!;
  }
  const bit = index * bits;
  return (part[row + (bit >> 3)]! >> (8 - bits - (bit & 7))) & ((1 << bits) - 1);
}

type WritePixel = (values: Uint16Array, data: Uint8ClampedArray, to: number) => void;

function pixelWriter(layout: Layout, all: All): WritePixel {
  const { photometric, bits, alpha } = layout;
  const toByte = (value: number): number => (bits === 16 ? value >> 8 : value);
  if (photometric === PALETTE) {
    const map = all(TAG.colourMap);
    const colours = 1 << bits;
    if (map.length < 3 * colours) throw damaged();
    return (values, data, to) => {
      for (let c = 0; c < 3; c++) data[to + c] = map[c * colours + values[0]!]! >> 8;
      data[to + 3] = 255;
    };
  }
  if (photometric === CMYK) {
    return (values, data, to) => {
      const light = 255 - toByte(values[3]!);
      for (let c = 0; c < 3; c++) {
        const product = toByte(values[c]!) * light + 128;
        data[to + c] = light - (((product >> 8) + product) >> 8);
      }
      data[to + 3] = 255;
    };
  }
  const scale = bits < 8 ? 255 / ((1 << bits) - 1) : 1;
  const grey = (value: number): number => {
    // Grey of 16 bits is cut, not scaled, and its white stays white, as in Pillow.
    if (bits === 16) return Math.min(255, value);
    return photometric === WHITE_IS_ZERO ? 255 - value * scale : value * scale;
  };
  return (values, data, to) => {
    for (let c = 0; c < 3; c++) data[to + c] = photometric === RGB ? toByte(values[c]!) : grey(values[0]!);
    const a = alpha ? toByte(values[alpha.sample]!) : 255;
    if (alpha?.premultiplied && a < 255)
      for (let c = 0; c < 3; c++) data[to + c] = a === 0 ? 0 : Math.floor((data[to + c]! * 255) / a);
    data[to + 3] = a;
  };
}
