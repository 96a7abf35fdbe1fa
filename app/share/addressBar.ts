/**
 * The link of what is on show, in the address bar: replaced while somebody types or plays with the view, a new entry of
 * the history for each picture, so that Back leads to the picture before.
 */
import type { PageImage } from '../image/pageImage';
import type { PlaygroundStore } from '../store/playground';
import type { ViewStore } from '../store/view';
import { currentLink } from './currentLink';
import { isUnasked } from '../store/unasked';
import type { ShareStore } from './store';

/** Browsers allow about a hundred changes in half a minute. */
const PAUSE_MS = 400;
/** Pictures kept for Back and Forward. */
const KEPT = 12;

interface Options {
  readonly playground: PlaygroundStore;
  readonly view: ViewStore;
  readonly share: ShareStore;
  readonly window: Window;
}

/** Starts keeping the address bar; returns a function that stops it. */
export function keepAddressBar({ playground, view, share, window }: Options): () => void {
  const kept = new Map<string, PageImage>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let entryKey: string | undefined;
  let written = window.location.hash;

  function remember(image: PageImage): void {
    kept.delete(image.key);
    kept.set(image.key, image);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
  }

  async function write(): Promise<void> {
    const { image, asked, info, example, isHeld } = playground.getState();
    // What came by link and is not computed yet stays as it came.
    if (isHeld || !image || (example && share.getState().opened) || isUnasked({ asked, info })) return;
    const fragment = await currentLink(playground, view).catch(() => undefined);
    // A question that does not fit a link leaves the bar as it is; Copy link says why.
    if (fragment === undefined || playground.getState().image !== image) return;
    const { key } = image;
    const isNew = entryKey !== undefined && isOther(entryKey, key);
    remember(image);
    entryKey = key;
    written = `#${fragment}`;
    if (isNew) window.history.pushState({ key }, '', written);
    else window.history.replaceState({ key }, '', written);
  }

  // Not put off by what comes next: who goes on clicking is never further than a pause from a link that holds it all.
  const later = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void write();
    }, PAUSE_MS);
  };
  const cancel = () => {
    clearTimeout(timer);
    timer = undefined;
  };

  const stopPlayground = playground.subscribe((state, before) => {
    if (
      state.phase === 'idle' &&
      state.info &&
      (state.shown !== before.shown || state.image !== before.image)
    )
      later();
  });
  const stopView = view.subscribe(later);
  const onMove = (event: PopStateEvent | HashChangeEvent) => {
    const { hash } = window.location;
    if (hash === written) return;
    written = hash;
    cancel();
    const state: unknown = 'state' in event ? event.state : undefined;
    const key = typeof state === 'object' && state && 'key' in state ? String(state.key) : undefined;
    const image = key === undefined ? undefined : kept.get(key);
    entryKey = undefined;
    void share.getState().openLink(hash, image);
  };
  window.addEventListener('popstate', onMove);
  window.addEventListener('hashchange', onMove);
  return () => {
    cancel();
    stopPlayground();
    stopView();
    window.removeEventListener('popstate', onMove);
    window.removeEventListener('hashchange', onMove);
  };
}

/** A dragged sticker makes picture after picture; they are one in the history. */
function isOther(before: string, now: string): boolean {
  if (before === now) return false;
  return !(before.startsWith('scene:') && now.startsWith('scene:'));
}
