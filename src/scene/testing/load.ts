/** For tests: the committed atlas, read from disk. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { decodeAtlas } from '../atlas';
import type { Atlas } from '../atlas';

const FOLDER = new URL('../../../public/atlas/', import.meta.url);

/** `stickers.json`, parsed. */
export function readMeta(): { size: number; stickers: string[]; sha256: string } {
  return JSON.parse(readFileSync(new URL('stickers.json', FOLDER), 'utf8')) as ReturnType<typeof readMeta>;
}

/** The unpacked bytes of `stickers.bin`. */
export function readRaw(): Uint8Array {
  return gunzipSync(readFileSync(new URL('stickers.bin', FOLDER)));
}

export function loadAtlas(): Atlas {
  return decodeAtlas(readMeta(), readRaw());
}
