/** One worker from its start to its end: messages in, messages out, and word when it breaks. */
import type { Reply, Request } from './protocol';

/** What the client needs of a `Worker`; the browser's own fits, and so does a fake one in a test. */
export interface WorkerPort {
  postMessage(message: Request): void;
  terminate(): void;
  addEventListener(
    type: 'message' | 'error' | 'messageerror',
    listener: (event: { readonly data?: unknown; readonly message?: string }) => void,
  ): void;
}

export interface Connection {
  send(request: Request): void;
  /** Ends the worker, whatever it is doing. Nothing is reported afterwards. */
  close(): void;
}

export interface ConnectionHandlers {
  onReply(reply: Reply): void;
  /** The worker threw outside any request, could not be started, or sent what cannot be read. */
  onBreak(reason: string): void;
}

/** Starts a worker. Its messages stop at once when the connection is closed, even those already on their way. */
export function connect(spawn: () => WorkerPort, { onReply, onBreak }: ConnectionHandlers): Connection {
  const worker = spawn();
  let open = true;
  worker.addEventListener('message', ({ data }) => {
    // Both ends are built from the same protocol.ts, so this is the one place where its type is taken on trust.
    if (open) onReply(data as Reply);
  });
  worker.addEventListener('error', ({ message }) => {
    if (open) onBreak(message || 'it could not be started');
  });
  worker.addEventListener('messageerror', () => {
    if (open) onBreak('it sent a message that could not be read');
  });
  return {
    send: (request) => worker.postMessage(request),
    close() {
      open = false;
      worker.terminate();
    },
  };
}
