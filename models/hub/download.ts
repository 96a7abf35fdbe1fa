/** One file from an address into a store: streamed, resumed where it was cut, checked where a digest is known. */
import { WhylightError } from '../../src/tensor/error';
import { sha256Hex, type Digest } from '../../src/weights/digest';
import type { HttpResponse } from './fetch';
import { markOf, readMark, readSound, writeMark } from './mark';
import { MissingFile } from './missing';
import type { FileStore } from './store';

/** The part of the host's `fetch` that is used here. */
export type FetchRange = (
  url: string,
  init: { readonly headers?: Readonly<Record<string, string>>; readonly signal?: AbortSignal },
) => Promise<HttpResponse>;

/** Part of the host's `AbortSignal` that is used here. */
export interface AbortSignal {
  readonly aborted: boolean;
}

export interface DownloadOptions {
  readonly store: FileStore;
  readonly fetch: FetchRange;
  readonly signal?: AbortSignal | undefined;
  readonly digest?: Digest;
  /** Known beforehand, from a pinned repository. */
  readonly expected?: { readonly bytes: number; readonly sha256: string } | undefined;
  /** Bytes of this file so far, and in all (0 when nothing states it). */
  readonly onBytes?: ((loaded: number, total: number) => void) | undefined;
  /** Waits before another attempt; tests give one that does not. */
  readonly wait?: (milliseconds: number) => Promise<void>;
}

/** Attempts in a row that bring no byte before the download is given up. What has come stays in the store. */
const ATTEMPTS = 4;
const FIRST_WAIT = 400;

/**
 * The bytes of `url`, from the store when they are there and sound, else downloaded into it under `name`. A broken
 * download goes on at the byte where it broke, at once or in a later session, by a bare `Range` header (any other header
 * would cause a preflight that storage servers refuse).
 * @throws MissingFile when the server has none (remembered, so that an offline visit knows it too); WhylightError
 * 'network', 'model-broken' (digest), 'out-of-memory' (no room to store it). What `fetch` throws when it is aborted
 * passes through; the part that came is kept.
 */
export async function download(url: string, name: string, options: DownloadOptions): Promise<Uint8Array> {
  const { store, expected, onBytes, digest = sha256Hex } = options;
  const mark = await readMark(store, name);
  if (mark?.missing) throw missing(url);
  const sound = await readSound(store, name, mark, digest);
  if (sound !== undefined) {
    onBytes?.(sound.length, sound.length);
    return sound;
  }
  // A file that its mark no longer fits is damaged, or the browser dropped a part of it: nothing of it is used.
  if (mark !== undefined) await forget(store, name);
  await transfer(url, name, options);
  const bytes = await store.read(name);
  onBytes?.(bytes.length, bytes.length);
  const sha256 = await digest(bytes);
  if (expected !== undefined && sha256 !== expected.sha256) {
    await store.remove(name);
    throw new WhylightError(
      'model-broken',
      `${url} is not the file that its repository names (its SHA-256 differs): it was damaged on the way, so load it again.`,
    );
  }
  await writeMark(store, name, { bytes: bytes.length, sha256 });
  return bytes;
}

/** Removes a file with its mark. */
export async function forget(store: FileStore, name: string): Promise<void> {
  await store.remove(markOf(name));
  await store.remove(name);
}

async function transfer(url: string, name: string, options: DownloadOptions): Promise<void> {
  const { store, wait = pause, expected } = options;
  let idle = 0;
  for (;;) {
    const before = await store.length(name);
    if (expected !== undefined && before === expected.bytes) return;
    if (expected !== undefined && before > expected.bytes) await store.remove(name);
    try {
      await attempt(url, name, options);
      return;
    } catch (error) {
      if (!(error instanceof Cut)) throw error;
      idle = (await store.length(name)) > before ? 0 : idle + 1;
      if (idle >= ATTEMPTS) {
        throw new WhylightError(
          'network',
          `${url} could not be loaded (${error.message}); what has come is kept: check the connection and try again.`,
        );
      }
      await wait(FIRST_WAIT * 2 ** idle);
    }
  }
}

/** A failure that another attempt may mend. */
class Cut extends Error {}

async function attempt(url: string, name: string, options: DownloadOptions): Promise<void> {
  const { store, fetch, signal, onBytes, expected } = options;
  let start = await store.length(name);
  const init = {
    ...(start > 0 ? { headers: { Range: `bytes=${start}-` } } : {}),
    ...(signal === undefined ? {} : { signal }),
  };
  const response = await cutting(fetch(url, init));
  if (response.status === 416) {
    // Nothing is left to send: the file is whole, or what is stored belongs to another version of it.
    if (expected === undefined || start === expected.bytes) return;
    await store.remove(name);
    throw new Cut('the stored part belongs to another file');
  }
  await refuse(url, name, response, store);
  if (start > 0 && response.status !== 206) {
    // The server sends the whole file whatever was asked for.
    await store.remove(name);
    start = 0;
  }
  const length = Number(response.headers.get('content-length') ?? 0);
  const encoded = response.headers.get('content-encoding') !== null;
  const stated = encoded || length === 0 ? undefined : start + length;
  const total = expected?.bytes ?? stated;
  const file = await store.append(name);
  let loaded = start;
  try {
    const reader = response.body?.getReader();
    while (reader) {
      const { done, value } = await cutting(reader.read());
      if (done || value === undefined) break;
      if (loaded === 0 && looksLikePage(value)) throw page(url);
      await stored(file.write(value), url);
      loaded += value.length;
      onBytes?.(loaded, total ?? 0);
    }
  } finally {
    await file.close();
  }
  if (total !== undefined && loaded < total)
    throw new Cut(`the connection was cut at byte ${loaded} of ${total}`);
  if (total !== undefined && loaded > total) {
    await store.remove(name);
    throw new WhylightError('network', `${url} is longer than the ${total} bytes stated; try again later.`);
  }
}

/** Refuses answers that are not a file. */
async function refuse(url: string, name: string, response: HttpResponse, store: FileStore): Promise<void> {
  const { status } = response;
  if (status === 404) {
    await writeMark(store, name, { missing: true });
    throw missing(url);
  }
  if (status === 401 || status === 403) {
    throw new WhylightError(
      'network',
      `${url} may not be read without an account (the server answered ${status}): there is no such repository, or its owner asks for a login.`,
    );
  }
  if (status === 429 || status >= 500) throw new Cut(`the server answered ${status}`);
  if (!response.ok)
    throw new WhylightError('network', `The server answered ${status}: ${url}; check the model's name.`);
  if (/text\/html/i.test(response.headers.get('content-type') ?? '')) throw page(url);
}

const missing = (url: string) =>
  new MissingFile('network', `There is no such file: ${url}; check the model's name and revision.`);

const page = (url: string) =>
  new WhylightError('network', `${url} is a web page, not a model's file; check the model's name.`);

function looksLikePage(bytes: Uint8Array): boolean {
  return /^\s*<(!doctype html|html)/i.test(new TextDecoder().decode(bytes.subarray(0, 64)));
}

async function cutting<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') throw error;
    throw new Cut(error instanceof Error ? error.message : String(error));
  }
}

async function stored(write: Promise<void>, url: string): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'QuotaExceededError') throw error;
    throw new WhylightError(
      'out-of-memory',
      `There is no room to keep ${url}: delete stored models, or free space on this device, and try again.`,
      { cause: error },
    );
  }
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
