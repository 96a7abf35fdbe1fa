/** Pictures of one's own that stay at hand while the page lives: the last photographs that somebody brought. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PageImage } from '../image/pageImage';
import type { PlaygroundStore } from './playground';

export interface PicturesState {
  /** The newest first. */
  readonly own: readonly PageImage[];
}

export type PicturesStore = StoreApi<PicturesState>;

/** Each is held in memory as it was decoded. */
const KEPT = 2;

export function createPictures(playground: PlaygroundStore): PicturesStore {
  const store = createStore<PicturesState>(() => ({ own: [] }));
  playground.subscribe(({ image }, before) => {
    if (!image || image === before.image || image.scene || image.key === 'example') return;
    const { own } = store.getState();
    if (own.some(({ key }) => key === image.key)) return;
    store.setState({ own: [image, ...own].slice(0, KEPT) });
  });
  return store;
}
