/**
 * The page's end of the worker that keeps models. The worker is started by the first call and ended when nothing is under
 * way, so that the memory of a download is given back.
 */
import { HUB } from '../../models/hub/remote';
import { ExplainError } from '../call';
import type { LibraryReply, LibraryRequest, ModelDescription, Remote, Shelf } from './protocol';

export { HUB, hostOf, parseRemote, remoteKey, remoteName, remoteOf } from '../../models/hub/remote';

/** What is needed of a `Worker`. */
export interface LibraryPort {
  postMessage(message: LibraryRequest): void;
  terminate(): void;
  addEventListener(
    type: 'message' | 'error',
    listener: (event: { readonly data?: unknown; readonly message?: string }) => void,
  ): void;
}

/** Every promise rejects with an `ExplainError`: `code` for programs, `message` for people. */
export interface LibraryClient {
  describe(remote: Remote, signal?: AbortSignal): Promise<ModelDescription>;
  /** Resolves when the model is stored and found to be one. Aborting keeps what has come. */
  download(remote: Remote, options: DownloadCall): Promise<void>;
  shelf(): Promise<Shelf>;
  /** Removes one model, or all; tells what is left. */
  forget(remote?: Remote): Promise<Shelf>;
}

export interface DownloadCall {
  readonly licence?: string | undefined;
  readonly signal?: AbortSignal;
  readonly onProgress?: (loaded: number, total: number) => void;
}

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;
type Body = WithoutId<Exclude<LibraryRequest, { type: 'cancel' }>>;

interface Pending {
  readonly onReply: (reply: LibraryReply) => void;
  readonly fail: (error: ExplainError) => void;
}

/** How long a worker that was told to stop may take to put its files away. */
const STOP_MS = 5000;

/** @param hub where the models on offer would come from; the public hub when left out */
export function createLibraryClient(spawn: () => LibraryPort, hub: string = HUB): LibraryClient {
  const pending = new Map<number, Pending>();
  let worker: LibraryPort | undefined;
  let lastId = 0;

  function start(): LibraryPort {
    const started = spawn();
    started.addEventListener('message', ({ data }) => {
      // Both ends are built from the same protocol, so this is the one place where its type is taken on trust.
      const reply = data as LibraryReply;
      pending.get(reply.id)?.onReply(reply);
    });
    started.addEventListener('error', ({ message }) => {
      if (worker !== started) return;
      end();
      const reason = message || 'it could not be started';
      for (const call of [...pending.values()])
        call.fail(new ExplainError('crashed', `The download's worker stopped (${reason}): try again.`));
    });
    return started;
  }

  function end(): void {
    worker?.terminate();
    worker = undefined;
  }

  function call<T>(
    body: Body,
    read: (reply: LibraryReply) => T | undefined,
    signal?: AbortSignal,
  ): Promise<T> {
    const id = ++lastId;
    return new Promise<T>((resolve, reject) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const settle = (finish: () => void) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', stop);
        pending.delete(id);
        if (pending.size === 0) end();
        finish();
      };
      const fail = (error: ExplainError) => settle(() => reject(error));
      const stop = () => {
        worker?.postMessage({ type: 'cancel', id });
        // The worker says that it has stopped when its files are put away; one that hangs is ended.
        timer = setTimeout(() => {
          end();
          fail(new ExplainError('cancelled', 'This download was stopped.'));
        }, STOP_MS);
      };
      pending.set(id, {
        fail,
        onReply(reply) {
          if (reply.type === 'error') return fail(new ExplainError(reply.code, reply.message));
          const result = read(reply);
          if (result !== undefined) settle(() => resolve(result));
        },
      });
      worker ??= start();
      worker.postMessage({ ...body, id });
      if (signal?.aborted) stop();
      else signal?.addEventListener('abort', stop, { once: true });
    });
  }

  const shelfOf = (reply: LibraryReply) => (reply.type === 'shelf' ? reply.shelf : undefined);
  return {
    describe: (remote, signal) =>
      call(
        { type: 'describe', remote },
        (reply) => (reply.type === 'described' ? reply.description : undefined),
        signal,
      ),
    async download(remote, { licence, signal, onProgress }) {
      const body = { type: 'download', remote, ...(licence === undefined ? {} : { licence }) } as const;
      await call(
        body,
        (reply) => {
          if (reply.type === 'progress') onProgress?.(reply.loaded, reply.total);
          return reply.type === 'downloaded' ? true : undefined;
        },
        signal,
      );
    },
    shelf: () => call({ type: 'stored', hub }, shelfOf),
    forget: (remote) => call({ type: 'forget', hub, ...(remote === undefined ? {} : { remote }) }, shelfOf),
  };
}
