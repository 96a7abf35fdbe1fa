import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchFolder } from '../models/hub/fetch';
import { loadModelFolder, type FolderOptions, type ModelFolder } from '../models/hub/folder';
import { WhylightError } from '../src/tensor/error';
import { DEFAULT_MODEL } from './defaults';
import { folderReader } from './folder';

const BUNDLED = fileURLToPath(new URL('../public/models/', import.meta.url));

/**
 * A model's folder from what a person names it by: a folder on disk, the id of a bundled model, or the address
 * (http…) of a folder that holds manifest.json. Files are checked against the manifest's digests.
 * @throws WhylightError naming what could not be found or is broken
 */
export async function openModel(
  source: string = DEFAULT_MODEL,
  onProgress?: FolderOptions['onProgress'],
): Promise<ModelFolder> {
  if (/^https?:\/\//i.test(source)) return fetchFolder(source, fetch, onProgress);
  const dir = await findFolder(source);
  return loadModelFolder(folderReader(dir), onProgress === undefined ? {} : { onProgress });
}

async function findFolder(source: string): Promise<string> {
  if (await isFolder(source)) return source;
  const bundled = path.join(BUNDLED, source);
  if (/^\w[\w.-]*$/.test(source) && (await isFolder(bundled))) return bundled;
  const ids = await bundledModels();
  throw new WhylightError(
    'bad-input',
    `There is no model "${source}": name a model's folder, its address (https://…)` +
      (ids.length > 0 ? `, or a bundled model: ${ids.join(', ')}.` : '.'),
  );
}

/** Ids of the models that come with Whylight. */
async function bundledModels(): Promise<string[]> {
  if (!(await isFolder(BUNDLED))) return [];
  const entries = await readdir(BUNDLED, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

async function isFolder(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found?.isDirectory() ?? false;
}
