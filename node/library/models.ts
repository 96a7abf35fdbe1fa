import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { openFolder } from '../../models/hub/checkpoint';
import { fetchReader } from '../../models/hub/fetch';
import type { FolderOptions, ModelFolder } from '../../models/hub/folder';
import { WhylightError } from '../../src/tensor/error';
import { sha256OfAnyLength } from './digest';
import { DEFAULT_MODEL } from './defaults';
import { folderReader } from './folder';

const BUNDLED = fileURLToPath(new URL('../../public/models/', import.meta.url));

/**
 * A model's folder from what a person names it by: a folder on disk, the id of a bundled model, or the address
 * (http…) of a folder. A folder holds manifest.json, against whose digests the files are checked, or a CLIP checkpoint
 * as it was published (config.json, model.safetensors, tokenizer.json).
 * @throws WhylightError naming what could not be found or is broken
 */
export async function openModelFolder(
  source: string = DEFAULT_MODEL,
  onProgress?: FolderOptions['onProgress'],
): Promise<ModelFolder> {
  const common = { digest: sha256OfAnyLength, ...(onProgress === undefined ? {} : { onProgress }) };
  if (/^https?:\/\//i.test(source)) {
    return openFolder(fetchReader(source, fetch), { id: new URL(source).pathname, ...common });
  }
  const dir = await findFolder(source);
  return openFolder(folderReader(dir), { id: path.basename(path.resolve(dir)), ...common });
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
