import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { clipTokenizerJson } from '../../src/text/clip';
import { CLIP_CONFIG } from '../clip/config-schema';
import { fetchFolder } from './fetch';
import { loadModelFolder } from './folder';
import { parseManifest } from './manifest';
import { writeSafetensors } from '../../src/weights/safetensors-write';
import { readTensorF32 } from '../../src/weights/values';

const weights = writeSafetensors([
  { name: 'w', dtype: 'float32', shape: [2], data: new Float32Array([1, 2]) },
]);
const tokenizer = new TextEncoder().encode(JSON.stringify(clipTokenizerJson([])));
const entry = (path: string, bytes: Uint8Array) => ({
  path,
  bytes: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});
const tower = { hidden_size: 8, num_attention_heads: 2, intermediate_size: 16, num_hidden_layers: 1 };
const manifest = {
  schema: 1,
  id: 'tiny',
  name: 'Tiny',
  architecture: 'clipmapper',
  config: {
    clip: {
      text_config: { ...tower, vocab_size: 514 },
      vision_config: { ...tower, image_size: 64 },
      projection_dim: 4,
    },
    mapper: { ...tower, hidden_act: 'gelu', layer_norm_eps: 1e-5 },
  },
  files: [entry('model.safetensors', weights), entry('tokenizer.json', tokenizer)],
  answers: ['yes', 'no'],
  tokenizer: 'tokenizer.json',
  preprocessing: {
    size: 64,
    resize: 'square',
    mean: [0.5, 0.5, 0.5],
    std: [0.2, 0.2, 0.2],
    resample: 'bicubic',
  },
  recommended: { startLayer: 0, importance: 'norm' },
  domain: 'stickers',
  licence: 'MIT',
  training: { seed: 1, steps: 10 },
};
const files: Record<string, Uint8Array> = {
  'manifest.json': new TextEncoder().encode(JSON.stringify(manifest)),
  'model.safetensors': weights,
  'tokenizer.json': tokenizer,
};
const readFrom = (contents: Record<string, Uint8Array>) => async (path: string) => contents[path]!;

describe('parseManifest', () => {
  it('fills in what a CLIP configuration may leave out, as Hugging Face does', () => {
    const { config, accuracy } = parseManifest(manifest);
    expect(config).toMatchObject({
      clip: {
        text_config: { ...tower, max_position_embeddings: 77, hidden_act: 'quick_gelu' },
        vision_config: { patch_size: 32, num_channels: 3, layer_norm_eps: 1e-5 },
      },
    });
    expect(accuracy).toEqual({});
  });

  const vision = { ...manifest.config.clip.vision_config };
  const withVision = (fields: object) => ({
    ...manifest,
    config: {
      ...manifest.config,
      clip: { ...manifest.config.clip, vision_config: { ...vision, ...fields } },
    },
  });
  it.each<[string, unknown, RegExp]>([
    [
      'a later version',
      { ...manifest, schema: 2 },
      /schema version 2, and this Whylight reads version 1: use a newer/,
    ],
    ['no version', { ...manifest, schema: undefined }, /at schema/],
    ['no object', 'hello', /not valid/],
    [
      'a path out of the folder',
      { ...manifest, files: [{ ...manifest.files[0], path: '../x' }] },
      /at files\.0\.path/,
    ],
    [
      'an absolute path',
      { ...manifest, files: [{ ...manifest.files[0], path: '/etc/x' }] },
      /at files\.0\.path/,
    ],
    [
      'no weights listed',
      { ...manifest, files: [manifest.files[1]] },
      /at files: must list model\.safetensors/,
    ],
    [
      'a bad digest',
      { ...manifest, files: [{ ...manifest.files[0], sha256: 'abc' }] },
      /at files\.0\.sha256/,
    ],
    ['an answer twice', { ...manifest, answers: ['a', 'a'] }, /at answers: names an answer twice/],
    ['one answer', { ...manifest, answers: ['a'] }, /at least 2 answers/],
    ['no mapper', { ...manifest, config: { clip: manifest.config.clip } }, /config\.mapper: must be there/],
    [
      'a mapper too many',
      { ...manifest, architecture: 'clip' },
      /config\.mapper: does not belong to the architecture "clip"/,
    ],
    [
      'heads that do not fit',
      withVision({ num_attention_heads: 3 }),
      /vision_config: hidden_size must be a multiple/,
    ],
    [
      'patches that do not fit',
      withVision({ patch_size: 60 }),
      /image_size must be a multiple of patch_size/,
    ],
    ['an absurd width', withVision({ hidden_size: 1e9 }), /at config\.clip\.vision_config\.hidden_size/],
    ['another activation', withVision({ hidden_act: 'swish' }), /vision_config\.hidden_act/],
    ['two image sizes', withVision({ image_size: 32 }), /preprocessing\.size: must equal/],
    [
      'another importance',
      { ...manifest, recommended: { startLayer: 0, importance: 'best' } },
      /at recommended\.importance/,
    ],
  ])('refuses %s', (_, json, message) => {
    expect(() => parseManifest(json)).toThrow(message);
  });
});

