/** What the service worker does for the page: kept for use without a network, new versions, damaged files. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Damaged, Kept, ToService } from '../../workers/offline/messages';
import type { PlaygroundStore } from '../store/playground';
import type { ViewStore } from '../store/view';
import { keepForReload } from './handover';
import { isFramed, register, serviceAddress } from './isolate';

export interface OfflineState {
  /** The whole page works without a network from now on. */
  readonly isKept: boolean;
  /** `waiting`: a new version is here and can be taken. `taken`: another tab has taken it. */
  readonly update: 'none' | 'waiting' | 'taken';
  /** Something to tell that calls for nothing. */
  readonly notice: string | undefined;
}

export interface OfflineActions {
  /** Takes the new version: the page is reloaded with picture and question. */
  takeUpdate(): Promise<void>;
  /** Loads the page anew, with picture and question. */
  reload(): Promise<void>;
  dismiss(): void;
}

export type OfflineStore = StoreApi<OfflineState & OfflineActions>;

interface Options {
  readonly playground: PlaygroundStore;
  readonly view: ViewStore;
}

const FULL =
  'The browser has no room left to keep Whylight for use without a network. Everything else works; free some space to have that too.';

/** Registers the service worker once the model is there, so that it takes nothing from the first answer. */
export function createOffline({ playground, view }: Options): OfflineStore {
  let waiting: ServiceWorker | undefined;
  let isTaking = false;

  const store: OfflineStore = createStore((set) => ({
    isKept: false,
    update: 'none',
    notice: undefined,
    async takeUpdate() {
      try {
        await keepForReload(playground, view);
        isTaking = true;
        if (waiting?.state === 'installed') send(waiting, { type: 'take' });
        else location.reload();
      } catch (error) {
        // Nothing is reloaded before all that was made is safe.
        playground.getState().reportError(error);
      }
    },
    async reload() {
      try {
        await keepForReload(playground, view);
        location.reload();
      } catch (error) {
        playground.getState().reportError(error);
      }
    },
    dismiss: () => set({ update: 'none', notice: undefined }),
  }));

  async function begin(): Promise<void> {
    const { serviceWorker } = navigator;
    const registration = await register(serviceAddress()).catch(() => undefined);
    // Browsers refuse in private windows and where storage is switched off; the page works all the same.
    if (!registration) return;
    const announce = (worker: ServiceWorker) => {
      waiting = worker;
      store.setState({ update: 'waiting' });
    };
    if (registration.waiting && registration.active) announce(registration.waiting);
    registration.addEventListener('updatefound', () => {
      const worker = registration.installing;
      worker?.addEventListener('statechange', () => {
        if (worker.state === 'installed' && registration.active) announce(worker);
      });
    });
    let isControlled = serviceWorker.controller !== null;
    serviceWorker.addEventListener('controllerchange', () => {
      if (isTaking) location.reload();
      else if (isControlled) store.setState({ update: 'taken' });
      isControlled = true;
    });
    const { active } = await serviceWorker.ready;
    if (!active) return;
    const kept = await keep(active, await runtimes(playground));
    store.setState({ isKept: !kept.failed, ...(kept.failed === 'full' ? { notice: FULL } : {}) });
  }

  if (import.meta.env.PROD && !isFramed() && window.isSecureContext && 'serviceWorker' in navigator) {
    // At once: files are checked while they are loaded.
    navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<Damaged>) => {
      if (data.type === 'damaged') store.setState({ notice: damageText(data) });
    });
    navigator.serviceWorker.startMessages();
    whenLoaded(playground, () => void begin());
  }
  return store;
}

function whenLoaded(playground: PlaygroundStore, begin: () => void): void {
  const isDone = () => playground.getState().load.phase !== 'loading';
  if (isDone()) return begin();
  const stop = playground.subscribe(() => {
    if (!isDone()) return;
    stop();
    begin();
  });
}

/** Builds of the runtime that this browser may want: plain, and the one for its graphics device. */
async function runtimes(playground: PlaygroundStore): Promise<string[]> {
  const gpu = (navigator as { gpu?: GPU }).gpu;
  const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  const usesGpu =
    playground.getState().info?.backend === 'webgpu' || (adapter && !adapter.info.isFallbackAdapter);
  if (!usesGpu) return [''];
  return ['', 'Suspending' in WebAssembly ? '.jspi' : '.asyncify'];
}

function keep(service: ServiceWorker, builds: readonly string[]): Promise<Kept> {
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise<Kept>((resolve) => {
    port1.onmessage = ({ data }: MessageEvent<Kept>) => resolve(data);
  });
  send(service, { type: 'keep', runtimes: builds }, [port2]);
  return answer;
}

const send = (service: ServiceWorker, message: ToService, ports: Transferable[] = []): void =>
  service.postMessage(message, ports);

function damageText({ path, repaired }: Damaged): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return repaired
    ? `A stored file of Whylight was damaged (${name}); it has been fetched again.`
    : `A stored file of Whylight is damaged (${name}), and there is no network to fetch it again: connect and reload the page.`;
}
