import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ReadFile } from '../../models/hub/folder';
import { packFolder, type FolderContents, type FolderFiles } from '../../models/hub/folder-write';
import { MissingFile } from '../../models/hub/missing';
import { WhylightError } from '../../src/tensor/error';

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

/** Reads the files of a folder on disk, for `loadModelFolder`; errors name the file and what to do. */
export function folderReader(dir: string): ReadFile {
  return async (name, onBytes, expectedBytes) => {
    const file = path.join(dir, name);
    try {
      const { size } = await stat(file);
      // What the manifest does not expect is not read into memory; the caller says that the size is wrong.
      if (expectedBytes !== undefined && size > expectedBytes) {
        throw new WhylightError(
          'model-broken',
          `${name} has ${size} bytes, and the model's manifest.json states ${expectedBytes}: get the model again.`,
        );
      }
      const bytes = await readFile(file);
      onBytes?.(bytes.length);
      return bytes;
    } catch (error) {
      if (error instanceof WhylightError) throw error;
      const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      const reason = error instanceof Error ? error.message : String(error);
      const Problem = missing ? MissingFile : WhylightError;
      throw new Problem(
        'model-broken',
        missing
          ? `The model folder "${dir}" has no ${name}: a model needs manifest.json, model.safetensors and tokenizer.json.`
          : `"${file}" could not be read (${reason}).`,
      );
    }
  };
}
