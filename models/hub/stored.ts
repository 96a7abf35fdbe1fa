/** Models in the store: which ones, how large, and their removal. */
import { forget } from './download';
import { isWhole, MARK, markOf, readMark } from './mark';
import { remoteKey, remoteName, remoteOf, type Remote } from './remote';
import { SHARD } from './form';
import { isWeights } from './reader';
import type { FileStore } from './store';

export interface StoredModel {
  /** Identifies it in the store. */
  readonly key: string;
  readonly remote: Remote;
  readonly name: string;
  /** Of all its files. */
  readonly bytes: number;
  /** False while its weights are not all there, and when anything of it is damaged. */
  readonly isWhole: boolean;
  /** Something of it is not, or no longer, what was fetched, as far as lengths and earlier attempts tell. */
  readonly isDamaged: boolean;
}

/** Models in the store, by name. Small files that were only looked at, without any weights, do not count. */
export async function storedModels(store: FileStore): Promise<StoredModel[]> {
  const models: StoredModel[] = [];
  for (const [key, files] of await byKey(store)) {
    const remote = remoteOf(key);
    const weights = files.filter(
      ({ path, name, bytes }) => isWeights(path) && (bytes > 0 || isMarked(files, name)),
    );
    if (remote === undefined || weights.length === 0) continue;
    const isDamaged = await hasDamage(store, files);
    models.push({
      key,
      remote,
      name: remoteName(remote),
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      isWhole: !isDamaged && hasWeights(weights.filter(({ name }) => isMarked(files, name))),
      isDamaged,
    });
  }
  return models.sort((a, b) => a.name.localeCompare(b.name));
}

/** Whether these files are all the weights of a model: one, or every part of several. */
function hasWeights(whole: readonly File[]): boolean {
  const shards = whole.map(({ path }) => SHARD.exec(path));
  return shards.some((shard) => (shard === null ? true : Number(shard[2]) === whole.length));
}

const isMarked = (files: readonly File[], name: string): boolean =>
  files.some((file) => file.name === markOf(name));

/** Whether a mark and its file disagree. */
async function hasDamage(store: FileStore, files: readonly File[]): Promise<boolean> {
  for (const { name } of files.filter(({ path }) => path.endsWith(MARK))) {
    const of = name.slice(0, -MARK.length);
    const mark = await readMark(store, of);
    const bytes = files.find((file) => file.name === of)?.bytes ?? 0;
    if (mark && !mark.missing && !isWhole(mark, bytes)) return true;
  }
  return false;
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
