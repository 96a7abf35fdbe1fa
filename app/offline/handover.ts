/** A picture that no link holds, carried over one reload in the browser's own storage. */
import { decodePicture } from '../image/decode';
import type { PageImage } from '../image/pageImage';
import { pngBlob } from '../image/png';
import { currentLink } from '../share/currentLink';
import type { PlaygroundStore } from '../store/playground';
import type { ViewStore } from '../store/view';

const CACHE = 'whylight-handover';
const KEY = './handover';

/**
 * Makes a reload safe at this moment: what is on show is in the address bar, and its picture is kept where no link
 * holds it.
 * @throws when either cannot be done; then nothing may be reloaded
 */
export async function keepForReload(playground: PlaygroundStore, view: ViewStore): Promise<void> {
  const { image } = playground.getState();
  const fragment = await currentLink(playground, view);
  const isInLink = image === undefined || image.scene !== undefined || image.jpeg !== undefined;
  if (!isInLink) await leave(image, fragment);
  history.replaceState(history.state, '', `#${fragment}`);
}

/** Leaves the picture for the page that comes next under this fragment. */
async function leave(image: PageImage, fragment: string): Promise<void> {
  const cache = await caches.open(CACHE);
  const body = image.file ?? (await pngBlob(image.display));
  const headers = { 'X-Name': encodeURIComponent(image.name), 'X-Fragment': fragment };
  await cache.put(KEY, new Response(body, { headers }));
}

/** Collects what was left, once. Undefined when there is nothing, or it belongs to another fragment. */
export async function collect(fragment: string): Promise<PageImage | undefined> {
  try {
    if (!('caches' in window) || !(await caches.has(CACHE))) return undefined;
    const found = await (await caches.open(CACHE)).match(KEY);
    await caches.delete(CACHE);
    if (found?.headers.get('X-Fragment') !== fragment) return undefined;
    const file = await found.blob();
    const { pixels, display } = await decodePicture(file);
    const name = decodeURIComponent(found.headers.get('X-Name') ?? '');
    return { key: 'handover', name, file, display, pixelsFor: () => pixels };
  } catch {
    // The link then asks for the file, as it does of anybody.
    return undefined;
  }
}
