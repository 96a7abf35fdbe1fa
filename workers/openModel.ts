import { openFolder } from '../models/hub/checkpoint';
import { fetchReader } from '../models/hub/fetch';
import type { ModelFolder } from '../models/hub/folder';
import { openRepository } from '../models/hub/repository';
import { MemoryStore } from '../models/hub/store';
import { OpfsStore } from './opfs';
import type { LoadRequest } from './protocol';

/**
 * The model that a request names: a folder at an address, or a repository of a hub, which is kept in the browser's own
 * file system where there is one, so that a later visit needs no network. Errors as `openFolder` and `openRepository`.
 */
export async function openModel(
  { modelUrl, hub }: Pick<LoadRequest, 'modelUrl' | 'hub'>,
  onProgress: (loaded: number, total: number) => void,
): Promise<ModelFolder> {
  if (hub === undefined) {
    const id = new URL(modelUrl).pathname;
    return openFolder(
      fetchReader(modelUrl, (url) => fetch(url)),
      { id, onProgress },
    );
  }
  const { licence, ...repository } = hub;
  return openRepository(repository, {
    store: (await OpfsStore.open()) ?? new MemoryStore(),
    // A cross-origin request without credentials: the hub learns nothing but which files are fetched.
    fetch: (url, { headers }) => fetch(url, { credentials: 'omit', ...(headers ? { headers } : {}) }),
    onProgress,
    ...(licence === undefined ? {} : { licence }),
  });
}
