/** Models in the store: which ones, how large, and their removal. */
import { forget } from './download';
import { remoteKey, remoteName, remoteOf, type Remote } from './remote';
import { WEIGHTS_FILES } from './checkpoint';
import type { FileStore } from './store';

export interface StoredModel {
  /** Identifies it in the store. */
  readonly key: string;
  readonly remote: Remote;
  readonly name: string;
  /** Of all its files. */
  readonly bytes: number;
  /** False while its weights are not all there. */
  readonly isWhole: boolean;
}

const MARK = '.mark';

/** Models in the store, by name. Small files that were only looked at, without any weights, are no model. */
export async function storedModels(store: FileStore): Promise<StoredModel[]> {
  const models: StoredModel[] = [];
  for (const [key, files] of await byKey(store)) {
    const remote = remoteOf(key);
    const weights = files.filter(({ path, bytes }) => WEIGHTS_FILES.includes(path) && bytes > 0);
    if (remote === undefined || weights.length === 0) continue;
    const marks = new Set(files.map(({ path }) => path));
    models.push({
      key,
      remote,
      name: remoteName(remote),
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      isWhole: weights.some(({ path }) => marks.has(`${path}${MARK}`)),
    });
  }
  return models.sort((a, b) => a.name.localeCompare(b.name));
}

/** Removes every file of a model. */
export async function forgetModel(store: FileStore, remote: Remote): Promise<void> {
  const wanted = remoteKey(remote);
  const files = (await byKey(store)).get(wanted) ?? [];
  for (const { name } of files.filter(({ path }) => !path.endsWith(MARK))) await forget(store, name);
  // Marks that stand alone say that a file is missing on the server.
  for (const { name } of files.filter(({ path }) => path.endsWith(MARK))) await store.remove(name);
}

/** Removes everything in the store, whatever it is. */
export async function forgetAll(store: FileStore): Promise<void> {
  for (const { name } of await store.list()) await store.remove(name);
}

interface File {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

async function byKey(store: FileStore): Promise<Map<string, File[]>> {
  const found = new Map<string, File[]>();
  for (const { name, bytes } of await store.list()) {
    const at = name.lastIndexOf('@');
    const key = name.slice(0, at);
    const file = { name, bytes, path: decodeURIComponent(name.slice(at + 1)) };
    found.set(key, [...(found.get(key) ?? []), file]);
  }
  return found;
}
