/// <reference lib="webworker" />
/** The message loop of the worker that keeps models. It lives only while something is under way. */
import { MemoryStore } from '../../models/hub/store';
import { codeOf, describe } from '../errors';
import { fetchFromHub } from '../hubFetch';
import { freeBytes, OpfsStore } from '../opfs';
import { Library } from './library';
import type { LibraryReply, LibraryRequest } from './protocol';

const post = (reply: LibraryReply): void => self.postMessage(reply);
const stops = new Map<number, AbortController>();

const library = (async () => {
  const files = await OpfsStore.open();
  return new Library({
    store: files ?? new MemoryStore(),
    keeps: files !== undefined,
    free: freeBytes,
    fetch: fetchFromHub,
  });
})();

self.addEventListener('message', ({ data }: MessageEvent<LibraryRequest>) => {
  if (data.type === 'cancel') stops.get(data.id)?.abort();
  else void handle(data);
});

/** What lists or removes files goes one after another, so that no list is told that is already untrue. */
let order: Promise<unknown> = Promise.resolve();

function inOrder<T>(task: () => Promise<T>): Promise<T> {
  const done = order.then(task);
  order = done.catch(() => undefined);
  return done;
}

async function handle(request: Exclude<LibraryRequest, { type: 'cancel' }>): Promise<void> {
  const { id } = request;
  const stop = new AbortController();
  stops.set(id, stop);
  try {
    post(await answer(request, stop.signal));
  } catch (error) {
    const code = stop.signal.aborted ? 'cancelled' : codeOf(error);
    post({ type: 'error', id, code, message: describe(error) });
  } finally {
    stops.delete(id);
  }
}

async function answer(
  request: Exclude<LibraryRequest, { type: 'cancel' }>,
  signal: AbortSignal,
): Promise<LibraryReply> {
  const { id } = request;
  const shelf = await library;
  switch (request.type) {
    case 'describe':
      return { type: 'described', id, description: await shelf.describe(request.remote, signal) };
    case 'download': {
      const { remote, licence } = request;
      const onProgress = (loaded: number, total: number) => post({ type: 'progress', id, loaded, total });
      await shelf.download(remote, { licence, signal, onProgress: atMost(onProgress) });
      return { type: 'downloaded', id };
    }
    case 'forget':
      return inOrder(async () => {
        await shelf.forget(request.remote);
        return { type: 'shelf', id, shelf: await shelf.shelf(request.hub) };
      });
    case 'stored':
      return inOrder(async () => ({ type: 'shelf', id, shelf: await shelf.shelf(request.hub) }));
  }
}

/** Ten a second and the last: a chunk may come every millisecond. */
function atMost(tell: (loaded: number, total: number) => void): (loaded: number, total: number) => void {
  let last = -Infinity;
  return (loaded, total) => {
    const now = performance.now();
    if (now - last < 100 && loaded !== total) return;
    last = now;
    tell(loaded, total);
  };
}
