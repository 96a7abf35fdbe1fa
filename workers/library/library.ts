/** Models that are fetched and kept; it knows no message loop. */
import { catalogue } from '../../models/hub/catalogue';
import { describeRemote, type ModelDescription } from '../../models/hub/describe';
import type { AbortSignal, FetchRange } from '../../models/hub/download';
import type { Remote } from '../../models/hub/remote';
import { openRepository } from '../../models/hub/repository';
import type { FileStore } from '../../models/hub/store';
import { forgetAll, forgetModel, storedModels } from '../../models/hub/stored';
import { remoteKey } from '../../models/hub/remote';
import { WhylightError } from '../../src/tensor/error';
import type { Shelf } from './protocol';

export interface LibraryOptions {
  readonly store: FileStore;
  /** False when the store ends with this worker. */
  readonly keeps: boolean;
  readonly fetch: FetchRange;
  /** Room that is left in the store, in bytes. */
  readonly free: () => Promise<number | undefined>;
  readonly wait?: (milliseconds: number) => Promise<void>;
}

export class Library {
  constructor(private readonly options: LibraryOptions) {}

  /** What a model would cost. What an earlier look left behind is looked up anew, unless weights are there already. */
  async describe(remote: Remote, signal?: AbortSignal): Promise<ModelDescription> {
    const { store, fetch, wait } = this.options;
    const isKept = await this.has(remote);
    if (!isKept) await forgetModel(store, remote);
    try {
      return await describeRemote(remote, {
        store,
        fetch,
        ...(signal ? { signal } : {}),
        ...(wait ? { wait } : {}),
      });
    } catch (error) {
      // A revision that is no model today may be one tomorrow.
      if (!isKept) await forgetModel(store, remote);
      throw error;
    }
  }

  /**
   * Fetches a model into the store and reads it once, so that a broken one is told before anything else is given up
   * for it. Broken files are not kept. @throws WhylightError as `openRepository`, and when there is no room
   */
  async download(remote: Remote, { licence, onProgress, signal }: DownloadTask): Promise<void> {
    const { store, fetch, wait } = this.options;
    try {
      await openRepository(remote, {
        store,
        fetch,
        onProgress,
        ...(licence === undefined ? {} : { licence }),
        ...(signal ? { signal } : {}),
        ...(wait ? { wait } : {}),
      });
    } catch (error) {
      if (error instanceof WhylightError && error.code === 'model-broken') await forgetModel(store, remote);
      throw error;
    }
  }

  /** @param hub where the models on offer would come from; the public hub when left out */
  async shelf(hub?: string): Promise<Shelf> {
    const { store, keeps, free } = this.options;
    const left = await free();
    const models = await storedModels(store);
    return { offers: catalogue(hub), models, keeps, ...(left === undefined ? {} : { free: left }) };
  }

  /** Removes one model, or all. */
  async forget(remote?: Remote): Promise<void> {
    const { store } = this.options;
    if (remote === undefined) await forgetAll(store);
    else await forgetModel(store, remote);
  }

  private async has(remote: Remote): Promise<boolean> {
    const key = remoteKey(remote);
    return (await storedModels(this.options.store)).some((model) => model.key === key);
  }
}

export interface DownloadTask {
  readonly licence?: string | undefined;
  readonly signal?: AbortSignal;
  /** Bytes of the weights so far, and in all (0 while nothing states it). */
  readonly onProgress: (loaded: number, total: number) => void;
}
