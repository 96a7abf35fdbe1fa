/**
 * The page's end of the worker that decodes pictures. It is started by the first picture and ended when none has come for
 * a while, since the memory of a codec never shrinks.
 */
import type { Decoded, PictureReply, PictureRequest } from './protocol';

export type { Decoded };

/** What is needed of a `Worker`. */
export interface PicturePort {
  postMessage(message: PictureRequest): void;
  terminate(): void;
  addEventListener(
    type: 'message' | 'error',
    listener: (event: { readonly data?: unknown; readonly message?: string }) => void,
  ): void;
}

export interface PictureClient {
  /** @throws Error with a sentence for a person */
  decode(file: Blob, name: string): Promise<Decoded>;
}

interface Pending {
  readonly name: string;
  readonly resolve: (decoded: Decoded) => void;
  readonly reject: (error: Error) => void;
}

export interface PictureOptions {
  /** Longest side of what is shown. */
  readonly longest: number;
  /** Milliseconds without a picture after which the worker is ended. */
  readonly idle?: number;
  /** Milliseconds after which a picture counts as hung. */
  readonly patience?: number;
}

/** @param spawn starts a worker; called at the first picture and after a pause or a breakdown */
export function createPictureClient(
  spawn: () => PicturePort,
  { longest, idle = 10_000, patience = 120_000 }: PictureOptions,
): PictureClient {
  const pending = new Map<number, Pending>();
  let worker: PicturePort | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastId = 0;

  function start(): PicturePort {
    const started = spawn();
    started.addEventListener('message', ({ data }) => {
      // Both ends are built from the same protocol, so this is the one place where its type is taken on trust.
      if (worker === started) settle(data as PictureReply);
    });
    started.addEventListener('error', () => {
      if (worker === started)
        breakDown('stopped, perhaps for lack of memory; make it smaller and try again.');
    });
    return started;
  }

  function settle(reply: PictureReply): void {
    const call = pending.get(reply.id);
    pending.delete(reply.id);
    wait();
    if (reply.type === 'decoded') call?.resolve(reply);
    else call?.reject(new Error(reply.message));
  }

  /** Ends the worker; everything that it was at fails. */
  function breakDown(how: string): void {
    end();
    const calls = [...pending.values()];
    pending.clear();
    for (const { name, reject } of calls) reject(new Error(`Reading “${name}” ${how}`));
  }

  function end(): void {
    clearTimeout(timer);
    worker?.terminate();
    worker = undefined;
  }

  function wait(): void {
    clearTimeout(timer);
    timer =
      pending.size === 0
        ? setTimeout(end, idle)
        : setTimeout(() => breakDown('took too long; make it smaller and try again.'), patience);
  }

  return {
    decode: (file, name) =>
      new Promise((resolve, reject) => {
        const id = ++lastId;
        pending.set(id, { name, resolve, reject });
        worker ??= start();
        wait();
        worker.postMessage({ id, file, name, longest });
      }),
  };
}
