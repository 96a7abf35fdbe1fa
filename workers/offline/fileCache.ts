import { ISOLATION_HEADERS, WORKER_POLICY } from './policy';

/** SHA-256 in base64 of every file of the build, by its path below the page's address. */
export type FileList = Readonly<Record<string, string>>;

/** What is used of the Cache interface. */
export type FileStore = Pick<Cache, 'match' | 'put' | 'delete' | 'keys'>;

export interface FileCacheOptions {
  /** Address of the page's folder, with a slash at the end. */
  readonly base: string;
  readonly files: FileList;
  readonly open: () => Promise<FileStore>;
  readonly fetch: (request: Request) => Promise<Response>;
  /** A stored file was not what it should be. */
  readonly onDamage?: (path: string, repaired: boolean) => void;
}

/** Folder of the runtime's builds, of which a browser needs one or two. */
const RUNTIME = 'ort/';

/**
 * The files of one build, stored under their digests: what two versions share is stored once, and a version is whole or
 * not there. Everything that is read from the store is checked, so a damaged store cannot give a damaged page.
 */
export class FileCache {
  constructor(private readonly options: FileCacheOptions) {}

  /** Path of a file of the build for an address, or undefined for everything else. */
  pathOf(address: string): string | undefined {
    const { base, files } = this.options;
    const url = new URL(address);
    const whole = url.origin + url.pathname;
    if (!whole.startsWith(base)) return undefined;
    const path = decodeURI(whole.slice(base.length)) || 'index.html';
    return Object.hasOwn(files, path) ? path : undefined;
  }

  /** The file as a response: from the store where it is whole, else from the network. */
  async respond(path: string, request: Request, later: (work: Promise<unknown>) => void): Promise<Response> {
    const { open, onDamage } = this.options;
    const isRefetch = request.cache === 'reload' || request.cache === 'no-store';
    const store = await open().catch(() => undefined);
    const stored = isRefetch ? undefined : await store?.match(this.#key(path));
    const sound = stored && (await this.#checked(path, stored));
    if (sound) return withHeaders(sound, path);
    try {
      // A first fetch streams, so that its progress can be shown; what replaces something is held to its digest at once.
      const response = await (stored || isRefetch ? this.#fetchAny(path) : this.#fetchPlain(path));
      if (store && response.ok) later(this.#putIfSound(store, path, response.clone()));
      if (stored) onDamage?.(path, response.ok);
      return withHeaders(response, path);
    } catch (error) {
      if (stored) onDamage?.(path, false);
      throw error;
    }
  }

  /**
   * Stores what is missing.
   * @param runtimes builds of the runtime to keep (`''`, `.jspi`, `.asyncify`); left out: those of an earlier version
   * @throws DOMException `QuotaExceededError` when there is no room, TypeError when the network fails
   */
  async fill(runtimes?: readonly string[]): Promise<void> {
    const { files, open } = this.options;
    const store = await open();
    const stored = new Set((await store.keys()).map(({ url }) => url));
    const before = new Set([...stored].map((url) => this.#pathOfKey(url)));
    const isWanted = (path: string) =>
      !path.startsWith(RUNTIME) ||
      (runtimes ? runtimes.some((build) => isOfBuild(path, build)) : before.has(path));
    for (const path of Object.keys(files).filter(isWanted)) {
      if (!stored.has(this.#key(path))) await store.put(this.#key(path), await this.#fetchSound(path));
    }
  }

  /** Removes what other versions left behind. */
  async clean(): Promise<void> {
    const { files, open } = this.options;
    const store = await open();
    const own = new Set(Object.keys(files).map((path) => this.#key(path)));
    for (const key of await store.keys()) if (!own.has(key.url)) await store.delete(key);
  }

  /** A file of an earlier version, for a page that still runs it. */
  async older(address: string): Promise<Response | undefined> {
    const { base, open } = this.options;
    if (!address.startsWith(`${base}assets/`)) return undefined;
    const store = await open().catch(() => undefined);
    const found = await store?.match(address, { ignoreSearch: true });
    return found && withHeaders(found, address.slice(base.length));
  }

  #key(path: string): string {
    const { base, files } = this.options;
    return `${new URL(encodeURI(path), base).href}?sha256=${encodeURIComponent(files[path]!)}`;
  }

  #pathOfKey(url: string): string {
    const { origin, pathname } = new URL(url);
    return decodeURI((origin + pathname).slice(this.options.base.length));
  }

  /** The stored response when its digest is right; undefined when it is damaged. */
  async #checked(path: string, stored: Response): Promise<Response | undefined> {
    try {
      const bytes = await stored.arrayBuffer();
      const digest = await crypto.subtle.digest('SHA-256', bytes);
      if (btoa(String.fromCharCode(...new Uint8Array(digest))) !== this.options.files[path]) return undefined;
      return new Response(bytes, { headers: stored.headers });
    } catch {
      // A body whose bytes cannot be read is as damaged as one whose bytes are wrong.
      return undefined;
    }
  }

  async #putIfSound(store: FileStore, path: string, response: Response): Promise<void> {
    const sound = await this.#checked(path, response);
    // Without room the page goes on from the network; `fill` is what tells.
    if (sound) await store.put(this.#key(path), sound).catch(() => undefined);
  }

  /** From the network, held to the digest by the browser; a stale copy on the way is passed by at the second try. */
  async #fetchSound(path: string): Promise<Response> {
    const integrity = `sha256-${this.options.files[path]!}`;
    const url = new URL(encodeURI(path), this.options.base);
    return this.options
      .fetch(new Request(url, { integrity }))
      .catch(() => this.options.fetch(new Request(url, { integrity, cache: 'reload' })));
  }

  /** From the network; a host that changes files on their way still gets them shown, only not stored. */
  async #fetchAny(path: string): Promise<Response> {
    return this.#fetchSound(path).catch(() => this.#fetchPlain(path));
  }

  #fetchPlain(path: string): Promise<Response> {
    return this.options.fetch(new Request(new URL(encodeURI(path), this.options.base)));
  }
}

const isOfBuild = (path: string, build: string): boolean =>
  new RegExp(`-threaded${build.replace('.', '\\.')}\\.(mjs|wasm)$`).test(path);

/** The response with isolation, and scripts with their policy; what the host says itself stands. */
function withHeaders(response: Response, path: string): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(ISOLATION_HEADERS))
    if (!headers.has(name)) headers.set(name, value);
  if (/\.m?js$/.test(path) && !headers.has('Content-Security-Policy'))
    headers.set('Content-Security-Policy', WORKER_POLICY);
  // The body is unpacked already.
  if (headers.has('Content-Encoding')) {
    headers.delete('Content-Encoding');
    headers.delete('Content-Length');
  }
  const { status, statusText, body } = response;
  return new Response(body, { status, statusText, headers });
}
