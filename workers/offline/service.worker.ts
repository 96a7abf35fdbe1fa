/// <reference lib="webworker" />
/**
 * The service worker: the page without a network, isolation where the host sends no headers, and new versions that are
 * taken when it suits. The build writes it to `sw.js` with the list of its files.
 */
import { FileCache, type FileList } from './fileCache';
import type { Damaged, Kept, ToService } from './messages';

declare const WHYLIGHT_FILES: FileList;

const scope = self as unknown as ServiceWorkerGlobalScope;
const base = scope.registration.scope;

const cache = new FileCache({
  base,
  files: WHYLIGHT_FILES,
  open: () => caches.open(`whylight:${base}`),
  fetch: (request) => fetch(request),
  onDamage: (path, repaired) => void tell({ type: 'damaged', path, repaired }),
});

scope.addEventListener('install', (event) => {
  // The first one begins at once, since isolation waits for it; the page asks for its files to be kept when it has
  // time. A later one gets its files while the older version serves, and then waits.
  event.waitUntil(scope.registration.active ? cache.fill() : scope.skipWaiting());
});

scope.addEventListener('activate', (event) => event.waitUntil(scope.clients.claim()));

scope.addEventListener('message', (event) => {
  const message = event.data as ToService;
  if (message.type === 'take') event.waitUntil(scope.skipWaiting());
  else event.waitUntil(keep(message.runtimes, event.ports[0]));
});

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(base)) return;
  const path = cache.pathOf(request.url);
  if (path !== undefined) event.respondWith(cache.respond(path, request, (work) => event.waitUntil(work)));
  else event.respondWith(cache.older(request.url).then((found) => found ?? fetch(request)));
});

async function keep(runtimes: readonly string[], port: MessagePort | undefined): Promise<void> {
  const kept = await cache.fill(runtimes).then(
    (): Kept => ({}),
    (error: unknown): Kept => ({
      failed: error instanceof DOMException && error.name === 'QuotaExceededError' ? 'full' : 'network',
    }),
  );
  // Another open page may still run the version before this one.
  const pages = await scope.clients.matchAll({ type: 'window' });
  if (!kept.failed && pages.length <= 1) await cache.clean();
  port?.postMessage(kept);
}

async function tell(damaged: Damaged): Promise<void> {
  for (const client of await scope.clients.matchAll({ includeUncontrolled: true, type: 'window' }))
    client.postMessage(damaged);
}
