import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { FileCache, type FileCacheOptions, type FileStore } from './fileCache';

const BASE = 'https://host/some/where/';
const CONTENTS: Readonly<Record<string, string>> = {
  'index.html': '<!doctype html>',
  'assets/main.js': 'start()',
  'ort/ort-wasm-simd-threaded.wasm': 'plain',
  'ort/ort-wasm-simd-threaded.jspi.wasm': 'jspi',
  'ort/ort-wasm-simd-threaded.asyncify.wasm': 'asyncify',
};
const sha256 = (text: string) => createHash('sha256').update(text).digest('base64');

/** A store in memory with the few functions that are used, and a host that notes what it serves. */
function setup(contents = CONTENTS, stored = new Map<string, Response>(), served = contents) {
  const fetched: string[] = [];
  const damage: [string, boolean][] = [];
  const state = { isOnline: true };
  const urlOf = (key: RequestInfo | URL) => (key instanceof Request ? key.url : String(key));
  const store: FileStore = {
    match: async (key, options) => {
      const found = options?.ignoreSearch
        ? [...stored].find(([url]) => url.split('?')[0] === urlOf(key))?.[1]
        : stored.get(urlOf(key));
      return found?.clone();
    },
    put: async (key, response) => void stored.set(urlOf(key), response),
    delete: async (key) => stored.delete(urlOf(key)),
    keys: async () => [...stored.keys()].map((url) => new Request(url)),
  };
  const options: FileCacheOptions = {
    base: BASE,
    files: Object.fromEntries(Object.entries(contents).map(([path, text]) => [path, sha256(text)])),
    open: async () => store,
    fetch: async ({ url, integrity }) => {
      if (!state.isOnline) throw new TypeError('Failed to fetch');
      const path = url.slice(BASE.length);
      fetched.push(path);
      const text = served[path || 'index.html'] ?? '';
      // As browsers do.
      if (integrity && integrity !== `sha256-${sha256(text)}`) throw new TypeError('Integrity');
      return new Response(text);
    },
    onDamage: (path, repaired) => damage.push([path, repaired]),
  };
  const cache = new FileCache(options);
  /** The file as the page gets it, once all that goes on behind it is done. */
  async function get(path: string): Promise<Response> {
    const work: Promise<unknown>[] = [];
    const response = await cache.respond(path, new Request(BASE + path), (more) => work.push(more));
    await Promise.all(work);
    return response;
  }
  return { cache, get, stored, fetched, damage, state };
}

const spoil = (stored: Map<string, Response>, path: string) => {
  const key = [...stored.keys()].find((url) => url.includes(path))!;
  stored.set(key, new Response('spoilt'));
};

describe('the files of a build in a store', () => {
  it('knows its own files by their addresses, whatever the query, and no others', () => {
    const { cache } = setup();
    expect(cache.pathOf(`${BASE}?backend=wasm`)).toBe('index.html');
    expect(cache.pathOf(`${BASE}assets/main.js`)).toBe('assets/main.js');
    for (const other of [
      `${BASE}nothing.js`,
      'https://host/some/',
      'https://other/some/where/index.html',
      `${BASE}constructor`,
    ])
      expect(cache.pathOf(other)).toBeUndefined();
  });

  it('keeps all files but the runtimes that this browser does not use, and gives them without a network', async () => {
    const { cache, get, stored, fetched, state } = setup();
    await cache.fill(['', '.jspi']);
    expect(fetched.filter((path) => path.startsWith('ort/'))).toEqual([
      'ort/ort-wasm-simd-threaded.wasm',
      'ort/ort-wasm-simd-threaded.jspi.wasm',
    ]);
    expect(stored.size).toBe(4);
    state.isOnline = false;
    expect(await (await get('index.html')).text()).toBe('<!doctype html>');
    await expect(get('ort/ort-wasm-simd-threaded.asyncify.wasm')).rejects.toThrow();
  });

  it('isolates every response, and gives scripts the policy of workers', async () => {
    const { get } = setup();
    const [page, script] = [await get('index.html'), await get('assets/main.js')];
    expect(page.headers.get('Cross-Origin-Embedder-Policy')).toBe('require-corp');
    expect(page.headers.get('Content-Security-Policy')).toBeNull();
    expect(script.headers.get('Content-Security-Policy')).toContain("script-src 'self' 'wasm-unsafe-eval'");
  });

  it('never gives a damaged file: it fetches it again, stores it, and tells', async () => {
    const { cache, get, stored, damage, state } = setup();
    await cache.fill(['']);
    spoil(stored, 'main.js');
    expect(await (await get('assets/main.js')).text()).toBe('start()');
    expect(damage).toEqual([['assets/main.js', true]]);
    state.isOnline = false;
    expect(await (await get('assets/main.js')).text()).toBe('start()');
    spoil(stored, 'main.js');
    await expect(get('assets/main.js')).rejects.toThrow();
    expect(damage).toEqual([
      ['assets/main.js', true],
      ['assets/main.js', false],
    ]);
  });

  it('a new version fetches what has changed only, keeps the runtime of the old one, and cleans up later', async () => {
    const { cache, stored } = setup();
    await cache.fill(['.jspi']);
    const { 'assets/main.js': _gone, ...same } = CONTENTS;
    const next = setup({ ...same, 'index.html': '<!doctype html><p>', 'assets/main-2.js': 'more()' }, stored);
    await next.cache.fill();
    expect(next.fetched).toEqual(['index.html', 'assets/main-2.js']);
    const older = await next.cache.older(`${BASE}assets/main.js`);
    expect(await older?.text()).toBe('start()');
    await next.cache.clean();
    expect(await next.cache.older(`${BASE}assets/main.js`)).toBeUndefined();
    expect([...stored.keys()].map((url) => url.slice(BASE.length).split('?')[0]).sort()).toEqual([
      'assets/main-2.js',
      'index.html',
      'ort/ort-wasm-simd-threaded.jspi.wasm',
    ]);
  });

  it('shows what a host has changed on its way, but does not store it', async () => {
    const served = { ...CONTENTS, 'index.html': 'with an advertisement' };
    const { cache, get, stored } = setup(CONTENTS, new Map(), served);
    expect(await (await get('index.html')).text()).toBe('with an advertisement');
    expect(stored.size).toBe(0);
    await expect(cache.fill([''])).rejects.toThrow('Integrity');
  });
});
