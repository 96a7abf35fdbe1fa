/** One file from an address into a store, checked where a digest is known. */
import { WhylightError } from '../../src/tensor/error';
import { sha256Hex, type Digest } from '../../src/weights/digest';
import { markOf, readMark, readSound, writeMark } from './mark';
import { MissingFile } from './missing';
import type { FileStore } from './store';
import { transfer, type TransferOptions } from './transfer';

export type { AbortSignal, FetchRange } from './transfer';

export interface DownloadOptions extends TransferOptions {
  readonly digest?: Digest;
}

/**
 * The bytes of `url`, from the store when they are there and sound, else downloaded into it under `name`. A broken
 * download goes on at the byte where it broke, at once or in a later session.
 * @throws MissingFile when the server has none (remembered, so that an offline visit knows it too); WhylightError
 * 'network', 'model-broken' (digest), 'out-of-memory' (no room to store it). What `fetch` throws when it is aborted
 * passes through; the part that came is kept.
 */
export async function download(url: string, name: string, options: DownloadOptions): Promise<Uint8Array> {
  const { store, expected, onBytes, digest = sha256Hex } = options;
  const mark = await readMark(store, name);
  if (mark?.missing) throw new MissingFile('network', `There is no such file: ${url}.`);
  const sound = await readSound(store, name, mark, digest);
  if (sound !== undefined) {
    onBytes?.(sound.length, sound.length);
    return sound;
  }
  // A file that its mark no longer fits is damaged, or the browser dropped a part of it: nothing of it is used.
  if (mark !== undefined) await forget(store, name);
  try {
    await transfer(url, name, options);
  } catch (error) {
    if (error instanceof MissingFile) await writeMark(store, name, { missing: true });
    throw error;
  }
  const bytes = await store.read(name);
  onBytes?.(bytes.length, bytes.length);
  const sha256 = await digest(bytes);
  if (expected !== undefined && sha256 !== expected.sha256) {
    await store.remove(name);
    throw new WhylightError(
      'model-broken',
      `${url} is not the file that its repository names (its SHA-256 differs): it was damaged on the way, so load it again.`,
    );
  }
  await writeMark(store, name, { bytes: bytes.length, sha256 });
  return bytes;
}

/** Removes a file with its mark. */
export async function forget(store: FileStore, name: string): Promise<void> {
  await store.remove(markOf(name));
  await store.remove(name);
}
