import { describe, expect, it } from 'vitest';
import { clipTensors } from '../clip/tensors';
import { toyClipParts } from '../fixtures/clip';
import { loadCheckpoint, openFolder } from './checkpoint';
import { shapeOf } from './memory';
import { parsePreprocessor } from './published-config';
import {
  huggingFaceFiles,
  json,
  openClipFiles,
  PREPROCESSOR,
  readerOf,
  type Files,
} from './testing/published';
import { readTensorF32 } from '../../src/weights/values';

const TOY = { seed: 31 };
const load = (files: Files) => loadCheckpoint(readerOf(files), { id: 'maker/clip toy' });
const original = new Map(toyClipParts(TOY).tensors.map(({ name, data }) => [name, data as Float32Array]));

async function valuesOf(files: Files) {
  const { manifest, weights } = await load(files);
  const names = Object.keys(clipTensors(shapeOf(manifest.config).clip));
  return new Map(names.map((name) => [name, readTensorF32(weights, name)]));
}

describe('a Hugging Face checkpoint', () => {
  it('becomes a model folder that says what it is', async () => {
    const { manifest, sha256 } = await load(huggingFaceFiles(TOY));
    expect(manifest.architecture).toBe('clip');
    expect(manifest.id).toBe('maker/clip-toy');
    expect(manifest.domain).toBe('photographs');
    expect(manifest.preprocessing).toEqual({
      size: 32,
      resize: 'shortest-edge',
      mean: PREPROCESSOR.image_mean,
      std: PREPROCESSOR.image_std,
      resample: 'bicubic',
    });
    expect(manifest.files.find(({ path }) => path === 'model.safetensors')!.sha256).toBe(sha256);
  });

  it('float32: the values as they are', async () => {
    const values = await valuesOf(huggingFaceFiles(TOY));
    for (const [name, data] of values) expect(data, name).toEqual(original.get(name));
  });

  it('bfloat16: widened without a change, in a type that every backend has', async () => {
    const files = huggingFaceFiles(TOY, 'bfloat16');
    const { weights } = await load(files);
    expect([...weights.tensors.values()].some(({ dtype }) => dtype === 'bfloat16')).toBe(false);
    for (const [name, data] of await valuesOf(files)) {
      data.forEach((value, i) => {
        const full = original.get(name)![i]!;
        expect(Math.abs(value - full)).toBeLessThanOrEqual(Math.abs(full) * 2 ** -7);
      });
    }
  });

  it('float16: close to the original', async () => {
    for (const [name, data] of await valuesOf(huggingFaceFiles(TOY, 'float16'))) {
      data.forEach((value, i) => expect(value).toBeCloseTo(original.get(name)![i]!, 2));
    }
  });

  it('takes vocab.json and merges.txt in place of tokenizer.json', async () => {
    const { 'tokenizer.json': tokenizer, ...rest } = huggingFaceFiles(TOY);
    const { model } = JSON.parse(new TextDecoder().decode(tokenizer)) as {
      model: { vocab: object; merges: string[] };
    };
    const merges = new TextEncoder().encode(`#version: 0.2\n${model.merges.join('\n')}\n`);
    const folder = await load({ ...rest, 'vocab.json': json(model.vocab), 'merges.txt': merges });
    expect((folder.tokenizer as { model: object }).model).toMatchObject({
      vocab: model.vocab,
      merges: model.merges,
    });
  });
});

describe('OpenCLIP’s naming', () => {
  it('with its own configuration: the same model, projections split and turned', async () => {
    const values = await valuesOf(openClipFiles(TOY));
    expect(values.size).toBe(original.size);
    for (const [name, data] of values) expect(data, name).toEqual(original.get(name));
  });

  it('with Hugging Face’s config.json', async () => {
    const { 'config.json': config, 'preprocessor_config.json': preprocessor } = huggingFaceFiles(TOY);
    const { 'open_clip_model.safetensors': weights, 'tokenizer.json': tokenizer } = openClipFiles(TOY);
    const values = await valuesOf({
      'config.json': config!,
      'preprocessor_config.json': preprocessor!,
      'tokenizer.json': tokenizer!,
      'model.safetensors': weights!,
    });
    for (const [name, data] of values) expect(data, name).toEqual(original.get(name));
  });
});

describe('what does not fit is named', () => {
  const files = huggingFaceFiles(TOY);
  const config = JSON.parse(new TextDecoder().decode(files['config.json'])) as {
    text_config: object;
    vision_config: object;
  };
  it.each([
    ['another architecture', { 'config.json': json({ model_type: 'siglip' }) }, /"siglip"/],
    [
      'a deeper model',
      {
        'config.json': json({ ...config, vision_config: { ...config.vision_config, num_hidden_layers: 3 } }),
      },
      /16 missing \(vision_model.encoder.layers.2/,
    ],
    [
      'a shallower one',
      { 'config.json': json({ ...config, text_config: { ...config.text_config, num_hidden_layers: 1 } }) },
      /16 surplus \(text_model.encoder.layers.1/,
    ],
    [
      'no JSON',
      { 'config.json': new TextEncoder().encode('<html>') },
      /config.json of the model is not JSON/,
    ],
    ['a cut file', { 'model.safetensors': files['model.safetensors']!.slice(0, 5000) }, /model.safetensors/],
    [
      'an image of another size',
      { 'preprocessor_config.json': json({ ...PREPROCESSOR, size: 64, crop_size: 64 }) },
      /64 pixels.*32 × 32/,
    ],
  ] as const)('%s', async (_, changed, message) => {
    await expect(load({ ...files, ...(changed as Files) })).rejects.toThrow(message);
  });

  it.each([
    ['config.json', /no manifest.json: .*config.json/],
    ['tokenizer.json', /tokenizer.json nor vocab.json/],
    ['model.safetensors', /no model.safetensors/],
  ] as const)('no %s', async (name, message) => {
    const rest = Object.fromEntries(Object.entries(files).filter(([path]) => path !== name));
    await expect(openFolder(readerOf(rest), { id: 'x' })).rejects.toThrow(message);
  });

  it('an error of the reader passes through', async () => {
    const read = () => Promise.reject(new Error('disk on fire'));
    await expect(openFolder(read, { id: 'x' })).rejects.toThrow('disk on fire');
  });
});

it('a checkpoint without preprocessor_config.json gets CLIP’s own numbers', () => {
  expect(parsePreprocessor(undefined, 224)).toMatchObject({
    size: 224,
    mean: [0.48145466, 0.4578275, 0.40821073],
  });
});
