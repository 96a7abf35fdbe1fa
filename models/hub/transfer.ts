/** The way of one file from an address into a store: streamed, and taken up again where it broke. */
import { WhylightError } from '../../src/tensor/error';
import type { HttpResponse } from './fetch';
import { Cut, refuse, refusePage } from './refuse';
import type { Appender, FileStore } from './store';

/** The part of the host's `fetch` that is used here. */
export type FetchRange = (
  url: string,
  init: { readonly headers?: Readonly<Record<string, string>>; readonly signal?: AbortSignal },
) => Promise<HttpResponse>;

/** Part of the host's `AbortSignal` that is used here. */
export interface AbortSignal {
  readonly aborted: boolean;
}

export interface TransferOptions {
  readonly store: FileStore;
  readonly fetch: FetchRange;
  readonly signal?: AbortSignal | undefined;
  /** Known beforehand, from a hub's list of files. */
  readonly expected?: { readonly bytes: number; readonly sha256: string } | undefined;
  /** Bytes of this file so far, and in all (0 when nothing states it). */
  readonly onBytes?: ((loaded: number, total: number) => void) | undefined;
  /** Waits before another attempt; tests give one that does not. */
  readonly wait?: ((milliseconds: number) => Promise<void>) | undefined;
  /** Silence of a server, in milliseconds, after which a connection is given up: half a minute when left out. */
  readonly patience?: number | undefined;
}

/** Attempts in a row that bring no byte before the download is given up. What has come stays in the store. */
const ATTEMPTS = 4;
const FIRST_WAIT = 400;
const PATIENCE = 30_000;
/** So often a server may refuse to go on with a part, while it does send the file, before the part is dropped. */
const REFUSALS = 2;
/** So many parts may be dropped. */
const DROPS = 2;

/**
 * Brings `url` into the store under `name`, going on with the part that is there, by a bare `Range` header (any other
 * header would cause a preflight that storage servers refuse).
 * @throws what `refuse` throws; WhylightError ('network', 'out-of-memory'); what `fetch` throws when it is aborted. The part
 * that came is kept.
 */
export async function transfer(url: string, name: string, options: TransferOptions): Promise<void> {
  const { store, wait = pause, expected } = options;
  let [idle, refusals, drops] = [0, 0, 0];
  for (;;) {
    const before = await store.length(name);
    if (expected !== undefined && before === expected.bytes) return;
    if (expected !== undefined && before > expected.bytes) await store.remove(name);
    try {
      await attempt(url, name, options);
      return;
    } catch (error) {
      if (!(error instanceof Cut)) throw error;
      idle = error.brought > 0 ? 0 : idle + 1;
      if (idle >= ATTEMPTS || drops > DROPS) throw givenUp(url, error);
      if (before > 0 && error.brought === 0 && (await answersPlainly(url, options))) refusals++;
      if (refusals >= REFUSALS) {
        await store.remove(name);
        [idle, refusals, drops] = [0, 0, drops + 1];
      }
      await wait(FIRST_WAIT * 2 ** idle);
    }
  }
}

const givenUp = (url: string, { message }: Cut): WhylightError =>
  new WhylightError(
    'network',
    `${url} could not be loaded (${message}); what has come is kept: check the connection and try again.`,
  );

/** Whether the server sends the file when it is asked for all of it: then what it refuses is to go on with a part. */
async function answersPlainly(url: string, options: TransferOptions): Promise<boolean> {
  try {
    const response = await request(url, 0, options);
    refuse(url, response);
    void response.body?.getReader().cancel().catch(ignored);
    return true;
  } catch (error) {
    if (error instanceof Cut) return false;
    throw error;
  }
}

