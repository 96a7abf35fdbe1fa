/** Models from a hub by repository id and revision, or from a folder at an address. */
import { WhylightError } from '../../src/tensor/error';
import { openFolder, WEIGHTS_FILES } from './checkpoint';
import { digestOnce } from '../../src/weights/digest';
import { download, type DownloadOptions } from './download';
import { fetchFile } from './fetch';
import type { ModelFolder } from './folder';
import { markOf, readMark, readSound, writeMark } from './mark';
import { DamagedFile, ifThere, MissingFile } from './missing';
import { checkRemote, fileAddress, remoteName, storedName, type Remote } from './remote';

export interface HubOptions extends Pick<DownloadOptions, 'store' | 'fetch' | 'signal' | 'digest' | 'wait'> {
  /** Progress over the weights, in bytes; the other files are small. `total` is 0 while nothing states it. */
  readonly onProgress?: (loaded: number, total: number) => void;
  readonly licence?: string;
}

/**
 * Loads a repository's model: a folder with our manifest, or a CLIP checkpoint as it was published. Every file is kept
 * in the store, so that a later visit needs no network.
 * @throws WhylightError as `download` and `openFolder`
 */
export function openRepository(remote: Remote, options: HubOptions): Promise<ModelFolder> {
  const { onProgress, licence, ...common } = options;
  checkRemote(remote);
  const digest = digestOnce(options.digest);
  return openFolder(
    async (path) => {
      const url = fileAddress(remote, path);
      const isWeights = WEIGHTS_FILES.includes(path);
      const name = storedName(remote, path);
      const expected =
        isWeights && (await common.store.length(markOf(name))) === 0
          ? await pointerOf(remote, path, options)
          : undefined;
      return download(url, name, {
        ...common,
        digest,
        expected,
        onBytes: isWeights ? onProgress : undefined,
      });
    },
    { id: remoteName(remote), digest, ...(licence === undefined ? {} : { licence }) },
  );
}

/**
 * The same model out of the store alone: nothing is fetched, whatever is wrong with it. What is not as it was fetched
 * is marked, so that the list of stored models says so and the next `openRepository` fetches it again.
 * @throws DamagedFile ('model-broken') naming the model and the file; WhylightError as `openFolder`
 */
export function openStored(
  remote: Remote,
  { store, licence, digest: given }: Pick<HubOptions, 'store' | 'licence' | 'digest'>,
): Promise<ModelFolder> {
  checkRemote(remote);
  const digest = digestOnce(given);
  return openFolder(
    async (path) => {
      const name = storedName(remote, path);
      const mark = await readMark(store, name);
      if (mark?.missing)
        throw new MissingFile('network', `The model ${remoteName(remote)} has no file ${path}.`);
      const bytes = await readSound(store, name, mark, digest);
      if (bytes !== undefined) return bytes;
      await writeMark(store, name, { damaged: true });
      throw new DamagedFile(
        'model-broken',
        `The stored copy of ${remoteName(remote)} is damaged (${path} is not what was fetched): fetch it again, or delete it, in the choice of models.`,
      );
    },
    { id: remoteName(remote), digest, ...(licence === undefined ? {} : { licence }) },
  );
}

export interface Pointer {
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Size and SHA-256 of a large file, out of the pointer that stands in its place in the repository (Git LFS). Undefined
 * when the file is stored otherwise, or the hub answers with anything else: the file then goes unchecked.
 */
export async function pointerOf(
  remote: Remote,
  path: string,
  { fetch, signal }: Pick<HubOptions, 'fetch' | 'signal'>,
): Promise<Pointer | undefined> {
  if ('url' in remote) return undefined;
  const url = fileAddress(remote, path, 'raw');
  const bytes = await ifThere(
    fetchFile(url, (address) => fetch(address, signal === undefined ? {} : { signal }), {
      expectedBytes: 4096,
    }),
  ).catch((error: unknown) => {
    // A file that is not a pointer is longer than one.
    if (error instanceof WhylightError && !(error instanceof MissingFile)) return undefined;
    throw error;
  });
  const text = bytes === undefined ? '' : new TextDecoder().decode(bytes);
  const sha256 = /^oid sha256:([0-9a-f]{64})$/m.exec(text)?.[1];
  const size = /^size (\d{1,15})$/m.exec(text)?.[1];
  return sha256 === undefined || size === undefined ? undefined : { sha256, bytes: Number(size) };
}
