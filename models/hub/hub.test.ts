/** What the public hub does that a plain server does not, each met by a loopback hub that does the same. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { describeRemote } from './describe';
import type { FetchRange } from './download';
import type { HttpResponse } from './fetch';
import { readListing } from './listing';
import { remoteReader } from './reader';
import { openRepository, openStored, type HubOptions } from './repository';
import { storedName } from './remote';
import { MemoryStore, type FileStore } from './store';
import { NO_FAULTS, startHub, type LoopbackHub } from './testing/loopbackHub';
import { huggingFaceFiles, json, openClipFiles, type Files } from './testing/published';

const FILES = huggingFaceFiles({ seed: 61 });
const OPEN_CLIP = openClipFiles({ seed: 61 });
const WEIGHTS = FILES['model.safetensors']!;
const { 'open_clip_model.safetensors': OPEN_CLIP_WEIGHTS, ...OPEN_CLIP_SMALL } = OPEN_CLIP;
const { 'model.safetensors': _, ...SMALL } = FILES;

/** As repositories of timm state theirs, beside or without OpenCLIP's files. */
const TIMM = json({ architecture: 'vit_base_patch32_clip_224', num_classes: 0, pretrained_cfg: {} });
/** As a model's own code is named. */
const OWN_CODE = json({
  model_type: 'clip',
  architectures: ['FashionModel'],
  auto_map: { AutoModel: 'fashion.FashionModel' },
});

const REPOSITORIES: Readonly<Record<string, Files>> = {
  'maker/clip': FILES,
  'timm/alone': { ...SMALL, 'config.json': TIMM, 'model.safetensors': WEIGHTS },
  'timm/both': {
    ...OPEN_CLIP,
    'config.json': TIMM,
    'model.safetensors': WEIGHTS.slice(0, 4000),
    'model.safetensors.index.json': json({ weight_map: {} }),
  },
  'timm/half': { ...OPEN_CLIP_SMALL, 'config.json': TIMM, 'model.safetensors': WEIGHTS },
  'shop/own-code': { ...FILES, 'config.json': OWN_CODE },
  'shop/both': { ...OPEN_CLIP, 'config.json': OWN_CODE, 'model.safetensors': WEIGHTS },
  'mobile/clip': {
    ...OPEN_CLIP,
    'config.json': json({ mobileclip: 's1' }),
    'open_clip_config.json': json({
      model_cfg: {
        embed_dim: 512,
        vision_cfg: { timm_model_name: 'fastvit_mci1', image_size: 256 },
        text_cfg: { width: 512, heads: 8, layers: 12 },
      },
    }),
  },
  'open/other-name': { ...OPEN_CLIP_SMALL, 'open_clip_pytorch_model.safetensors': OPEN_CLIP_WEIGHTS! },
  'maker/pickled': { ...SMALL, 'pytorch_model.bin': WEIGHTS },
  'maker/none': SMALL,
  'maker/shards': {
    ...SMALL,
    'model.safetensors.index.json': json({ weight_map: {} }),
    'model-00001-of-00002.safetensors': WEIGHTS.slice(0, 1000),
    'model-00002-of-00002.safetensors': WEIGHTS.slice(1000, 1700),
  },
  'maker/towers': { ...FILES, 'config.json': json(withoutType(FILES['config.json']!)) },
};

function withoutType(bytes: Uint8Array): object {
  const { model_type: _type, ...rest } = JSON.parse(new TextDecoder().decode(bytes)) as Record<
    string,
    unknown
  >;
  return rest;
}

let hub: LoopbackHub;
beforeAll(async () => {
  hub = await startHub(REPOSITORIES);
});
afterAll(() => hub.close());
beforeEach(() => {
  hub.log.length = 0;
  Object.assign(hub.faults, { ...NO_FAULTS, cuts: [], silences: [] });
});

const repository = (id = 'maker/clip') => ({ id, revision: 'abc123', base: hub.base });

/** As a page fetches: of an answer from another origin it sees length and kind, and not how it was packed. */
const asPage: FetchRange = async (url, init) => {
  const response = await fetch(url, init as RequestInit);
  const seen = ['content-length', 'content-type'];
  return {
    ok: response.ok,
    status: response.status,
    headers: { get: (name) => (seen.includes(name.toLowerCase()) ? response.headers.get(name) : null) },
    body: response.body as HttpResponse['body'],
  };
};

