/// <reference lib="webworker" />
/** The worker's message loop: one request at a time, errors in one sentence, a lost GPU survived. */
import { told } from './errors';
import { isGpuLoss } from './gpuLoss';
import { Host } from './host';
import type { Reply, Request } from './protocol';

const post = (reply: Reply): void => self.postMessage(reply);
const host = new Host(post);
const cancelled = new Set<number>();
let queue: Promise<void> = Promise.resolve();
let running: number | undefined;

self.addEventListener('message', ({ data }: MessageEvent<Request>) => {
  if (data.type === 'cancel') {
    cancelled.add(data.id);
    return;
  }
  queue = queue.then(() => handle(data));
});

// The page's `error` event does not fire for these, so they are told as the running request's error.
self.addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  if (running !== undefined) post({ type: 'error', id: running, ...told(event.reason), code: 'internal' });
});

async function handle(request: Request): Promise<void> {
  if (request.type === 'cancel') return;
  running = request.id;
  try {
    if (await isCancelled(request.id)) return tellCancelled(request.id);
    await attempt(request);
    if (cancelled.has(request.id)) tellCancelled(request.id);
  } catch (error) {
    post({ type: 'error', id: request.id, ...told(error) });
  } finally {
    cancelled.delete(request.id);
    running = undefined;
  }
}

/** Runs a request; where the GPU is lost under it, once more on WASM. */
async function attempt(request: Request): Promise<void> {
  try {
    await dispatch(request);
  } catch (error) {
    if (!host.onGpu || !isGpuLoss(error)) throw error;
    await host.fallBack('The graphics device was lost, so the model goes on with WASM.');
    await dispatch(request);
  }
}

async function dispatch(request: Request): Promise<void> {
  switch (request.type) {
    case 'load':
      return host.load(request);
    case 'image':
      return host.image(request);
    case 'explain':
      return host.explain(request, () => isCancelled(request.id));
    case 'attention':
      return host.attention(request);
    case 'replay':
      return host.replay(request, () => isCancelled(request.id));
    case 'perturb':
      return host.perturb(request, () => isCancelled(request.id));
    case 'cancel':
      return;
  }
}

const tellCancelled = (id: number): void =>
  post({ type: 'error', id, code: 'cancelled', message: 'The request was replaced by a newer one.' });

/** Lets messages that have arrived be seen before it answers. */
async function isCancelled(id: number): Promise<boolean> {
  await new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve();
    port2.postMessage(null);
  });
  return cancelled.has(id);
}
