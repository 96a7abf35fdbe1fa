/**
 * The one bridge between page and worker. It owns the queue, cancelling, progress, time limits and the worker's life:
 * when the worker breaks, it is started again, gets its model and image back, and the request under way is tried once
 * more. A result that is no longer wanted is never delivered.
 */
import { cancelled, makeCall, type Body, type Reader } from './call';
import type { Pixels } from '../src/image/pixels';
import type { WorkerPort } from './connection';
import type {
  AnswersReply,
  AttentionReply,
  AttentionRequest,
  ExplanationReply,
  ExplainRequest,
  ImageReply,
  LoadRequest,
  ModelInfo,
  NoticeReply,
  PerturbReply,
  PerturbRequest,
  ProgressReply,
  ReplayReply,
  ReplayRequest,
} from './protocol';
import { createScheduler, type SchedulerOptions } from './scheduler';

export { ExplainError } from './call';
export type { WorkerPort } from './connection';

type Params<R> = Omit<R, 'type' | 'id'>;

export interface CallOptions {
  /** Aborting rejects the promise at once with code `cancelled`. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Every promise rejects with an `ExplainError`: `code` for programs, `message` for people. Calls are run one at a time
 * in their order, except that a new `explain` cancels older `explain`, `attention`, `replay` and `perturb` calls, a new
 * `load` cancels all of these and older loads, and `perturb` lets everything else pass.
 */
export interface ExplainClient {
  /** Loads a model into a fresh worker (the memory of an earlier model is freed). Must come before the other calls. */
  load(
    request: Params<LoadRequest>,
    options?: CallOptions & { readonly onProgress?: (progress: ProgressReply) => void },
  ): Promise<ModelInfo>;
  /** Gives the worker an image under a key. The last few are kept here and sent again when they are needed. */
  setImage(key: string, image: Pixels, options?: CallOptions): Promise<ImageReply>;
  /** `onAnswers` is called as soon as the answers are known; the promise brings the maps. */
  explain(
    request: Params<ExplainRequest>,
    options?: CallOptions & { readonly onAnswers?: (answers: AnswersReply) => void },
  ): Promise<ExplanationReply>;
  /** Attention of a block of the last explanation. */
  attention(request: Params<AttentionRequest>, options?: CallOptions): Promise<AttentionReply>;
  /** Maps of the last explanation as they stand after each block, for methods of it. */
  replay(request: Params<ReplayRequest>, options?: CallOptions): Promise<ReplayReply>;
  /** Curves of the last explanation; `onPoint` is called for each point as it is computed. */
  perturb(
    request: Params<PerturbRequest>,
    options?: CallOptions & { readonly onPoint?: (point: PerturbReply) => void },
  ): Promise<void>;
  /** Things to tell the person that answer no call. Returns a function that stops them. */
  onNotice(listener: (notice: NoticeReply) => void): () => void;
  /** Ends the worker; what is under way is cancelled. */
  dispose(): void;
}

/** @param spawn starts a worker; called at the first load, for each further model and after a breakdown */
export function createClient(spawn: () => WorkerPort, options: SchedulerOptions = {}): ExplainClient {
  const listeners = new Set<(notice: NoticeReply) => void>();
  const scheduler = createScheduler(
    spawn,
    (notice) => {
      for (const listener of listeners) listener(notice);
    },
    options,
  );

  function run<T>(body: Body, signal: AbortSignal | undefined, read: Reader<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const stop = () => scheduler.cancel(call);
      const call = makeCall(body, read, {
        onResult(result) {
          signal?.removeEventListener('abort', stop);
          resolve(result);
        },
        onError(error) {
          signal?.removeEventListener('abort', stop);
          reject(error);
        },
      });
      if (signal?.aborted) return call.fail(cancelled());
      signal?.addEventListener('abort', stop, { once: true });
      scheduler.submit(call);
    });
  }

  return {
    load: (request, { signal, onProgress } = {}) =>
      run({ ...request, type: 'load' }, signal, (reply) => {
        if (reply.type === 'ready') return { result: reply.info };
        if (reply.type === 'progress') onProgress?.(reply);
        return undefined;
      }),
    setImage: (key, image, { signal } = {}) =>
      run({ type: 'image', key, image }, signal, (reply) =>
        reply.type === 'image' ? { result: reply } : undefined,
      ),
    explain: (request, { signal, onAnswers } = {}) =>
      run({ ...request, type: 'explain' }, signal, (reply) => {
        if (reply.type === 'explanation') return { result: reply };
        if (reply.type === 'answers') onAnswers?.(reply);
        return undefined;
      }),
    attention: (request, { signal } = {}) =>
      run({ ...request, type: 'attention' }, signal, (reply) =>
        reply.type === 'attention' ? { result: reply } : undefined,
      ),
    replay: (request, { signal } = {}) =>
      run({ ...request, type: 'replay' }, signal, (reply) =>
        reply.type === 'replay' ? { result: reply } : undefined,
      ),
    perturb: (request, { signal, onPoint } = {}) =>
      run({ ...request, type: 'perturb' }, signal, (reply) => {
        if (reply.type === 'perturb') onPoint?.(reply);
        return reply.type === 'perturbed' ? { result: undefined } : undefined;
      }),
    onNotice(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose: () => scheduler.dispose(),
  };
}
