/** The sticker atlas in memory: every sticker at several sizes, ready to be drawn small without aliasing. */
import * as v from 'valibot';
import { STICKER_NAMES } from './classes';

/** One size of a sticker: premultiplied RGBA bytes, `side` pixels plus one clear pixel on every edge. */
export interface MipLevel {
  readonly side: number;
  readonly data: Uint8Array;
}

export interface Atlas {
  /** Side of the stickers' largest level in pixels. */
  readonly size: number;
  /** SHA-256 of the stickers' bytes, hexadecimal: the identity of every picture drawn from them. */
  readonly sha256: string;
  /** Levels by sticker name (`dog`, `heart:red`), each half as large as the one before. */
  readonly stickers: ReadonlyMap<string, readonly MipLevel[]>;
}

const SMALLEST_LEVEL = 8;

const metaSchema = v.object({
  version: v.literal(1),
  size: v.pipe(v.number(), v.integer(), v.minValue(SMALLEST_LEVEL), v.maxValue(1024)),
  stickers: v.array(v.string()),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});

/** Premultiplied copy of straight-alpha RGBA, `side`² pixels, with a clear edge. */
function premultiply(rgba: Uint8Array, side: number): MipLevel {
  const stride = side + 2;
  const data = new Uint8Array(stride * stride * 4);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const from = (y * side + x) * 4;
      const to = ((y + 1) * stride + x + 1) * 4;
      const alpha = rgba[from + 3]!;
      for (let c = 0; c < 3; c++) data[to + c] = Math.floor((rgba[from + c]! * alpha) / 255 + 0.5);
      data[to + 3] = alpha;
    }
  return { side, data };
}

/** The level half as large: each pixel the rounded mean of four. */
function halve(level: MipLevel): MipLevel {
  const side = level.side / 2;
  const stride = side + 2;
  const wide = (level.side + 2) * 4;
  const data = new Uint8Array(stride * stride * 4);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const from = (2 * y + 1) * wide + (2 * x + 1) * 4;
      const to = ((y + 1) * stride + x + 1) * 4;
      for (let c = 0; c < 4; c++) {
        const at = from + c;
        data[to + c] =
          (level.data[at]! + level.data[at + 4]! + level.data[at + wide]! + level.data[at + wide + 4]! + 2) >>
          2;
      }
    }
  return { side, data };
}

function levelsOf(rgba: Uint8Array, size: number): MipLevel[] {
  const levels = [premultiply(rgba, size)];
  for (let last = levels[0]!; last.side % 2 === 0 && last.side > SMALLEST_LEVEL;) {
    last = halve(last);
    levels.push(last);
  }
  return levels;
}

/**
 * Builds the atlas from `stickers.json` (parsed) and the unpacked bytes of `stickers.bin` (the caller undoes its gzip).
 * Throws an Error when the two do not belong together or a sticker that scenes can name is missing.
 */
export function decodeAtlas(meta: unknown, raw: Uint8Array): Atlas {
  const result = v.safeParse(metaSchema, meta);
  if (!result.success)
    throw new Error(`The sticker atlas's description is not readable: ${result.issues[0].message}.`);
  const { size, stickers: names, sha256 } = result.output;
  const each = size * size * 4;
  if (raw.length !== names.length * each)
    throw new Error(
      `The sticker atlas has ${raw.length} bytes where ${names.length} stickers need ${names.length * each}; was it unpacked?`,
    );
  const missing = STICKER_NAMES.filter((name) => !names.includes(name));
  if (missing.length > 0)
    throw new Error(
      `The sticker atlas lacks ${missing.slice(0, 5).join(', ')}; make it again with scripts/atlas.ts.`,
    );
  const stickers = new Map(
    names.map((name, i) => [name, levelsOf(raw.subarray(i * each, (i + 1) * each), size)] as const),
  );
  return { size, sha256, stickers };
}
