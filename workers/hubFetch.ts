import type { FetchRange } from '../models/hub/download';

/**
 * Fetches a file of a model from elsewhere. The server learns which file, the network's address, what browser it is and,
 * as with every request from a page to another server, the page's origin: no account, no address of the page with what
 * is asked in it. Nothing is taken from or left in the browser's cache: it may hand out a part for another one, and what
 * is kept lies in the store.
 */
export const fetchFromHub: FetchRange = (url, { headers, signal }) =>
  fetch(url, {
    credentials: 'omit',
    cache: 'no-store',
    referrerPolicy: 'no-referrer',
    ...(headers ? { headers } : {}),
    ...(signal ? { signal: signal as AbortSignal } : {}),
  });
