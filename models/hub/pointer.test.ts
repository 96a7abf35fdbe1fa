import { describe, expect, it } from 'vitest';
import { toyClip } from '../fixtures/clip';
import { loadCheckpoint } from './checkpoint';
import { loadModelFolder, type ReadFile } from './folder';
import { MissingFile } from './missing';

const bytes = (text: string) => new TextEncoder().encode(text);
const POINTER = bytes(
  `version https://git-lfs.github.com/spec/v1\noid sha256:${'4d'.repeat(32)}\nsize 605157884\n`,
);
const CONFIG = {
  architectures: ['CLIPModel'],
  model_type: 'clip',
  projection_dim: 4,
  text_config: {
    hidden_size: 8,
    num_attention_heads: 2,
    intermediate_size: 16,
    num_hidden_layers: 1,
    vocab_size: 600,
  },
  vision_config: {
    hidden_size: 8,
    num_attention_heads: 2,
    intermediate_size: 16,
    num_hidden_layers: 1,
    image_size: 32,
    patch_size: 8,
  },
};

const reader =
  (files: Readonly<Record<string, Uint8Array>>): ReadFile =>
  async (name) => {
    const found = files[name];
    if (!found) throw new MissingFile('model-broken', `no ${name}`);
    return found;
  };
const published = {
  'config.json': bytes(`\ufeff${JSON.stringify(CONFIG)}`),
  'tokenizer.json': bytes('{}'),
};

describe('a checkpoint whose files stand for others', () => {
  it.each(['model.safetensors', 'tokenizer.json', 'config.json'])(
    'names a pointer of Git LFS: %s',
    async (name) => {
      const files = { ...published, 'model.safetensors': bytes('x'), [name]: POINTER };
      await expect(loadCheckpoint(reader(files), { id: 'x' })).rejects.toThrow(
        new RegExp(`^${name} is a pointer of Git LFS.*git lfs pull`),
      );
    },
  );

  it('names one in a folder with a manifest, too', async () => {
    const files = { ...(await toyClip({ seed: 1 })), 'model.safetensors': POINTER };
    await expect(loadModelFolder(reader(files))).rejects.toThrow(
      /model\.safetensors is a pointer of Git LFS/,
    );
  });

  it.each([
    ['pytorch_model.bin.index.json', /pickled ones \(pytorch_model.bin\) would run code/],
    ['model.safetensors.index.json', /model.safetensors.index.json lists no weights/],
  ])('names what is wrong with weights in several files: %s', async (index, sentence) => {
    const files = { ...published, [index]: bytes('{"weight_map":{}}') };
    await expect(loadCheckpoint(reader(files), { id: 'x' })).rejects.toThrow(sentence);
  });
});
