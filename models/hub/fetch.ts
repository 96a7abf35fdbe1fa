/** A model folder from an address, with progress in bytes. */
import { WhylightError } from '../../src/tensor/error';
import { loadModelFolder } from './folder';
import { MissingFile } from './missing';
import type { FolderOptions, ModelFolder, ReadFile } from './folder';

/** The part of the host's `fetch` that is used here; to make it cancellable, pass `(url) => fetch(url, { signal })`. */
export type Fetch = (url: string) => Promise<HttpResponse>;

export interface HttpResponse {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: ByteStream | null;
}

export interface ByteStream {
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
    cancel(): Promise<void>;
  };
}

/** Most bytes of a file whose size nothing states, such as the manifest itself. */
const MAX_UNSTATED = 16 * 2 ** 20;

/**
 * @param url absolute address of the folder that holds `manifest.json`
 * @throws WhylightError: 'network' when something cannot be had, 'model-broken' when it is not what it should be,
 * 'out-of-memory'. What `fetch` throws when it is cancelled (AbortError) passes through.
 */
export function fetchFolder(
  url: string,
  fetch: Fetch,
  onProgress?: FolderOptions['onProgress'],
): Promise<ModelFolder> {
  return loadModelFolder(fetchReader(url, fetch), onProgress === undefined ? {} : { onProgress });
}

/** Reads files below an address. */
export function fetchReader(url: string, fetch: Fetch): ReadFile {
  const base = url.endsWith('/') ? url : `${url}/`;
  return (path, onBytes, expectedBytes) => fetchFile(base + path, fetch, { onBytes, expectedBytes });
}

export interface FileOptions {
  readonly onBytes?: ((loaded: number) => void) | undefined;
  readonly expectedBytes?: number | undefined;
}

/** One file's bytes. Errors as `fetchFolder`. */
export async function fetchFile(url: string, fetch: Fetch, options: FileOptions = {}): Promise<Uint8Array> {
  const response = await networked(fetch(url), () => `${url} could not be fetched`);
  if (response.status === 404) {
    throw new MissingFile('network', `There is no such file: ${url}; check the address of the model.`);
  }
  if (!response.ok) {
    throw new WhylightError(
      'network',
      `The server answered ${response.status}: ${url}; check the address of the model.`,
    );
  }
  // Servers of single-page apps answer any address with a page and status 200.
  if (/text\/html/i.test(response.headers.get('content-type') ?? '')) throw isPage(url);
  const bytes = await readBody(url, response, options);
  if (looksLikePage(bytes)) throw isPage(url);
  return bytes;
}

async function readBody(
  url: string,
  { body, headers }: HttpResponse,
  options: FileOptions,
): Promise<Uint8Array> {
  const { onBytes, expectedBytes } = options;
  const reader = body?.getReader();
  if (reader === undefined) return new Uint8Array(0);
  const buffer = new GrowingBytes(url, expectedBytes, statedBytes(headers));
  for (;;) {
    const { done, value } = await networked(
      reader.read(),
      () => `The connection was cut after ${buffer.length} bytes of ${url}`,
    );
    if (done || value === undefined) return buffer.finish();
    try {
      buffer.append(value);
    } catch (error) {
      // The reason to stop is told; that stopping itself failed as well would add nothing.
      await reader.cancel().catch(() => undefined);
      throw error;
    }
    onBytes?.(buffer.length);
  }
}

/** How much longer than it was sent a compressed file may be. */
const MOST_UNPACKED = 16;

/**
 * Length that the server states, 0 where it states none. A hint: the length of a compressed body says little about what
 * comes out of it, and pages do not see whether one from another origin is compressed.
 */
function statedBytes(headers: HttpResponse['headers']): number {
  const length = Number(headers.get('content-length') ?? 0);
  return headers.get('content-encoding') !== null || !Number.isSafeInteger(length) ? 0 : length;
}

/** Reserved at once where the size is known, so that a large file is held only once; otherwise grown by doubling. */
class GrowingBytes {
  length = 0;
  private bytes: Uint8Array;
  private readonly limit: number;

  constructor(
    private readonly url: string,
    expected: number | undefined,
    hint: number,
  ) {
    this.limit = expected ?? Math.max(MAX_UNSTATED, MOST_UNPACKED * hint);
    this.bytes = this.reserve(expected ?? Math.max(65_536, hint));
  }

  append(chunk: Uint8Array): void {
    const length = this.length + chunk.length;
    if (length > this.limit) {
      throw new WhylightError(
        'model-broken',
        `${this.url} is longer than the ${this.limit} bytes expected; check the address of the model.`,
      );
    }
    if (length > this.bytes.length) {
      const wider = this.reserve(Math.min(this.limit, Math.max(length, 2 * this.bytes.length)));
      wider.set(this.bytes.subarray(0, this.length));
      this.bytes = wider;
    }
    this.bytes.set(chunk, this.length);
    this.length = length;
  }

  finish(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  private reserve(size: number): Uint8Array {
    try {
      return new Uint8Array(size);
    } catch {
      throw new WhylightError(
        'out-of-memory',
        `There is not enough memory for the ${size} bytes of ${this.url}; close other pages or choose a smaller model.`,
      );
    }
  }
}

async function networked<T>(promise: Promise<T>, problem: () => string): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new WhylightError('network', `${problem()} (${reason}); check the connection and try again.`);
  }
}

function isPage(url: string): WhylightError {
  return new WhylightError(
    'network',
    `${url} is a web page, not a model's file; check the address of the model.`,
  );
}

function looksLikePage(bytes: Uint8Array): boolean {
  return /^\s*<(!doctype html|html)/i.test(new TextDecoder().decode(bytes.subarray(0, 64)));
}
