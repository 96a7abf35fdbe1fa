/**
 * Models to choose from: what is on offer, what the browser keeps, what is being fetched. A model is fetched beside the
 * one in use, which is given up only when the new one is whole; nothing is fetched before somebody asked for it.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { parseRemote, remoteKey, type LibraryClient } from '../../workers/library/client';
import type { ModelDescription, Remote, Shelf, StoredModel } from '../../workers/library/protocol';
import { isAbort, sentenceOf } from './errors';
import type { PlaygroundStore } from './playground';

/** A download; `failed` ones can be taken up where they broke. */
export interface Transfer {
  readonly model: ModelDescription;
  readonly phase: 'running' | 'paused' | 'failed';
  readonly loaded: number;
  readonly total: number;
  /** Bytes a second, smoothed; 0 until it is known. */
  readonly rate: number;
  /** Why it failed. */
  readonly message?: string;
}

export interface ModelsState {
  readonly isOpen: boolean;
  /** Undefined until it was looked at. */
  readonly shelf: Shelf | undefined;
  /** The model whose details are open. */
  readonly chosen: ModelDescription | undefined;
  readonly isLookingUp: boolean;
  readonly transfer: Transfer | undefined;
  /** Weights in half precision. */
  readonly lowMemory: boolean;
  readonly error: string | undefined;
}

export interface ModelsActions {
  /** Looks at what is stored and what is on offer; fetches nothing. */
  look(): Promise<void>;
  open(): void;
  close(): void;
  choose(model: ModelDescription | undefined): void;
  setLowMemory(lowMemory: boolean): void;
  /** Asks the server what a repository or folder holds; its details open when it answers. */
  lookUp(text: string, revision: string): Promise<ModelDescription | undefined>;
  /** Whether a model is all there, so that using it fetches nothing. */
  isStored(remote: Remote): Promise<boolean>;
  /** Opens the details of a model that a link names. */
  offer(remote: Remote): Promise<void>;
  /** Fetches the model if the browser does not have it, then uses it. True when it is in use. */
  use(model: ModelDescription): Promise<boolean>;
  /** Uses what is stored, or opens its details where a part is missing. */
  useStored(model: StoredModel): Promise<void>;
  useBundled(): Promise<void>;
  useFiles(files: readonly File[]): Promise<void>;
  pause(): void;
  /** Stops the download and removes what has come. */
  cancel(): Promise<void>;
  forget(remote?: Remote): Promise<void>;
  dismissError(): void;
}

export type ModelsStore = StoreApi<ModelsState & ModelsActions>;

export interface ModelsOptions {
  readonly library: LibraryClient;
  readonly playground: PlaygroundStore;
  /** Address of the hub that repository ids belong to. */
  readonly hub: string;
  /** Asks the browser not to drop what is stored when space runs out. */
  readonly persist?: () => Promise<unknown>;
  /** Told which model somebody chose, when it is in use. */
  readonly onChosen?: (remote: Remote) => void;
}

/** Weight of the newest tenth of a second in the rate. */
const SMOOTHING = 0.15;

