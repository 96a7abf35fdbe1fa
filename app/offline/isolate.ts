/** Threads on hosts that send no headers: the service worker sends them, from the next load on. */

const MARK = 'whylight.reloaded';
/** A service worker that takes longer is not waited for: the page goes on with one thread. */
const PATIENCE_MS = 3000;

/** Address of the service worker; it rules the folder that the page lies in. */
export const serviceAddress = (): URL => new URL('sw.js', document.baseURI);

/** Whether the page stands in another page, where it reloads nothing and registers nothing. */
export const isFramed = (): boolean => window.top !== window.self;

/**
 * Isolates the page from other origins where that takes a service worker and one reload. Called before anything has
 * been made on the page, so nothing can be lost.
 * @returns true when the page is being reloaded, and nothing more should be started on it
 */
export async function isolate(): Promise<boolean> {
  if (!import.meta.env.PROD || isFramed() || !window.isSecureContext || !('serviceWorker' in navigator))
    return false;
  try {
    if (window.crossOriginIsolated) {
      sessionStorage.removeItem(MARK);
      return false;
    }
    // Once: a browser that stays unisolated works on one thread.
    if (sessionStorage.getItem(MARK) !== null) return false;
    const isActive = await Promise.race([activated(), after(PATIENCE_MS)]);
    if (!isActive) return false;
    sessionStorage.setItem(MARK, 'once');
  } catch {
    // Storage or service workers are switched off; both are the visitor's right, and one thread is enough.
    return false;
  }
  location.reload();
  return true;
}

async function activated(): Promise<boolean> {
  const address = serviceAddress();
  const registration = await register(address);
  if (!registration) return false;
  await navigator.serviceWorker.ready;
  return true;
}

/** Undefined where something (a test, an extension) answers in the browser's place without registering. */
export function register(address: URL): Promise<ServiceWorkerRegistration | undefined> {
  return navigator.serviceWorker.register(address, { updateViaCache: 'none' });
}

const after = (ms: number) => new Promise<false>((resolve) => setTimeout(() => resolve(false), ms));
