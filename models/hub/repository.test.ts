import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../src/weights/digest';
import { forget } from './download';
import type { FetchRange } from './download';
import { checkRepository, fileAddress, storedName } from './remote';
import { DamagedFile } from './missing';
import { openRepository, openStored, type HubOptions } from './repository';
import { MemoryStore } from './store';
import { storedModels } from './stored';
import { NO_FAULTS, startHub, type LoopbackHub } from './testing/loopbackHub';
import { huggingFaceFiles } from './testing/published';

const FILES = huggingFaceFiles({ seed: 61 });
const WEIGHTS = FILES['model.safetensors']!;
const { 'config.json': _, ...UNCONFIGURED } = FILES;

let hub: LoopbackHub;
beforeAll(async () => {
  hub = await startHub({ 'maker/clip': FILES, 'maker/other': UNCONFIGURED });
});
afterAll(() => hub.close());
beforeEach(() => {
  hub.log.length = 0;
  Object.assign(hub.faults, { ...NO_FAULTS, cuts: [], silences: [] });
});

const repository = (id = 'maker/clip') => ({ id, revision: 'abc123', base: hub.base });
const options = (store = new MemoryStore(), more: Partial<HubOptions> = {}): HubOptions => ({
  store,
  fetch: fetch as unknown as FetchRange,
  wait: () => Promise.resolve(),
  ...more,
});
const ranges = () =>
  hub.log.filter((line) => line.startsWith('storage')).map((line) => line.split(' ')[3] ?? 'whole');

describe('a repository', () => {
  it('becomes a model, with progress, and is all there without a network afterwards', async () => {
    const store = new MemoryStore();
    const progress: [number, number][] = [];
    const folder = await openRepository(
      repository(),
      options(store, { onProgress: (...step) => progress.push(step), licence: 'MIT' }),
    );
    expect(folder.manifest).toMatchObject({ id: 'maker/clip', licence: 'MIT', architecture: 'clip' });
    expect(progress.at(-1)).toEqual([WEIGHTS.length, WEIGHTS.length]);
    expect(hub.log.every((line) => !line.includes('OPTIONS'))).toBe(true);
    const offline = () => Promise.reject(new TypeError('offline'));
    const again = await openRepository(repository(), options(store, { fetch: offline }));
    expect(again.sha256).toBe(folder.sha256);
    expect(await storedModels(store)).toMatchObject([{ isWhole: true, isDamaged: false }]);
  });

  it.each([1, 7, 8, 1000, WEIGHTS.length - 1])('cut at byte %i: goes on from there', async (cut) => {
    hub.faults.cuts = [cut];
    const { sha256 } = await openRepository(repository(), options());
    expect(ranges()).toEqual(['whole', `bytes=${cut}-`]);
    expect(sha256).toHaveLength(64);
  });

  it('cut again and again: every part is asked for once', async () => {
    hub.faults.cuts = [100, 200, 300];
    await openRepository(repository(), options());
    expect(ranges()).toEqual(['whole', 'bytes=100-', 'bytes=300-', 'bytes=600-']);
  });

  it('cancelled, it goes on in another session', async () => {
    const store = new MemoryStore();
    const stop = new AbortController();
    hub.faults.cuts = [5000];
    const cancelled = openRepository(
      repository(),
      options(store, { signal: stop.signal, wait: async () => stop.abort() }),
    );
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    await openRepository(repository(), options(store));
    expect(ranges().at(-1)).toBe('bytes=5000-');
  });

  it('a server that ignores ranges sends the whole again', async () => {
    hub.faults.cuts = [500];
    hub.faults.ignoresRanges = true;
    const { weights } = await openRepository(repository(), options());
    expect(weights.bytes).toHaveLength(WEIGHTS.length);
  });
});

describe('what can go wrong is told in a sentence', () => {
  it.each([
    ['no such repository', () => repository('maker/none'), {}, /there is no such repository/],
    ['no config', () => repository('maker/other'), {}, /config.json/],
    ['no account', () => repository(), { status: 401 }, /without an account/],
    ['a server in trouble', () => repository(), { status: 503 }, /answered 503.*what has come is kept/],
    [
      'a page',
      () => repository(),
      { instead: new TextEncoder().encode(`<!doctype html>${' '.repeat(WEIGHTS.length)}`) },
      /web page/,
    ],
    [
      'other bytes',
      () => repository(),
      { instead: WEIGHTS.map((byte, n) => (n === 9000 ? byte ^ 1 : byte)) },
      /SHA-256 differs/,
    ],
  ])('%s', async (_name, which, faults, message) => {
    Object.assign(hub.faults, faults);
    await expect(openRepository(which(), options())).rejects.toThrow(message);
  });

  it('no room: says so, and an aborted store stays usable', async () => {
    const store = new MemoryStore(WEIGHTS.length / 2);
    await expect(openRepository(repository(), options(store))).rejects.toMatchObject({
      code: 'out-of-memory',
      message: expect.stringMatching(/no room/) as string,
    });
  });

  it('damaged bytes are not kept', async () => {
    const store = new MemoryStore();
    hub.faults.instead = WEIGHTS.map((byte, n) => (n === 9000 ? byte ^ 1 : byte));
    await expect(openRepository(repository(), options(store))).rejects.toThrow(/differs/);
    hub.faults.instead = undefined;
    expect((await openRepository(repository(), options(store))).manifest.id).toBe('maker/clip');
  });
});

