import { openFolder } from '../models/hub/checkpoint';
import { fetchReader } from '../models/hub/fetch';
import type { ModelFolder } from '../models/hub/folder';
import { openRepository } from '../models/hub/repository';
import { MemoryStore } from '../models/hub/store';
import { openFiles } from './openFiles';
import { OpfsStore } from './opfs';
import type { LoadRequest } from './protocol';

/** What names the model in a request. */
export type ModelSource = Pick<LoadRequest, 'modelUrl' | 'remote' | 'licence' | 'files'>;

/**
 * The model that a request names: files that somebody chose, a folder of the project itself, or a model from elsewhere,
 * which is kept in the browser's own file system where there is one, so that a later visit needs no network. Errors as
 * `openFolder` and `openRepository`.
 */
export async function openModel(
  { modelUrl, remote, licence, files }: ModelSource,
  onProgress: (loaded: number, total: number) => void,
): Promise<ModelFolder> {
  if (files !== undefined) return openFiles(files, onProgress);
  if (remote === undefined) {
    const id = new URL(modelUrl).pathname;
    return openFolder(
      fetchReader(modelUrl, (url) => fetch(url)),
      { id, onProgress },
    );
  }
  return openRepository(remote, {
    store: (await OpfsStore.open()) ?? new MemoryStore(),
    // Without credentials: the server learns nothing but which files are fetched.
    fetch: (url, { headers }) => fetch(url, { credentials: 'omit', ...(headers ? { headers } : {}) }),
    onProgress,
    ...(licence === undefined ? {} : { licence }),
  });
}
