/** A request on its way: what is sent, how its replies are read, and how it ends. */
import type { CancelRequest, ErrorCode, Reply, Request } from './protocol';

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/** A request before it is sent; it gets a new id each time, so that replies to an earlier sending are never taken. */
export type Body = WithoutId<Exclude<Request, CancelRequest>>;

/** What every promise of the client rejects with. `message` is one sentence fit for a person. */
export class ExplainError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    /** What the runtime or the browser itself said, where that is something else. */
    readonly details?: string,
  ) {
    super(message);
    this.name = 'ExplainError';
  }
}

export const cancelled = () => new ExplainError('cancelled', 'This request was cancelled.');

export interface Call {
  readonly body: Body;
  /** True from the moment the promise is settled; replies are dropped from then on. */
  readonly settled: boolean;
  /** How often the worker broke down under this call. */
  breakdowns: number;
  /** Takes one reply, and settles the promise if it is the one that was waited for. */
  receive(reply: Reply): void;
  fail(error: ExplainError): void;
}

/** Reads the replies of one kind of call. Returns the call's result on the last one and `undefined` before. */
export type Reader<T> = (reply: Reply) => { readonly result: T } | undefined;

export interface Ending<T> {
  onResult(result: T): void;
  onError(error: ExplainError): void;
}

/** Makes a call that ends exactly once, by `onResult` or by `onError`. */
export function makeCall<T>(body: Body, read: Reader<T>, { onResult, onError }: Ending<T>): Call {
  let settled = false;
  const call: Call = {
    body,
    breakdowns: 0,
    get settled() {
      return settled;
    },
    receive(reply) {
      if (reply.type === 'error') call.fail(new ExplainError(reply.code, reply.message, reply.details));
      if (settled) return;
      const end = read(reply);
      if (!end) return;
      settled = true;
      onResult(end.result);
    },
    fail(error) {
      if (settled) return;
      settled = true;
      onError(error);
    },
  };
  return call;
}

/** Whether the worker is done with a request after this reply. */
export function isLast(reply: Reply): boolean {
  switch (reply.type) {
    case 'progress':
    case 'answers':
    case 'notice':
    case 'perturb':
      return false;
    case 'perturbed':
    case 'ready':
    case 'image':
    case 'explanation':
    case 'attention':
    case 'replay':
    case 'error':
      return true;
  }
}