async function attempt(url: string, name: string, options: TransferOptions): Promise<void> {
  const { store, expected } = options;
  let start = await store.length(name);
  const response = await request(url, start, options);
  if (response.status === 416) {
    // Nothing is left to send: the file is whole, or what is stored belongs to another version of it.
    if (expected === undefined || start === expected.bytes) return;
    await store.remove(name);
    throw new Cut('the stored part belongs to another file');
  }
  refuse(url, response);
  if (start > 0 && !isFrom(start, response)) {
    // The server sends the whole file, or another part of it, whatever was asked for.
    await store.remove(name);
    if (response.status === 206) throw new Cut('the server sent another part of the file');
    start = 0;
  }
  const file = await orNoRoom(store.append(name), url);
  try {
    await receive(url, start, response, file, options);
  } finally {
    await orNoRoom(file.close(), url);
  }
}

/** Whether a response is the rest of a file; pages see the status of one from another origin only. */
function isFrom(start: number, { status, headers }: HttpResponse): boolean {
  const from = /^bytes (\d+)-/.exec(headers.get('content-range') ?? '')?.[1];
  return status === 206 && (from === undefined || Number(from) === start);
}

/** Reads a body to its end. @throws Cut telling how much came */
async function receive(
  url: string,
  start: number,
  { body, headers }: HttpResponse,
  file: Appender,
  { expected, onBytes, patience }: TransferOptions,
): Promise<void> {
  const length = Number(headers.get('content-length') ?? 0);
  // A hint: beside a compression that a page cannot see, it is the length of what was sent, not of what comes out.
  const hint = length > 0 && headers.get('content-encoding') === null ? start + length : 0;
  const total = expected?.bytes ?? hint;
  const reader = body?.getReader();
  let loaded = start;
  try {
    while (reader) {
      const { done, value } = await within(reader.read(), patience);
      if (done || value === undefined) break;
      if (loaded === 0) refusePage(url, value);
      await orNoRoom(file.write(value), url);
      loaded += value.length;
      if (expected !== undefined && loaded > expected.bytes) throw tooLong(url, expected.bytes);
      onBytes?.(loaded, loaded > total ? 0 : total);
    }
    if (expected !== undefined && loaded < expected.bytes)
      throw new Cut(`the connection was cut at byte ${loaded} of ${expected.bytes}`);
  } catch (error) {
    // Not waited for: a stream that has stalled may not end either.
    void reader?.cancel().catch(ignored);
    if (error instanceof Cut) error.brought = loaded - start;
    throw error;
  }
}

const tooLong = (url: string, bytes: number): WhylightError =>
  new WhylightError(
    'model-broken',
    `${url} is longer than the ${bytes} bytes that its hub states: load it again.`,
  );

/** Asks for a file from a byte on. @throws Cut when there is no answer */
function request(
  url: string,
  start: number,
  { fetch, signal, patience }: TransferOptions,
): Promise<HttpResponse> {
  const init = {
    ...(start > 0 ? { headers: { Range: `bytes=${start}-` } } : {}),
    ...(signal === undefined ? {} : { signal }),
  };
  return within(fetch(url, init), patience);
}

/** What a promise gives, unless it fails or takes too long. @throws Cut; aborting passes through */
async function within<T>(promise: Promise<T>, patience: number = PATIENCE): Promise<T> {
  let stop = (): void => undefined;
  const silence = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new Cut(`nothing came for ${patience / 1000} s`)), patience);
    stop = () => clearTimeout(timer);
  });
  try {
    return await Promise.race([promise, silence]);
  } catch (error) {
    if (error instanceof Cut || (error instanceof Error && error.name === 'AbortError')) throw error;
    throw new Cut(error instanceof Error ? error.message : String(error));
  } finally {
    stop();
  }
}

/** Private windows of some browsers say `UnknownError` where there is no room, or none for writing. */
const NO_ROOM: readonly string[] = ['QuotaExceededError', 'UnknownError', 'SecurityError'];

async function orNoRoom<T>(kept: Promise<T>, url: string): Promise<T> {
  try {
    return await kept;
  } catch (error) {
    if (!(error instanceof Error) || !NO_ROOM.includes(error.name)) throw error;
    throw new WhylightError(
      'out-of-memory',
      `There is no room to keep ${url}: delete stored models, or free space on this device, and try again.`,
      { cause: error },
    );
  }
}

/** For a connection that is given up: how it ends makes no difference. */
const ignored = (): void => undefined;

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
