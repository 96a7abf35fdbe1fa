import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { FetchRange } from '../../models/hub/download';
import { writeMark } from '../../models/hub/mark';
import { storedName } from '../../models/hub/remote';
import { MemoryStore } from '../../models/hub/store';
import { json, huggingFaceFiles } from '../../models/hub/testing/published';
import { NO_FAULTS, startHub, type LoopbackHub } from '../../models/hub/testing/loopbackHub';
import { toyClipmapper } from '../../models/fixtures/clipmapper';
import { Library } from './library';

const FILES: Readonly<Record<string, Uint8Array>> = {
  ...huggingFaceFiles({ seed: 61 }),
  'README.md': new TextEncoder().encode('---\nlicense: mit\n---\n# A toy'),
};
const WEIGHTS = FILES['model.safetensors']!;

let hub: LoopbackHub;
beforeAll(async () => {
  hub = await startHub({
    'maker/clip': FILES,
    'maker/mapper': await toyClipmapper({ seed: 4 }),
    'maker/empty': {},
    'maker/unfit': { ...FILES, 'config.json': json({ model_type: 'blip' }) },
  });
});
afterAll(() => hub.close());
beforeEach(() => {
  hub.log.length = 0;
  Object.assign(hub.faults, { ...NO_FAULTS, cuts: [], silences: [] });
});

const remote = (name = 'clip') => ({ id: `maker/${name}`, revision: 'abc', base: hub.base });
const libraryOn = (store: MemoryStore, more: { fetch?: FetchRange; free?: number } = {}) =>
  new Library({
    store,
    keeps: true,
    fetch: more.fetch ?? (fetch as unknown as FetchRange),
    free: () => Promise.resolve(more.free),
    wait: () => Promise.resolve(),
  });

it('tells size, memory, licence and digest without touching the weights', async () => {
  const found = await libraryOn(new MemoryStore()).describe(remote());
  expect(found).toMatchObject({
    name: 'maker/clip',
    bytes: WEIGHTS.length,
    isExact: true,
    licence: 'mit',
    host: new URL(hub.base).host,
  });
  expect(found.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(found.memory).toBeGreaterThan(found.lowMemory);
  expect(hub.log.filter((line) => line.startsWith('storage'))).toEqual([]);
  expect(await libraryOn(new MemoryStore()).describe(remote('mapper'))).toMatchObject({ licence: 'MIT' });
});

it('keeps what it fetched, lists it, and works without a network', async () => {
  const store = new MemoryStore();
  const progress: number[] = [];
  await libraryOn(store).download(remote(), { onProgress: (loaded) => progress.push(loaded) });
  expect(progress.at(-1)).toBe(WEIGHTS.length);
  const offline = libraryOn(store, { fetch: () => Promise.reject(new TypeError('offline')), free: 5 });
  const { models, free } = await offline.shelf();
  expect(models).toMatchObject([{ name: 'maker/clip', isWhole: true, remote: remote() }]);
  expect(models[0]!.bytes).toBeGreaterThanOrEqual(WEIGHTS.length);
  expect(free).toBe(5);
  expect(await offline.describe(remote())).toMatchObject({ name: 'maker/clip' });
  await offline.download(remote(), { onProgress: () => undefined });
});

it('serves a folder at any address as well, with a size worked out from its configuration', async () => {
  const folder = { url: `${hub.base}/maker/clip/resolve/abc` };
  const store = new MemoryStore();
  const found = await libraryOn(store).describe(folder);
  expect(found.isExact).toBe(false);
  expect(Math.abs(found.bytes / WEIGHTS.length - 1)).toBeLessThan(0.3);
  await libraryOn(store).download(folder, { onProgress: () => undefined });
  expect((await libraryOn(store).shelf()).models).toMatchObject([{ remote: folder, isWhole: true }]);
});

it('a part stays when it is stopped, and goes when it is forgotten', async () => {
  const store = new MemoryStore();
  const library = libraryOn(store);
  const stop = new AbortController();
  hub.faults.cuts = [3000];
  const wait = async () => stop.abort();
  const stopped = new Library({
    store,
    keeps: true,
    fetch: fetch as unknown as FetchRange,
    free: async () => undefined,
    wait,
  });
  await expect(
    stopped.download(remote(), { signal: stop.signal, onProgress: () => undefined }),
  ).rejects.toThrow();
  expect((await library.shelf()).models).toMatchObject([{ isWhole: false }]);
  // Looking again does not lose what has come.
  await library.describe(remote());
  await library.download(remote(), { onProgress: () => undefined });
  expect(hub.log.filter((line) => line.startsWith('storage') && line.includes('bytes=3000-'))).toHaveLength(
    1,
  );
  await library.download(remote('mapper'), { onProgress: () => undefined });
  await library.forget(remote());
  expect((await library.shelf()).models.map(({ name }) => name)).toEqual(['maker/mapper']);
  await library.forget();
  expect(await store.list()).toEqual([]);
});

it('weights in several files are whole when every one is there', async () => {
  const store = new MemoryStore();
  const keep = async (path: string) => {
    const name = storedName(remote('shards'), path);
    await (await store.append(name)).write(new Uint8Array(3));
    await writeMark(store, name, { bytes: 3 });
  };
  await keep('model-00001-of-00002.safetensors');
  expect((await libraryOn(store).shelf()).models).toMatchObject([{ isWhole: false }]);
  await keep('model-00002-of-00002.safetensors');
  expect((await libraryOn(store).shelf()).models).toMatchObject([{ isWhole: true, isDamaged: false }]);
});

it.each([
  ['empty', /no manifest.json/],
  ['unfit', /architecture "blip"/],
])('of %s nothing is kept but a sentence', async (name, said) => {
  const store = new MemoryStore();
  await expect(libraryOn(store).describe(remote(name))).rejects.toThrow(said);
  expect(await store.list()).toEqual([]);
});

it('broken weights are not kept', async () => {
  const store = new MemoryStore();
  hub.faults.instead = WEIGHTS.map((byte, n) => (n === 9000 ? byte ^ 1 : byte));
  const download = libraryOn(store).download(remote(), { onProgress: () => undefined });
  await expect(download).rejects.toThrow(/SHA-256 differs/);
  expect((await libraryOn(store).shelf()).models).toEqual([]);
});
