import { describe, expect, it } from 'vitest';
import { fileAddress, hostOf, parseRemote, remoteKey, remoteOf, storedName } from './remote';

describe('what somebody typed', () => {
  it.each([
    ['openai/clip', undefined, { id: 'openai/clip' }],
    [' openai/clip/ ', ' v1 ', { id: 'openai/clip', revision: 'v1' }],
    ['https://huggingface.co/openai/clip', undefined, { id: 'openai/clip' }],
    [
      'https://huggingface.co/openai/clip/tree/refs%2Fpr%2F1',
      undefined,
      { id: 'openai/clip', revision: 'refs/pr/1' },
    ],
    ['https://huggingface.co/a/b/blob/v2/config.json', undefined, { id: 'a/b', revision: 'v2' }],
    ['https://huggingface.co/a/b/blob/v2/config.json', 'v3', { id: 'a/b', revision: 'v3' }],
    [
      'https://huggingface.co/a/b/resolve/main/x.safetensors?download=true',
      '',
      { id: 'a/b', revision: 'main' },
    ],
    ['https://huggingface.co/a/b?library=transformers#usage', undefined, { id: 'a/b' }],
    ['https://huggingface.co/a/b/discussions/3', undefined, { id: 'a/b' }],
    ['huggingface.co/a/b', undefined, { id: 'a/b' }],
    ['http://www.hf.co/a/b/tree/v1/', undefined, { id: 'a/b', revision: 'v1' }],
    ['hf-hub:a/b', undefined, { id: 'a/b' }],
    ['hf://a/b', undefined, { id: 'a/b' }],
    ['https://host.org/models/mine/', undefined, { url: 'https://host.org/models/mine' }],
    ['https://huggingface.co/a/b/c/d', undefined, { url: 'https://huggingface.co/a/b/c/d' }],
  ])('%j, revision %j', (text, revision, remote) => {
    expect(parseRemote(text, revision)).toEqual(remote);
  });

  it('belongs to the hub that is set', () => {
    expect(parseRemote('a/b', '', 'http://127.0.0.1:9')).toEqual({ id: 'a/b', base: 'http://127.0.0.1:9' });
    expect(parseRemote('http://127.0.0.1:9/a/b', '', 'http://127.0.0.1:9')).toMatchObject({ id: 'a/b' });
    // The public one is known besides.
    expect(parseRemote('https://huggingface.co/a/b', '', 'http://127.0.0.1:9')).toEqual({ id: 'a/b' });
  });

  it.each([
    '',
    'clip',
    'a b/c',
    'https://',
    'https://user@host/x',
    'https://host/../x',
    'javascript:alert(1)',
    'https://huggingface.co/datasets/a/b',
    'https://huggingface.co/spaces/a/b',
    'https://huggingface.co/a/b/tree/%E0%A4%A',
  ])('%j is refused in a sentence', (text) => {
    expect(() => parseRemote(text, undefined)).toThrow(/^".*\.$/);
  });
});

describe('names in the store', () => {
  it.each([
    { id: 'openai/clip', revision: 'main' },
    { id: 'a/b', revision: 'refs/pr/1', base: 'http://127.0.0.1:9/hub' },
    { url: 'https://host.org/mo@dels/x' },
  ])('lead back to %j', (remote) => {
    if (remote.url?.includes('@')) return expect(() => remoteKey(remote)).toThrow(/address/);
    expect(remoteOf(remoteKey(remote))).toEqual(remote);
    expect(storedName(remote, 'model.safetensors')).toBe(`${remoteKey(remote)}@model.safetensors`);
  });

  it('a folder is asked for its files, whoever serves it', () => {
    const remote = { url: 'https://host.org:8443/models' };
    expect(fileAddress(remote, 'config.json')).toBe('https://host.org:8443/models/config.json');
    expect(hostOf(remote)).toBe('host.org:8443');
    expect(remoteOf(remoteKey(remote))).toEqual(remote);
  });

  it('others are no models', () => {
    expect(remoteOf('something')).toBeUndefined();
    expect(remoteOf('a@b@c')).toBeUndefined();
    expect(remoteOf('%E0%A4%A@main')).toBeUndefined();
  });
});
