/** Files of a repository or folder, from its server by way of the store, or from the store alone. */
import { checkRemote, fileAddress, remoteName, storedName, type Remote } from './remote';
import { download, type DownloadOptions } from './download';
import type { ReadFile } from './folder';
import { listedWeights, ofOneModel, SHARD } from './form';
import { LISTING, listingOf, readListing, type Listing } from './listing';
import { WEIGHTS_FILE } from './manifest';
import { readMark, readSound, writeMark } from './mark';
import { DamagedFile, MissingFile } from './missing';
import type { Digest } from '../../src/weights/digest';
import type { FileStore } from './store';

export interface RemoteReader {
  readonly read: ReadFile;
  /**
   * Size and digest of the weights as the server lists them; undefined where it lists nothing. To be asked when the
   * configuration has been read. Errors as `listedWeights`.
   */
  weights(): Promise<{ readonly bytes: number; readonly sha256?: string } | undefined>;
}

export const isWeights = (path: string): boolean => path.endsWith('.safetensors');

/** Fetches what the store lacks. Errors of `read`: those of `download`. */
export function remoteReader(remote: Remote, options: DownloadOptions): RemoteReader {
  checkRemote(remote);
  const { onBytes, ...small } = options;
  let listed: Promise<Listing | undefined> | undefined;
  const listing = () => (listed ??= listingOf(remote, small));
  const came = new Map<string, number>();
  /** Of weights in several files the bytes of all count. */
  const tell = (path: string, files: Listing | undefined) => (loaded: number, total: number) => {
    came.set(path, loaded);
    const sum = [...came.values()].reduce((all, bytes) => all + bytes, 0);
    onBytes?.(sum, files && SHARD.test(path) ? listedWeights(files, [WEIGHTS_FILE]).bytes : total);
  };
  const { read, weights } = ofOneModel(async (path) => {
    const files = await listing();
    const file = files?.get(path);
    if (files && !file) throw absent(remote, path);
    return download(fileAddress(remote, path), storedName(remote, path), {
      ...small,
      expected: file?.sha256 === undefined ? undefined : { bytes: file.bytes, sha256: file.sha256 },
      onBytes: isWeights(path) ? tell(path, files) : undefined,
    });
  });
  return {
    read,
    weights: async () => {
      const files = await listing();
      return files && listedWeights(files, weights());
    },
  };
}

/** Reads nothing but what is stored and sound, and marks what is not. @throws DamagedFile ('model-broken') */
export function storedReader(remote: Remote, store: FileStore, digest: Digest): ReadFile {
  checkRemote(remote);
  let listed: Promise<Listing | undefined> | undefined;
  const listing = () => (listed ??= storedListing(remote, store));
  return ofOneModel(async (path) => {
    const name = storedName(remote, path);
    const mark = await readMark(store, name);
    const files = await listing();
    if (mark?.missing || (mark === undefined && files && !files.has(path))) throw absent(remote, path);
    const bytes = await readSound(store, name, mark, digest);
    if (bytes !== undefined) return bytes;
    await writeMark(store, name, { damaged: true });
    throw new DamagedFile(
      'model-broken',
      `The stored copy of ${remoteName(remote)} is damaged (${path} is not what was fetched): fetch it again, or delete it, in the choice of models.`,
    );
  }).read;
}

/** Models that earlier versions stored have none. */
async function storedListing(remote: Remote, store: FileStore): Promise<Listing | undefined> {
  const name = storedName(remote, LISTING);
  return (await store.length(name)) === 0 ? undefined : readListing(await store.read(name));
}

const absent = (remote: Remote, path: string): MissingFile =>
  new MissingFile('network', `The model ${remoteName(remote)} has no file ${path}.`);