describe('CLIP_CONFIG', () => {
  it('takes a text_config_dict, with the defaults of what it leaves out, before all of text_config', () => {
    const config = v.parse(CLIP_CONFIG, {
      text_config: { hidden_size: 512, num_hidden_layers: 6 },
      text_config_dict: { hidden_size: 768 },
      vision_config_dict: null,
    });
    expect(config.text_config).toMatchObject({ hidden_size: 768, num_hidden_layers: 12 });
    expect(config.vision_config.patch_size).toBe(32);
  });
});

describe('loadModelFolder', () => {
  it('gives manifest, weights and tokenizer, known by the digest of the weights', async () => {
    const folder = await loadModelFolder(readFrom(files));
    expect(folder.manifest.id).toBe('tiny');
    expect([...readTensorF32(folder.weights, 'w')]).toEqual([1, 2]);
    expect(folder.tokenizer).toEqual(JSON.parse(new TextDecoder().decode(tokenizer)));
    expect(folder.sha256).toBe(manifest.files[0]!.sha256);
  });

  const changed = weights.slice();
  changed[changed.length - 1]! ^= 1;
  it.each([
    ['other weights', { 'model.safetensors': changed }, /model\.safetensors is not the file .*SHA-256/],
    ['cut weights', { 'model.safetensors': weights.subarray(0, 20) }, /model\.safetensors has 20 bytes/],
    ['a manifest that is no JSON', { 'manifest.json': weights }, /manifest\.json of the model is not JSON/],
  ])('refuses %s, naming the file', async (_, replaced, message) => {
    await expect(loadModelFolder(readFrom({ ...files, ...replaced }))).rejects.toThrow(message);
  });
});

describe('fetchFolder', () => {
  const serveFiles: RequestListener = (request, response) => {
    const bytes = files[request.url!.split('/').at(-1)!];
    if (bytes === undefined) response.writeHead(404).end('nothing');
    else response.writeHead(200).end(bytes);
  };

  async function withServer<T>(listener: RequestListener, use: (url: string) => Promise<T>): Promise<T> {
    const server = createServer(listener);
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    try {
      return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/models/tiny`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  it('loads over HTTP and tells progress in bytes up to the whole', async () => {
    const progress: [number, number][] = [];
    const folder = await withServer(serveFiles, (url) =>
      fetchFolder(url, fetch, (loaded, total) => progress.push([loaded, total])),
    );
    expect(folder.manifest.name).toBe('Tiny');
    const total = weights.length + tokenizer.length;
    expect(progress.at(-1)).toEqual([total, total]);
    const loaded = progress.map(([bytes]) => bytes);
    expect(loaded).toEqual([...loaded].sort((a, b) => a - b));
  });

  it.each<[string, RequestListener, RegExp]>([
    ['a missing file', (_, response) => response.writeHead(404).end(), /no such file: .*manifest\.json/],
    ['a failing server', (_, response) => response.writeHead(503).end(), /answered 503/],
    [
      'a page in place of a file',
      (_, response) => response.setHeader('content-type', 'text/html').end('<p>hi'),
      /manifest\.json is a web page/,
    ],
    ['a page without a type', (_, response) => response.end(' <!DOCTYPE html><p>hi'), /is a web page/],
    [
      'a cut connection',
      (_, response) => {
        response.writeHead(200, { 'content-length': 100 }).write('{"schema"');
        setTimeout(() => response.destroy(), 20);
      },
      /connection was cut after \d+ bytes of .*manifest\.json/,
    ],
    [
      'more bytes than stated',
      (request, response) => {
        if (request.url!.endsWith('manifest.json')) serveFiles(request, response);
        else response.end(Buffer.alloc(100_000));
      },
      /model\.safetensors is longer than the \d+ bytes expected/,
    ],
  ])('says what is wrong with %s', async (_, listener, message) => {
    await expect(withServer(listener, (url) => fetchFolder(url, fetch))).rejects.toThrow(message);
  });

  it('says so when there is no network, and passes cancelling through', async () => {
    const offline = () => Promise.reject(new TypeError('Failed to fetch'));
    await expect(fetchFolder('http://host/m', offline)).rejects.toThrow(
      /could not be fetched \(Failed to fetch\)/,
    );
    const cancelled = () => Promise.reject(new DOMException('stopped', 'AbortError'));
    await expect(fetchFolder('http://host/m', cancelled)).rejects.toMatchObject({ name: 'AbortError' });
  });
});