const options = (more: Partial<HubOptions> = {}): HubOptions => ({
  store: new MemoryStore(),
  fetch: asPage,
  wait: () => Promise.resolve(),
  ...more,
});
const storage = () => hub.log.filter((line) => line.startsWith('storage'));
const ranges = () => storage().map((line) => line.split(' ')[3] ?? 'whole');

describe('what a repository holds', () => {
  it('is asked once: no request for what is not there, and the size of what is', async () => {
    const found = await describeRemote(repository(), options());
    expect(found).toMatchObject({ bytes: WEIGHTS.length, isExact: true });
    const asked = hub.log.map((line) => line.split(' ')[2]);
    expect(asked).toEqual([
      '/api/models/maker/clip/tree/abc123',
      ...['config.json', 'preprocessor_config.json'].flatMap((file) => [
        `/maker/clip/resolve/abc123/${file}`,
        `/api/resolve-cache/models/maker/clip/abc123/${file}`,
      ]),
      '/maker/clip/resolve/abc123/README.md',
    ]);
  });

  it('is asked file by file where a hub lists nothing', async () => {
    hub.faults.listsNothing = true;
    const store = new MemoryStore();
    expect(await describeRemote(repository(), options({ store }))).toMatchObject({ isExact: false });
    const { sha256 } = await openRepository(repository(), options({ store }));
    expect((await openStored(repository(), { store })).sha256).toBe(sha256);
  });

  it('is not known from half a list, or from something else', () => {
    const entry = (n: number) => ({ type: 'file', path: `${n}.bin`, size: 1 });
    const list = (length: number) => readListing(json(Array.from({ length }, (_, n) => entry(n))));
    expect(list(999)?.size).toBe(999);
    expect(list(1000)).toBeUndefined();
    expect(readListing(json({ error: 'no' }))).toBeUndefined();
    expect(readListing(new TextEncoder().encode('<html>'))).toBeUndefined();
  });

  it('is nobody’s business where there is no such repository, and no such revision is told', async () => {
    await expect(describeRemote(repository('maker/gone'), options())).rejects.toThrow(
      /answered 401.*no such repository/,
    );
    const headers = new Map([['x-error-code', 'RevisionNotFound']]);
    const unknown: FetchRange = async () => ({
      ok: false,
      status: 404,
      headers: { get: (name) => headers.get(name) ?? null },
      body: null,
    });
    await expect(describeRemote(repository(), options({ fetch: unknown }))).rejects.toThrow(
      /no such revision/,
    );
  });
});

describe('a configuration counts', () => {
  it.each([
    ['timm’s alone', 'timm/alone', /describes the architecture "vit_base_patch32_clip_224"/],
    ['one for code that comes with it', 'shop/own-code', /comes with code of its own/],
    ['OpenCLIP’s of a network that is no plain transformer', 'mobile/clip', /open_clip_config\.json/],
    ['OpenCLIP’s without its weights', 'timm/half', /no open_clip_model\.safetensors or /],
    ['a CLIP’s whose weights are pickled', 'maker/pickled', /pickled \(pytorch_model\.bin\)/],
    ['a CLIP’s without weights', 'maker/none', /It holds no model\.safetensors or /],
  ])('%s: refused before anything large is fetched', async (_name, id, said) => {
    await expect(describeRemote(repository(id), options())).rejects.toThrow(said);
    expect(storage()).toEqual([]);
  });

  it.each(['timm/both', 'shop/both', 'open/other-name'])(
    'OpenCLIP’s beside another’s, with the weights that go with it: %s',
    async (id) => {
      const store = new MemoryStore();
      const found = await describeRemote(repository(id), options({ store }));
      expect(found.bytes).toBe(OPEN_CLIP_WEIGHTS!.length);
      const { sha256 } = await openRepository(repository(id), options({ store }));
      expect(sha256).toBe(found.sha256);
      expect((await openStored(repository(id), { store })).sha256).toBe(sha256);
      expect(storage()).toHaveLength(1);
    },
  );

  it('without a kind where it describes two towers', async () => {
    expect(await describeRemote(repository('maker/towers'), options())).toMatchObject({ isExact: true });
  });

  it('with weights in parts, whose sizes add up', async () => {
    expect((await describeRemote(repository('maker/shards'), options())).bytes).toBe(1700);
    const told: [number, number][] = [];
    const onBytes = (...step: [number, number]) => void told.push(step);
    const { read } = remoteReader(repository('maker/shards'), { ...options(), onBytes });
    await read('model-00001-of-00002.safetensors');
    expect(told.at(-1)).toEqual([1000, 1700]);
    await read('model-00002-of-00002.safetensors');
    expect(told.at(-1)).toEqual([1700, 1700]);
  });
});

