import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { decodeAtlas, type Atlas } from '../../src/scene/atlas';

const folder = new URL('../../public/atlas/', import.meta.url);

/** The bundled sticker atlas, read from the project's own files. */
export async function loadAtlas(): Promise<Atlas> {
  const [meta, packed] = await Promise.all([
    readFile(new URL('stickers.json', folder), 'utf8'),
    readFile(new URL('stickers.bin', folder)),
  ]);
  return decodeAtlas(JSON.parse(meta), gunzipSync(packed));
}
