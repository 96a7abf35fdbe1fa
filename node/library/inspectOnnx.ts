import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { inspectForeign, type InspectedFile } from '../../models/imported/inspect';
import { externalFiles, readOnnx } from '../../src/import';
import { WhylightError } from '../../src/tensor/error';
import { readBounded, Unread } from '../files/bounded';

/** ONNX files that are read; larger ones keep their weights beside them. */
const MOST_BYTES = 64 * 2 ** 30;

/**
 * Looks into an ONNX file and the files of weights beside it.
 * @param lengths that the file leaves open, by its names for them
 * @throws WhylightError naming what cannot be read or imported
 */
export async function inspectOnnxFile(
  file: string,
  lengths: Readonly<Record<string, number>>,
): Promise<InspectedFile> {
  const bytes = await readFile(file);
  return inspectForeign(bytes, { beside: await readBeside(file, bytes), lengths });
}

async function readFile(file: string): Promise<Uint8Array> {
  try {
    return await readBounded(file, MOST_BYTES);
  } catch (error) {
    if (!(error instanceof Unread)) throw error;
    throw new WhylightError('bad-input', `"${file}" ${error.message}: name an ONNX file.`, { cause: error });
  }
}

/** Files of weights that the model names, those of them that lie in its folder. */
async function readBeside(file: string, bytes: Uint8Array): Promise<ReadonlyMap<string, Uint8Array>> {
  const folder = path.dirname(file);
  const there = new Set(await readdir(folder));
  const found = new Map<string, Uint8Array>();
  for (const name of externalFiles(readOnnx(bytes)).keys())
    if (there.has(name)) found.set(name, await readFile(path.join(folder, name)));
  return found;
}