export function createModels({ library, playground, hub, persist, onChosen }: ModelsOptions): ModelsStore {
  let stop: AbortController | undefined;
  /** Settles when the last download has put its file away. */
  let fetching: Promise<unknown> = Promise.resolve();

  const store: ModelsStore = createStore((set, get) => {
    async function refresh(): Promise<void> {
      try {
        set({ shelf: await library.shelf() });
      } catch (error) {
        set({ error: sentenceOf(error) });
      }
    }

    const isWhole = (remote: Remote) => {
      const key = remoteKey(remote);
      return get().shelf?.models.some((model) => model.key === key && model.isWhole) ?? false;
    };

    /** False when it was stopped or failed; the transfer then says so. */
    async function fetchModel(model: ModelDescription): Promise<boolean> {
      stop?.abort();
      const mine = new AbortController();
      stop = mine;
      const before = get().transfer;
      const from = before?.model === model ? before : undefined;
      const start = from ?? { loaded: 0, total: model.bytes };
      set({
        error: undefined,
        transfer: { model, loaded: start.loaded, total: start.total, phase: 'running', rate: 0 },
      });
      const onProgress = progressOf(({ loaded, total, rate }) => {
        const { transfer } = get();
        if (stop === mine && transfer)
          set({ transfer: { ...transfer, loaded, total: total || model.bytes, rate } });
      });
      try {
        const download = library.download(model.remote, {
          licence: model.licence,
          signal: mine.signal,
          onProgress,
        });
        fetching = download.catch(() => undefined);
        await download;
        // Not waited for: some browsers ask the person, who may answer whenever they like.
        if (get().shelf?.keeps !== false) persist?.().catch(() => undefined);
        set({ transfer: undefined });
        return true;
      } catch (error) {
        const { transfer } = get();
        if (stop !== mine || !transfer) return false;
        if (isAbort(error)) set({ transfer: { ...transfer, phase: 'paused' } });
        else set({ transfer: { ...transfer, phase: 'failed', message: sentenceOf(error) } });
        return false;
      } finally {
        if (stop === mine) stop = undefined;
        await refresh();
      }
    }

    return {
      isOpen: false,
      shelf: undefined,
      chosen: undefined,
      isLookingUp: false,
      transfer: undefined,
      lowMemory: false,
      error: undefined,

      look: refresh,

      open() {
        set({ isOpen: true, error: undefined });
        void refresh();
      },
      close: () => set({ isOpen: false }),
      choose: (chosen) => set({ chosen, error: undefined }),
      setLowMemory: (lowMemory) => set({ lowMemory }),
      dismissError: () => set({ error: undefined }),

      async lookUp(text, revision) {
        if (get().isLookingUp) return undefined;
        set({ isLookingUp: true, error: undefined, chosen: undefined });
        try {
          const chosen = await library.describe(parseRemote(text, revision, hub));
          set({ chosen });
          return chosen;
        } catch (error) {
          set({ error: sentenceOf(error) });
          return undefined;
        } finally {
          set({ isLookingUp: false });
        }
      },

      async isStored(remote) {
        await refresh();
        return isWhole(remote);
      },

      async offer(remote) {
        set({ isOpen: true, error: undefined, chosen: undefined, isLookingUp: true });
        try {
          await refresh();
          const key = remoteKey(remote);
          const known = get().shelf?.offers.find((offer) => remoteKey(offer.remote) === key);
          set({ chosen: known ?? (await library.describe(remote)) });
        } catch (error) {
          set({ error: sentenceOf(error) });
        } finally {
          set({ isLookingUp: false });
        }
      },

      async use(model) {
        const { lowMemory, transfer } = get();
        if (transfer?.phase === 'running' && transfer.model === model) return false;
        set({ chosen: model });
        if (!get().shelf) await refresh();
        // Where the browser keeps nothing, the model's own worker fetches it: fetched here it would be lost.
        const keeps = get().shelf?.keeps ?? true;
        if (keeps && !isWhole(model.remote) && !(await fetchModel(model))) return false;
        set({ isOpen: false, chosen: undefined });
        const { remote, licence } = model;
        const isInUse = await playground
          .getState()
          .useModel({ remote, lowMemory, ...(licence === undefined ? {} : { licence }) });
        if (isInUse) onChosen?.(remote);
        return isInUse;
      },

      async useStored({ remote, isWhole }) {
        if (!isWhole) {
          set({ error: undefined });
          try {
            set({ chosen: await library.describe(remote) });
          } catch (error) {
            set({ error: sentenceOf(error) });
          }
          return;
        }
        set({ isOpen: false });
        const isInUse = await playground.getState().useModel({ remote, lowMemory: get().lowMemory });
        if (isInUse) onChosen?.(remote);
      },

      async useBundled() {
        set({ isOpen: false });
        await playground.getState().useModel({});
      },

      async useFiles(files) {
        set({ isOpen: false });
        await playground.getState().useModel({ files, lowMemory: get().lowMemory });
      },

      pause: () => stop?.abort(),

      async cancel() {
        const { transfer } = get();
        const mine = stop;
        stop = undefined;
        mine?.abort();
        set({ transfer: undefined });
        if (!transfer) return;
        await fetching;
        await get().forget(transfer.model.remote);
      },

      async forget(remote) {
        try {
          set({ shelf: await library.forget(remote), error: undefined });
        } catch (error) {
          set({ error: sentenceOf(error) });
        }
      },
    };
  });
  return store;
}

/** Adds a smoothed rate to a download's progress. */
function progressOf(
  tell: (progress: { loaded: number; total: number; rate: number }) => void,
): (loaded: number, total: number) => void {
  let last: { readonly loaded: number; readonly at: number } | undefined;
  let rate = 0;
  return (loaded, total) => {
    const at = performance.now();
    if (last && at > last.at && loaded > last.loaded) {
      const now = ((loaded - last.loaded) / (at - last.at)) * 1000;
      rate = rate === 0 ? now : (1 - SMOOTHING) * rate + SMOOTHING * now;
    }
    last = { loaded, at };
    tell({ loaded, total, rate });
  };
}
