import { describe, expect, it } from 'vitest';
import { WhylightError } from '../../src/tensor/error';
import { toyClip } from '../fixtures/clip';
import { toyClipmapper } from '../fixtures/clipmapper';
import type { FolderFiles } from './folder-write';
import { parseManifest } from './manifest';

interface Json {
  [key: string]: Json | string | number | readonly unknown[];
}

const manifestOf = ({ 'manifest.json': bytes }: FolderFiles) =>
  JSON.parse(new TextDecoder().decode(bytes)) as Json;
const clipmapper = manifestOf(await toyClipmapper({ seed: 1 }));
const clip = manifestOf(await toyClip({ seed: 1 }));

/** A copy with one field, named by its path, set anew; left out where it is undefined. */
function changed(manifest: Json, path: string, value: unknown): Json {
  const copy = structuredClone(manifest);
  const keys = path.split('.');
  const last = keys.pop()!;
  const parent = keys.reduce<Json>((at, key) => at[key] as Json, copy);
  if (value === undefined) delete parent[last];
  else parent[last] = value as Json;
  return copy;
}

const refusal = (manifest: Json): WhylightError => {
  try {
    parseManifest(manifest);
  } catch (error) {
    if (error instanceof WhylightError) return error;
    throw error;
  }
  throw new Error('It was accepted.');
};

describe('a manifest', () => {
  it.each([
    ['clipmapper', clipmapper],
    ['clip', clip],
  ])('of a %s is read as it is', (architecture, manifest) => {
    expect(parseManifest(manifest)).toEqual({ ...manifest, architecture });
  });

  it('of an architecture that nobody knows is refused, naming those that are known', () => {
    const { code, message } = refusal(changed(clip, 'architecture', 'perceiver'));
    expect(code).toBe('model-broken');
    expect(message).toMatch(
      /^The model's manifest\.json is not valid at architecture: must be one of clipmapper, clip, siglip\b.*, and is "perceiver"\.$/,
    );
  });

  it.each<[string, Json, string, unknown, RegExp | string]>([
    ['an unknown activation', clipmapper, 'config.mapper.hidden_act', 'swish', /Expected .*received "swish"/],
    ['half a layer', clipmapper, 'config.mapper.num_hidden_layers', 1.5, /integer/],
    ['no width', clipmapper, 'config.mapper.hidden_size', undefined, /hidden_size/],
    ['no epsilon', clipmapper, 'config.mapper.layer_norm_eps', 0, />0/],
    ['a width of the text tower', clipmapper, 'config.clip.text_config.hidden_size', 'wide', /number/],
    ['no channel', clip, 'config.clip.vision_config.num_channels', 1, /Expected 3/],
    ['a configuration that is no object', clip, 'config', 'clip', /Object/],
    ['too few answers for a vocabulary', clipmapper, 'answers', ['yes'], 'must name at least 2 answers'],
    [
      'an image of another size than the mapper’s',
      clipmapper,
      'preprocessing.size',
      64,
      'must equal config.clip.vision_config.image_size',
    ],
    [
      'an image of another size than the towers’',
      clip,
      'preprocessing.size',
      64,
      'must equal config.clip.vision_config.image_size',
    ],
  ])('with %s is refused, naming the field', (_, manifest, path, value, problem) => {
    const { message } = refusal(changed(manifest, path, value));
    const start = `The model's manifest.json is not valid at ${path}: `;
    expect(message.slice(0, start.length)).toBe(start);
    expect(message.slice(start.length)).toMatch(problem);
  });

  it.each<[string, Json, RegExp]>([
    [
      'heads that do not divide the mapper’s width',
      changed(clipmapper, 'config.mapper.num_attention_heads', 3),
      /at config\.mapper: hidden_size must be a multiple of num_attention_heads/,
    ],
    [
      'a CLIPmapper without mapper',
      changed(clipmapper, 'config.mapper', undefined),
      /at config\.mapper: must be there/,
    ],
    [
      'a CLIP with one',
      changed(clip, 'config.mapper', { ...((clipmapper['config'] as Json)['mapper']! as Json) }),
      /at config\.mapper: does not belong to the architecture "clip"/,
    ],
    [
      'a CLIPmapper that says it is a CLIP',
      changed(clipmapper, 'architecture', 'clip'),
      /at config\.mapper: /,
    ],
    [
      'a CLIP that says it is a CLIPmapper',
      changed(clip, 'architecture', 'clipmapper'),
      /at config\.mapper: /,
    ],
  ])('%s is refused', (_, manifest, message) => {
    expect(refusal(manifest).message).toMatch(message);
  });
});
