/** GIF (CompuServe, 89a): the first frame on its screen, whatever follows it. */
import type { Pixels } from '../pixels';
import { Dictionary } from './dictionary';
import { checkSize, cutOff, damaged, Reader } from './reader';
import { Palette } from './white';

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const GRAPHIC_CONTROL = 0xf9;

/** Decodes the first frame. Where it does not cover the screen, the screen shows its first or its transparent colour. */
export function decodeGif(bytes: Uint8Array): Pixels {
  const file = new Reader(bytes, true);
  const flags = file.u8(10);
  let at = 13;
  const screenColours = flags & 0x80 ? colourTable(file, at, flags) : undefined;
  if (screenColours) at += screenColours.length;
  let clear: number | undefined;
  for (;;) {
    const kind = file.u8(at);
    if (kind === IMAGE) break;
    if (kind === EXTENSION) {
      if (file.u8(at + 1) === GRAPHIC_CONTROL && file.u8(at + 2) >= 4 && file.u8(at + 3) & 1)
        clear = file.u8(at + 6);
      at = skipBlocks(file, at + 2);
    } else if (kind === 0x3b) throw damaged();
    // Bytes that are no block are stepped over, as readers do.
    else at += 1;
  }
  const frame = {
    x: file.u16(at + 1),
    y: file.u16(at + 3),
    width: file.u16(at + 5),
    height: file.u16(at + 7),
  };
  const frameFlags = file.u8(at + 9);
  at += 10;
  const own = frameFlags & 0x80 ? colourTable(file, at, frameFlags) : undefined;
  if (own) at += own.length;
  const width = Math.max(file.u16(6), frame.x + frame.width);
  const height = Math.max(file.u16(8), frame.y + frame.height);
  checkSize({ width, height });
  const indices = unpack(file, at, frame.width * frame.height);

  const colours = paletteOf(own ?? screenColours, clear).words();
  const data = new Uint32Array(width * height).fill(colours[clear ?? 0]!);
  const interlaced = (frameFlags & 0x40) !== 0;
  for (let row = 0; row < frame.height; row++) {
    const y = interlaced ? interlacedRow(row, frame.height) : row;
    const to = (frame.y + y) * width + frame.x;
    const from = row * frame.width;
    for (let x = 0; x < frame.width; x++) data[to + x] = colours[indices[from + x]!]!;
  }
  return { width, height, data: new Uint8ClampedArray(data.buffer) };
}

function colourTable(file: Reader, at: number, flags: number): Uint8Array {
  return file.slice(at, 3 << ((flags & 7) + 1));
}

/** Where the blocks that begin at `at` (length, bytes, …, 0) end. */
function skipBlocks(file: Reader, at: number): number {
  for (;;) {
    const length = file.u8(at);
    at += 1 + length;
    if (length === 0) return at;
  }
}

function paletteOf(table: Uint8Array | undefined, clear: number | undefined): Palette {
  const palette = new Palette();
  // Without a table, or with one that only counts up, an index is its grey.
  const isGrey = !table || table.every((value, i) => value === Math.floor(i / 3));
  for (let i = 0; i < 256; i++) {
    if (isGrey) palette.set(i, i, i, i);
    else if (i * 3 < table.length) palette.set(i, table[i * 3]!, table[i * 3 + 1]!, table[i * 3 + 2]!);
  }
  if (clear !== undefined) palette.setAlpha(clear, 0);
  return palette;
}

/** Row of the frame that is stored as number `i`: every 8th, those between, every 4th between, and the rest. */
function interlacedRow(i: number, height: number): number {
  const passes = [
    [0, 8],
    [4, 8],
    [2, 4],
    [1, 2],
  ] as const;
  for (const [first, step] of passes) {
    const rows = Math.max(0, Math.ceil((height - first) / step));
    if (i < rows) return first + i * step;
    i -= rows;
  }
  throw damaged();
}

/** Unpacks `count` indices: LZW with codes that grow (appendix F of the specification). */
function unpack(file: Reader, at: number, count: number): Uint8Array {
  const codeSize = file.u8(at++);
  if (codeSize < 1 || codeSize > 11) throw damaged();
  const out = new Uint8Array(count);
  const clear = 1 << codeSize;
  const dictionary = new Dictionary(clear);
  let size = codeSize + 1;
  let bits = 0;
  let held = 0;
  let block = file.u8(at++);
  let filled = 0;
  while (filled < count) {
    while (held < size) {
      if (block === 0) {
        block = file.u8(at++);
        // The stream ends before the frame is full.
        if (block === 0) throw cutOff();
      }
      bits |= file.u8(at++) << held;
      block -= 1;
      held += 8;
    }
    const code = bits & ((1 << size) - 1);
    bits >>>= size;
    held -= size;
    if (code === clear) {
      size = codeSize + 1;
      dictionary.empty();
      continue;
    }
    if (code === clear + 1) throw cutOff();
    const { next } = dictionary;
    filled = dictionary.write(code, out, filled);
    if (dictionary.next > next && dictionary.next === 1 << size && size < 12) size += 1;
  }
  return out;
}
