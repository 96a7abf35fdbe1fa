import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tokenTexts } from '../../../models/captioner/vocabulary';
import type { MapperForward } from '../../../models/clipmapper/forward';
import { toyClipmapper } from '../../../models/fixtures/clipmapper';
import { textOf } from '../../../src/engine/caption';
import { loadTokenizer } from '../../../src/text/tokenizer';
import { claimsOf, generateScene, renderScene } from '../../../src/scene';
import { openSafetensors } from '../../../src/weights/safetensors';
import { readTensorF32 } from '../../../src/weights/values';
import { measureCaptions } from '../../evaluate/captions';
import { loadAtlas } from '../../library/atlas';
import { writeModelFolder } from '../../library/folder';
import { load } from '../../library/library';
import { openModelFolder } from '../../library/models';
import { FeatureCache } from '../clip/cache';
import { captionSource } from './captionSource';
import { trainCaptioner, type CaptionRun } from './run';
import { sceneKey, type SceneRange } from './sceneFeatures';

let dir: string;
let towers: string;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'whylight-captions-'));
  towers = path.join(dir, 'towers');
  // A caption of single letters needs many places.
  await writeModelFolder(towers, await toyClipmapper({ seed: 5, maxTokens: 160 }));
});
afterAll(() => rm(dir, { recursive: true }));

const run = (out: string, options: Partial<CaptionRun> = {}) =>
  trainCaptioner({
    out: path.join(dir, out),
    towers,
    scenes: 6,
    stage: 'captions',
    steps: 4,
    images: 2,
    peak: 1e-2,
    floor: 0.1,
    layers: 2,
    seed: 1,
    threads: 1,
    about: {},
    report: () => undefined,
    ...options,
  });

const weightsOf = async (out: string) => {
  const file = path.join(dir, out, 'model.safetensors');
  return openSafetensors(await readFile(file), file);
};

describe('training a captioner on frozen towers', () => {
  it('writes a model that describes: the towers as they were, and what was learned', async () => {
    expect(await run('whole')).toBe(true);
    const [before, after] = [(await openModelFolder(towers)).weights, await weightsOf('whole')];
    for (const name of ['vision_model.post_layernorm.bias', 'text_model.embeddings.token_embedding.weight']) {
      const [was, is] = [readTensorF32(before, name), readTensorF32(after, name)];
      is.forEach((value, i) => expect(Math.abs(value - was[i]!)).toBeLessThan(1e-3));
    }
    const model = await load(path.join(dir, 'whole'), { threads: 1 });
    expect(model.facts.says).toBe('captions');
    const measured = await measureCaptions(model, { split: 'val', count: 2 });
    expect(measured.captions).toBe(2);
    expect(measured.tokens.of).toBeGreaterThan(20);
    // Untrained, each of 520 tokens is about as likely as any other.
    expect(measured.loss).toBeGreaterThan(Math.log(520) - 3);
    expect(measured.loss).toBeLessThan(Math.log(520) + 3);
    await model.dispose();
  });

  it('goes on from where it was stopped, and learns the same', async () => {
    const stop = new AbortController();
    stop.abort();
    // The running step is finished before a training stops.
    expect(await run('parts', { signal: stop.signal })).toBe(false);
    expect(await run('parts')).toBe(true);
    const [whole, parts] = [await weightsOf('whole'), await weightsOf('parts')];
    for (const name of ['next_token.weight', 'mapper.layers.1.text.cross_attn.q_proj.weight'])
      expect(readTensorF32(parts, name)).toEqual(readTensorF32(whole, name));
  });

  it('learns from what the vision tower sees of the scene', async () => {
    const cache = await FeatureCache.open(path.join(dir, 'whole/training/features'));
    const model = await load(towers, { threads: 1 });
    const kept = await cache.get(sceneKey('train', 1_000_003));
    const pixels = renderScene(generateScene(1_000_003, 'train'), await loadAtlas(), model.facts.imageSize);
    const forward = (await model.forward()) as MapperForward;
    const { mapper } = forward;
    const seen = await forward.hidden([{ patches: mapper.patchesOf(pixels) }]);
    expect(kept).toHaveLength(seen.data.length);
    kept.forEach((value, i) => expect(Math.abs(value - seen.data[i]!)).toBeLessThan(5e-3));
    await forward.dispose();
    await model.dispose();
    await cache.close();
  });
});

describe('captionSource', () => {
  const scenes: SceneRange = { split: 'train', first: 1_000_000, count: 6 };

  it('gives every scene once a round, with a true caption, and the same at the same step', async () => {
    const folder = await openModelFolder(towers);
    const tokenizer = loadTokenizer(folder.tokenizer, { maxLength: 160 });
    const cache = await FeatureCache.open(path.join(dir, 'whole/training/features'));
    const source = () => captionSource(cache, tokenizer, scenes, { images: 3, seed: 7 });
    const steps = [await source().examples(0), await source().examples(1)];
    const images = await Promise.all(
      Array.from({ length: 6 }, (_, n) => cache.get(sceneKey('train', 1_000_000 + n))),
    );
    const order = steps
      .flat()
      .map(({ image }) => images.findIndex((known) => known.every((value, i) => value === image[i])));
    expect([...order].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    const vocabulary = tokenTexts(folder.tokenizer, tokenizer.vocabSize);
    const words = steps.flat().map(({ caption }) => textOf({ vocabulary }, caption.slice(1, -1)));
    words.forEach((text, n) => {
      const claims = claimsOf(text, generateScene(1_000_000 + order[n]!, 'train'));
      expect(
        claims.filter(({ right }) => !right),
        text,
      ).toEqual([]);
      expect(claims.length).toBeGreaterThan(1);
    });
    expect((await source().examples(1)).map(({ caption }) => caption)).toEqual(
      steps[1]!.map(({ caption }) => caption),
    );
    // Another round, another order.
    const later = await Promise.all([2, 3].map((step) => source().examples(step)));
    expect(later.flat().map(({ caption }) => caption)).not.toEqual(
      steps.flat().map(({ caption }) => caption),
    );
    await cache.close();
  });
});