describe('an answer', () => {
  it.each(['with length', 'without length', undefined] as const)(
    'that is packed %s, unseen, is read to its end',
    async (packing) => {
      hub.faults.packing = packing;
      const { manifest } = await openRepository(repository(), options());
      expect(manifest.architecture).toBe('clip');
    },
  );

  it('“too many”: says how long to wait, and keeps what has come', async () => {
    const store = new MemoryStore();
    hub.faults.cuts = [5000];
    const waits: number[] = [];
    const limited = async (milliseconds: number) => {
      waits.push(milliseconds);
      hub.faults.isOverLimit = true;
    };
    await expect(openRepository(repository(), options({ store, wait: limited }))).rejects.toThrow(
      /^127\.0\.0\.1:\d+ has had too many requests .* what has come is kept: wait 5 minutes and try again\.$/,
    );
    expect(waits, 'asking again would be counted too').toHaveLength(1);
    hub.faults.isOverLimit = false;
    await openRepository(repository(), options({ store }));
    expect(ranges()).toEqual(['whole', 'bytes=5000-']);
  });

  it('that falls silent is given up and taken up from there', async () => {
    hub.faults.silences = [3000];
    await openRepository(repository(), options({ patience: 100 }));
    expect(ranges()).toEqual(['whole', 'bytes=3000-']);
  });

  it('that never comes is told', async () => {
    const never: FetchRange = () => new Promise(() => undefined);
    await expect(openRepository(repository(), options({ fetch: never, patience: 5 }))).rejects.toThrow(
      /nothing came for 0\.005 s/,
    );
  });
});

describe('a part', () => {
  it('is dropped when the server sends the file but will not go on with it', async () => {
    hub.faults.cuts = [5000];
    hub.faults.refusesRanges = true;
    const { weights } = await openRepository(repository(), options());
    expect(weights.bytes).toHaveLength(WEIGHTS.length);
    // Refused, asked plainly, refused, asked plainly; then all of it.
    expect(ranges()).toEqual(['whole', 'bytes=5000-', 'whole', 'bytes=5000-', 'whole', 'whole']);
  });

  it('is given up for good when even the whole breaks every time', async () => {
    hub.faults.cuts = Array.from({ length: 40 }, () => 5000);
    hub.faults.refusesRanges = true;
    await expect(openRepository(repository(), options())).rejects.toThrow(/could not be loaded/);
  });

  it('is kept while the server answers nothing at all', async () => {
    const store = new MemoryStore();
    hub.faults.cuts = [5000];
    hub.faults.statusAfterCut = 503;
    await expect(openRepository(repository(), options({ store }))).rejects.toThrow(/503/);
    expect(await store.length(storedName(repository(), 'model.safetensors'))).toBe(5000);
  });

  it('that begins elsewhere than was asked, as out of a cache, is not put on', async () => {
    hub.faults.cuts = [5000];
    const misplaced: FetchRange = async (url, init) => {
      const response = await asPage(url, init);
      const get = (name: string) =>
        name === 'content-range' && response.status === 206
          ? 'bytes 4000-9000/9001'
          : response.headers.get(name);
      return { ...response, headers: { get } };
    };
    const { weights } = await openRepository(repository(), options({ fetch: misplaced }));
    expect(weights.bytes).toHaveLength(WEIGHTS.length);
  });
});

it.each(['QuotaExceededError', 'UnknownError', 'SecurityError'])(
  'a store that says %s when it is written to has no room',
  async (name) => {
    const failing: FileStore = Object.assign(new MemoryStore(), {
      append: () => Promise.reject(Object.assign(new Error('refused'), { name })),
    });
    await expect(openRepository(repository(), options({ store: failing }))).rejects.toMatchObject({
      code: 'out-of-memory',
      message: expect.stringMatching(/no room to keep/) as string,
    });
  },
);