describe('a stored model', () => {
  const stored = async () => {
    const store = new MemoryStore();
    const { sha256 } = await openRepository(repository(), options(store));
    hub.log.length = 0;
    return { store, sha256 };
  };
  const weights = () => storedName(repository(), 'model.safetensors');
  const config = () => storedName(repository(), 'config.json');

  async function write(store: MemoryStore, name: string, bytes: Uint8Array): Promise<void> {
    await store.remove(name);
    await (await store.append(name)).write(bytes);
  }
  const states = async (store: MemoryStore) =>
    (await storedModels(store)).map(({ isWhole, isDamaged }) => ({ isWhole, isDamaged }));

  it('is opened without asking for anything, by what was fetched', async () => {
    const { store, sha256 } = await stored();
    expect((await openStored(repository(), { store, licence: 'MIT' })).sha256).toBe(sha256);
    expect(await states(store)).toEqual([{ isWhole: true, isDamaged: false }]);
    expect(hub.log).toEqual([]);
  });

  it.each<[string, (store: MemoryStore) => Promise<void>, string]>([
    [
      'a changed byte of the weights',
      (store) =>
        write(
          store,
          weights(),
          WEIGHTS.map((byte, n) => (n === 9000 ? byte ^ 1 : byte)),
        ),
      'model.safetensors',
    ],
    ['weights cut short', (store) => write(store, weights(), WEIGHTS.slice(0, 9000)), 'model.safetensors'],
    ['empty weights', (store) => write(store, weights(), new Uint8Array(0)), 'model.safetensors'],
    ['a changed configuration', (store) => write(store, config(), new Uint8Array(7)), 'config.json'],
    [
      'a mark that is no JSON',
      (store) => write(store, `${weights()}.mark`, new Uint8Array(9)),
      'model.safetensors',
    ],
    ['a file that is gone', (store) => forget(store, config()), 'config.json'],
  ])('with %s is told to be damaged, fetches nothing, and is mended on demand', async (_, damage, file) => {
    const { store, sha256 } = await stored();
    await damage(store);
    const opening = openStored(repository(), { store });
    await expect(opening).rejects.toThrow(DamagedFile);
    await expect(opening).rejects.toThrow(
      `The stored copy of maker/clip is damaged (${file} is not what was fetched): fetch it again, or delete it, in the choice of models.`,
    );
    expect(hub.log).toEqual([]);
    expect(await states(store)).toEqual([{ isWhole: false, isDamaged: true }]);

    expect((await openRepository(repository(), options(store))).sha256).toBe(sha256);
    // What is sound is not fetched again.
    expect(ranges()).toEqual(file === 'model.safetensors' ? ['whole'] : []);
    expect(await states(store)).toEqual([{ isWhole: true, isDamaged: false }]);
  });

  it('that an earlier version stored, without a digest, gets one when it is opened', async () => {
    const { store } = await stored();
    await write(
      store,
      `${weights()}.mark`,
      new TextEncoder().encode(JSON.stringify({ bytes: WEIGHTS.length })),
    );
    await openStored(repository(), { store });
    await write(
      store,
      weights(),
      WEIGHTS.map((byte, n) => (n === 9000 ? byte ^ 1 : byte)),
    );
    await expect(openStored(repository(), { store })).rejects.toThrow(DamagedFile);
  });

  it('is hashed once, however many readers ask', async () => {
    const { store } = await stored();
    const hashed: number[] = [];
    const digest = async (bytes: Uint8Array) => {
      hashed.push(bytes.length);
      return sha256Hex(bytes);
    };
    await openStored(repository(), { store, digest });
    expect(hashed.filter((length) => length === WEIGHTS.length)).toHaveLength(1);
  });
});

describe('names', () => {
  it.each(['clip', '../etc/passwd', 'a/b/c', 'a/..', ' a/b', 'a/b?x'])('%j is no repository', (id) => {
    expect(() => checkRepository({ id })).toThrow(/owner\/name/);
  });

  it('addresses stay inside of the repository', () => {
    const at = { id: 'openai/clip-vit-base-patch32', revision: 'refs/pr/1' };
    expect(fileAddress(at, 'model.safetensors')).toBe(
      'https://huggingface.co/openai/clip-vit-base-patch32/resolve/refs%2Fpr%2F1/model.safetensors',
    );
    expect(storedName(at, 'model.safetensors')).not.toContain('/');
  });
});
