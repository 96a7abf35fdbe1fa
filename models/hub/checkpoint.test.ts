import { createHash } from 'node:crypto';
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
import { loadTokenizer } from '../../src/text/tokenizer';
import { openSafetensors } from '../../src/weights/safetensors';
import { writeSafetensors } from '../../src/weights/safetensors-write';
import { readTensorF32, tensorBytes } from '../../src/weights/values';

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
    ['another architecture', { 'config.json': json({ model_type: 'blip' }) }, /"blip"/],
    [
      'images of any proportions',
      { 'config.json': json({ model_type: 'siglip2' }) },
      /NaFlex model of SigLIP 2/,
    ],
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

describe('weights in several files', () => {
  const files = huggingFaceFiles(TOY);
  const { 'model.safetensors': whole, ...others } = files;
  const parts = splitWeights(whole!);

  it('give the same values as one file, known by the digest of all one after the other', async () => {
    const values = await valuesOf({ ...others, ...parts });
    expect(values.size).toBe(original.size);
    for (const [name, data] of values) expect(data, name).toEqual(original.get(name));
    const { sha256 } = await load({ ...others, ...parts });
    const hash = createHash('sha256');
    for (const name of Object.keys(parts)
      .filter((path) => path.endsWith('.safetensors'))
      .sort())
      hash.update(parts[name]!);
    expect(sha256).toBe(hash.digest('hex'));
  });

  it('are refused where one is missing, another’s, or outside of the folder', async () => {
    const { 'model-00002-of-00002.safetensors': second, ...first } = parts;
    await expect(load({ ...others, ...first })).rejects.toThrow('model-00002-of-00002.safetensors');
    const twice = { ...parts, 'model-00001-of-00002.safetensors': second! };
    await expect(load({ ...others, ...twice })).rejects.toThrow(/stands in two/);
    const outside = json({ weight_map: { a: '../model.safetensors' } });
    await expect(load({ ...others, 'model.safetensors.index.json': outside })).rejects.toThrow(
      /name of a safetensors/,
    );
  });
});

/** The tensors of a file, every other one in the second of two files, with transformers' list of them. */
function splitWeights(whole: Uint8Array): Files {
  const file = openSafetensors(whole);
  const names = [...file.tensors.keys()];
  const nameOf = (n: number) => `model-0000${n + 1}-of-00002.safetensors`;
  const part = (n: number) =>
    writeSafetensors(
      names
        .filter((_, i) => i % 2 === n)
        .map((name) => ({ name, ...file.tensors.get(name)!, data: tensorBytes(file, name) })),
    );
  return {
    'model.safetensors.index.json': json({
      metadata: { total_size: whole.length - file.dataOffset },
      weight_map: Object.fromEntries(names.map((name, i) => [name, nameOf(i % 2)])),
    }),
    [nameOf(0)]: part(0),
    [nameOf(1)]: part(1),
  };
}

describe('OpenCLIP’s configuration', () => {
  const files = openClipFiles(TOY);
  const config = JSON.parse(new TextDecoder().decode(files['open_clip_config.json'])) as {
    model_cfg: { vision_cfg: object; text_cfg: object };
    preprocess_cfg: object;
  };
  const { model_cfg: model } = config;
  const withModel = (more: object) => json({ ...config, model_cfg: { ...model, ...more } });
  const withText = (more: object) => withModel({ text_cfg: { ...model.text_cfg, ...more } });
  const withVision = (more: object) => withModel({ vision_cfg: { ...model.vision_cfg, ...more } });

  it.each([
    ['no_causal_mask', withText({ no_causal_mask: true })],
    ['text_cfg.pool_type', withText({ pool_type: 'last' })],
    ['vision_cfg.pool_type', withVision({ pool_type: 'avg' })],
    ['vision_cfg.timm_model_name', withVision({ timm_model_name: 'vit_base_patch16_siglip_224' })],
    ['vision_cfg.ls_init_value', withVision({ ls_init_value: 1e-4 })],
    ['text_cfg.tokenizer_kwargs', withText({ tokenizer_kwargs: { clean: 'canonicalize' } })],
    ['model_cfg.multimodal_cfg', withModel({ multimodal_cfg: { width: 512 } })],
    ['model_cfg.init_logit_bias', withModel({ init_logit_bias: -10 })],
    ['preprocess_cfg.resize_mode', json({ ...config, preprocess_cfg: { resize_mode: 'longest' } })],
  ])('%s that asks for another model is refused by name', async (name, changed) => {
    await expect(load({ ...files, 'open_clip_config.json': changed })).rejects.toThrow(name);
  });

  it('takes what says nothing new, null too', async () => {
    const changed = json({
      model_cfg: {
        ...model,
        custom_text: true,
        vision_cfg: { ...model.vision_cfg, ls_init_value: null, pool_type: 'tok', image_size: [32, 32] },
        text_cfg: { ...model.text_cfg, no_causal_mask: false, pool_type: 'argmax', hf_tokenizer_name: 'x/y' },
      },
      preprocess_cfg: { resize_mode: 'squash', size: [32, 32] },
    });
    const { manifest } = await load({ ...files, 'open_clip_config.json': changed });
    expect(manifest.preprocessing).toMatchObject({ size: 32, resize: 'square' });
  });
});

it('settings of transformers 5 lie in processor_config.json, and come before a file of their own', async () => {
  const files = huggingFaceFiles(TOY);
  const own = { ...PREPROCESSOR, image_mean: [0.1, 0.2, 0.3] };
  const both = {
    ...files,
    'processor_config.json': json({ image_processor: own, processor_class: 'CLIPProcessor' }),
  };
  expect((await load(both)).manifest.preprocessing.mean).toEqual([0.1, 0.2, 0.3]);
  const without = { ...files, 'processor_config.json': json({ processor_class: 'CLIPProcessor' }) };
  expect((await load(without)).manifest.preprocessing.mean).toEqual(PREPROCESSOR.image_mean);
});

it('own tokens of a checkpoint with vocab.json and merges.txt are kept', async () => {
  const { 'tokenizer.json': tokenizer, ...rest } = huggingFaceFiles(TOY);
  const { model } = JSON.parse(new TextDecoder().decode(tokenizer)) as {
    model: { vocab: Record<string, number>; merges: string[] };
  };
  const files = {
    ...rest,
    'vocab.json': json(model.vocab),
    'merges.txt': new TextEncoder().encode(model.merges.join('\n')),
    'added_tokens.json': json({ '<sks>': 700 }),
  };
  const { encode } = loadTokenizer((await load(files)).tokenizer, { maxLength: 8 });
  expect(encode('<sks>').ids[1]).toBe(700);
});

it('pickled weights are refused, saying why', async () => {
  const { 'model.safetensors': _, ...rest } = huggingFaceFiles(TOY);
  await expect(load({ ...rest, 'pytorch_model.bin': new Uint8Array(9) })).rejects.toThrow(
    /safetensors format only, as pickled ones \(pytorch_model.bin\) would run code/,
  );
});
