import { openFolder } from '../models/hub/checkpoint';
import { fetchReader } from '../models/hub/fetch';
import type { ModelFolder } from '../models/hub/folder';
import { openRepository, openStored } from '../models/hub/repository';
import { MemoryStore } from '../models/hub/store';
import { fetchFromHub } from './hubFetch';
import { openFiles } from './openFiles';
import { OpfsStore } from './opfs';
import type { LoadRequest } from './protocol';

/** What names the model in a request. */
export type ModelSource = Pick<LoadRequest, 'modelUrl' | 'remote' | 'licence' | 'files'>;

/**
 * The folder of the model that a request names: files that somebody chose, a folder of the project itself, or a model
 * from elsewhere, out of the browser's own file system where there is one. Errors as `openFolder`, `openStored` and
 * `openRepository`.
 */
export async function openSource(
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
  const named = licence === undefined ? {} : { licence };
  const store = await OpfsStore.open();
  // The page has put it there when somebody asked for it, and nothing is fetched that nobody asked for.
  if (store) return openStored(remote, { store, ...named });
  return openRepository(remote, {
    store: new MemoryStore(),
    fetch: fetchFromHub,
    onProgress,
    ...named,
  });
}
