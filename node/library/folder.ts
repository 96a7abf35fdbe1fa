import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ReadFile } from '../../models/hub/folder';
import { packFolder, type FolderContents, type FolderFiles } from '../../models/hub/folder-write';
import { MissingFile } from '../../models/hub/missing';
import { WhylightError } from '../../src/tensor/error';
import { readBounded, Unread } from '../files/bounded';

/**
 * Writes a model folder: `model.safetensors`, `tokenizer.json`, and `manifest.json` with their sizes and SHA-256. The
 * manifest comes last, so that a folder cut short while it is written has an old manifest or none, and is refused.
 * Takes a model's contents, or files that are packed already.
 */
export async function writeModelFolder(dir: string, folder: FolderContents | FolderFiles): Promise<void> {
  const files = 'manifest' in folder ? await packFolder(folder) : folder;
  await mkdir(dir, { recursive: true });
  const names = Object.keys(files) as (keyof FolderFiles)[];
  names.sort((a, b) => Number(a === 'manifest.json') - Number(b === 'manifest.json'));
  for (const name of names) {
    const target = path.join(dir, name);
    await writeFile(`${target}.part`, files[name]);
    await rename(`${target}.part`, target);
  }
}

/** Bytes of a model's file that nothing states the size of: weights, and everything else. */
const MOST_WEIGHTS = 64 * 2 ** 30;
const MOST_OTHERS = 256 * 2 ** 20;

/** Reads the files of a folder on disk, for `loadModelFolder`; errors name the file and what to do. */
export function folderReader(dir: string): ReadFile {
  return async (name, onBytes, expectedBytes) => {
    const file = path.join(dir, name);
    const most = name.endsWith('.safetensors') ? MOST_WEIGHTS : MOST_OTHERS;
    try {
      const bytes = await readBounded(file, Math.min(most, expectedBytes ?? Infinity));
      onBytes?.(bytes.length);
      return bytes;
    } catch (error) {
      if (!(error instanceof Unread)) throw error;
      if (error.trouble === 'missing') {
        throw new MissingFile(
          'model-broken',
          `The model folder "${dir}" has no ${name}: a model needs manifest.json, model.safetensors and tokenizer.json.`,
        );
      }
      // What the manifest does not expect is not read into memory.
      throw new WhylightError(
        'model-broken',
        error.trouble === 'long' && expectedBytes !== undefined
          ? `${name} ${error.message.replace(/, more.*/, '')}, and the model's manifest.json states ${expectedBytes}: get the model again.`
          : `"${file}" ${error.message}: get the model again.`,
      );
    }
  };
}
