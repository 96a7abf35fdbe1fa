/**
 * The way from a photograph to a model that knows photographs: whether one is offered in the place of the maps, and which
 * one the next photograph is opened with. No React in here.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { remoteKey, remoteOf } from '../../workers/library/client';
import type { Remote } from '../../workers/library/protocol';
import type { PageImage } from '../image/pageImage';
import { isOutsideDomain } from './domain';
import type { PlaygroundState, PlaygroundStore } from './playground';

export interface OfferState {
  /** Somebody wants to see guesses all the same, of photographs to come as well. */
  readonly showsGuess: boolean;
  /** A photograph's usual model is being looked for, and opened where it is there. */
  readonly isOpening: boolean;
}

export interface OfferActions {
  showGuess(): void;
  /** Back to the offer. */
  hideGuess(): void;
  /** Photographs that come are opened with this model from now on, in later visits too. */
  remember(remote: Remote): void;
}

export type OfferStore = StoreApi<OfferState & OfferActions>;

export interface OfferOptions {
  readonly playground: PlaygroundStore;
  /** Whether a model is in this browser, so that using it fetches nothing. */
  readonly isStored: (remote: Remote) => Promise<boolean>;
  /** Whether an explanation from elsewhere is on show, whose model is its own affair. */
  readonly isLinked: () => boolean;
  readonly storage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | undefined;
}

const KEY = 'whylight.photographs';

export function createOffer({ playground, isStored, isLinked, storage }: OfferOptions): OfferStore {
  let usual = remoteOf(storage?.getItem(KEY) ?? '');

  const store: OfferStore = createStore((set) => ({
    showsGuess: false,
    isOpening: false,
    showGuess: () => set({ showsGuess: true }),
    hideGuess: () => set({ showsGuess: false }),
    remember(remote) {
      usual = remote;
      storage?.setItem(KEY, remoteKey(remote));
    },
  }));

  function forget(): void {
    usual = undefined;
    storage?.removeItem(KEY);
  }

  playground.subscribe(({ image, source }, before) => {
    if (image === before.image || !isPhotograph(image) || !isBundled(source) || isLinked()) return;
    if (usual) void openWith(usual, image);
  });

  async function openWith(remote: Remote, image: PageImage): Promise<void> {
    store.setState({ isOpening: true });
    try {
      const isThere = await isStored(remote);
      const { image: now, source } = playground.getState();
      // Somebody may have gone on meanwhile.
      if (!isThere || now !== image || !isBundled(source) || isLinked()) return;
      const isInUse = await playground.getState().useModel({ remote });
      // What does not load is not tried with every photograph again; another choice meanwhile is no failure.
      if (!isInUse && isBundled(playground.getState().source)) forget();
    } finally {
      store.setState({ isOpening: false });
    }
  }

  return store;
}

/** Whether the picture was given by whoever looks at this page: a file, the clipboard, the camera. */
const isPhotograph = (image: PageImage | undefined): image is PageImage =>
  image?.file !== undefined && image.jpeg === undefined;

const isBundled = ({ remote, files }: PlaygroundState['source']): boolean => !remote && !files;

/**
 * Whether another model is offered in the place of the maps.
 * @param isLinked an explanation from elsewhere is on show
 */
export const isOffered = (
  { image, info }: Pick<PlaygroundState, 'image' | 'info'>,
  { showsGuess }: Pick<OfferState, 'showsGuess'>,
  isLinked: boolean,
): boolean => isPhotograph(image) && isOutsideDomain({ image, info }) && !showsGuess && !isLinked;
