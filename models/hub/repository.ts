/** Models from a hub by repository id and revision, or from a folder at an address. */
import { openFolder } from './checkpoint';
import { digestOnce } from '../../src/weights/digest';
import type { DownloadOptions } from './download';
import type { ModelFolder } from './folder';
import { remoteReader, storedReader } from './reader';
import { remoteName, type Remote } from './remote';

export interface HubOptions extends Pick<
  DownloadOptions,
  'store' | 'fetch' | 'signal' | 'digest' | 'wait' | 'patience'
> {
  /** Progress over the weights, in bytes; the other files are small. `total` is 0 while nothing states it. */
  readonly onProgress?: (loaded: number, total: number) => void;
  readonly licence?: string;
}

/**
 * Loads a repository's model: a folder with our manifest, or a checkpoint as it was published. Every file is kept in the
 * store, so that a later visit needs no network.
 * @throws WhylightError as `remoteReader` and `openFolder`
 */
export function openRepository(remote: Remote, options: HubOptions): Promise<ModelFolder> {
  const { onProgress, licence, ...common } = options;
  const digest = digestOnce(options.digest);
  const { read } = remoteReader(remote, { ...common, digest, onBytes: onProgress });
  return openFolder(read, { id: remoteName(remote), digest, ...(licence === undefined ? {} : { licence }) });
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
  const digest = digestOnce(given);
  return openFolder(storedReader(remote, store, digest), {
    id: remoteName(remote),
    digest,
    ...(licence === undefined ? {} : { licence }),
  });
}
