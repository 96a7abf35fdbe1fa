import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type ClipmapperEngine } from './engine';
import { baselineEmbeds, exampleFeeds, inputTimesGradient, type InputExample } from './inputs-gradient';
import { integratedGradients, missed, pathPoint } from './inputs-gradient-path';
import { logOdds, meanOverWindows, occlusion, windowSide, windowsOf } from './occlusion';
import { TensorPool } from './program';
import type { Feeds } from '../../models/clip/inputs';
import { relativeError, seededArray, toyFolder } from './testing/toy';

let engine: ClipmapperEngine;
let example: InputExample;
beforeAll(async () => {
  engine = await createEngine(ort, await toyFolder({ seed: 61 }), {
    provider: 'cpu',
    threads: 1,
  });
  const { ids, wordIds } = engine.model.tokenizer.encode('is the cat red?');
  example = { patches: seededArray(16 * 192, 62), ids, wordIds, target: Float32Array.of(0, 1, 0, 0, 0) };
});
afterAll(() => engine.dispose());

/** y at inputs given as feeds. */
async function scoreOf(feeds: Feeds): Promise<number> {
  const { vision, answer } = await engine.model.programs({ detail: 'inputs' });
  const pool = new TensorPool();
  engine.model.feed(pool, feeds);
  await vision.run(pool, pool);
  await answer.run(pool, pool);
  const logits = pool.get('logits')!.data as Float32Array;
  return example.target.reduce((y, c, i) => y + c * logits[i]!, 0);
}

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);

describe('input × gradient', () => {
  it('is the slope of y as one patch, or one word, is scaled', async () => {
    const { image, text } = await inputTimesGradient(engine.model, example);
    const feeds = exampleFeeds(engine.model, example);
    const h = 0.02;
    const slope = async (scaled: (factor: number) => Feeds) =>
      ((await scoreOf(scaled(1 + h))) - (await scoreOf(scaled(1 - h)))) / (2 * h);
    const largest = Math.max(...image.map(Math.abs));
    for (const patch of [0, 7, 15]) {
      const expected = await slope((factor) => {
        const data = feeds.patches!.data.slice();
        for (let i = (patch + 1) * 192; i < (patch + 2) * 192; i++) data[i]! *= factor;
        return { ...feeds, patches: { ...feeds.patches!, data } };
      });
      expect(Math.abs(image[patch]! - expected) / largest).toBeLessThan(0.02);
    }
    const empty = baselineEmbeds(engine.model, example, feeds.text_embeds!.data);
    const token = example.wordIds.indexOf(2);
    const expected = await slope((factor) => {
      const data = feeds.text_embeds!.data.slice();
      for (let i = token * 12; i < (token + 1) * 12; i++)
        data[i] = empty[i]! + factor * (data[i]! - empty[i]!);
      return { ...feeds, text_embeds: { ...feeds.text_embeds!, data } };
    });
    expect(Math.abs(text[token]! - expected) / Math.max(...text.map(Math.abs))).toBeLessThan(0.02);
  });

  it('gives start and end nothing, and changes sign with the target', async () => {
    const { text, image } = await inputTimesGradient(engine.model, example);
    expect([text[0], text.at(-1)]).toEqual([0, 0]);
    const rival = { ...example, target: Float32Array.of(0, 1, -1, 0, 0) };
    const reverse = { ...example, target: Float32Array.of(0, -1, 1, 0, 0) };
    const [one, other] = [
      await inputTimesGradient(engine.model, rival),
      await inputTimesGradient(engine.model, reverse),
    ];
    expect(
      relativeError(
        other.image.map((value) => -value),
        one.image,
      ),
    ).toBeLessThan(1e-5);
    expect(one.image.some((value) => value < 0)).toBe(true);
    expect(image).toHaveLength(16);
  });
});

describe('integrated gradients', () => {
  it('sum to the change of y, closer with more steps', async () => {
    const coarse = await integratedGradients(engine.model, example, 2);
    const fine = await integratedGradients(engine.model, example, 40);
    for (const side of ['Image', 'Text'] as const) {
      const [few, many] = [coarse, fine].map(({ facts }) => facts[`completenessError${side}`] as number);
      expect(many).toBeLessThan(0.01);
      expect(many).toBeLessThan(few!);
    }
    const feeds = exampleFeeds(engine.model, example);
    const black = { ...feeds.patches!, data: new Float32Array(17 * 192) };
    const change = (await scoreOf(feeds)) - (await scoreOf({ ...feeds, patches: black }));
    expect(Math.abs(sum(fine.image) - change) / Math.abs(change)).toBeLessThan(0.01);
    expect(fine.facts.steps).toBe(40);
  });

  it('weigh the points of a path so that powers of the share integrate', () => {
    const points = Array.from({ length: 32 }, (_, n) => pathPoint(n, 32));
    // ∫ 1 dα = 1, ∫ α dα = 1/2, ∫ α² dα = 1/3.
    [1, 1 / 2, 1 / 3].forEach((integral, power) =>
      expect(sum(points.map(({ share, weight }) => weight * share ** power))).toBeCloseTo(integral, 2.5),
    );
  });

  it('state what is missed as a share of the change', () => {
    expect(missed(Float64Array.of(1, 0.5), 2)).toBe(0.25);
    expect(missed(Float64Array.of(0.5), 0)).toBe(0.5);
  });
});

describe('occlusion', () => {
  it('windows are centred on each patch and cut at the border', () => {
    expect(windowsOf(3, 3)[0]).toEqual([0, 1, 3, 4]);
    expect(windowsOf(3, 3)[4]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect([4, 7, 12, 14, 24].map(windowSide)).toEqual([1, 1, 3, 3, 7]);
    // Patch 0 is in the windows of 0 and 1, patch 1 in all three of a row of three.
    expect([
      ...meanOverWindows(
        [
          [0, 1],
          [0, 1, 2],
          [1, 2],
        ],
        [3, 6, 0],
        3,
      ),
    ]).toEqual([4.5, 3, 3]);
  });

  it('log-odds are those of the answer against all others, or against the rival', () => {
    const logits = [Math.log(0.2), Math.log(0.5), Math.log(0.3)];
    expect(logOdds(logits, Float32Array.of(0, 1, 0))).toBeCloseTo(Math.log(0.5 / 0.5), 6);
    expect(logOdds(logits, Float32Array.of(1, 0, 0))).toBeCloseTo(Math.log(0.2 / 0.8), 6);
    expect(logOdds(logits, Float32Array.of(1, 0, -1))).toBeCloseTo(Math.log(0.2 / 0.3), 6);
  });

  it('tells what the model runs on: a made-up model that looks at patch 5 and the word of token 2 only', async () => {
    const run = async (
      images: readonly { kept?: readonly number[] }[],
      texts: readonly { ids: readonly number[] }[],
    ) =>
      Float32Array.from(
        Array.from({ length: Math.max(images.length, texts.length) }).flatMap((_, n) => {
          const { kept } = images[images.length === 1 ? 0 : n]!;
          const { ids } = texts[texts.length === 1 ? 0 : n]!;
          return [0, (kept === undefined || kept.includes(5) ? 2 : 0) + (ids.includes(102) ? 1 : 0)];
        }),
      );
    const made = {
      patches: new Float32Array(16 * 3),
      ids: [100, 101, 102, 103, 104],
      wordIds: [-1, 0, 1, 1, -1],
      target: Float32Array.of(0, 1),
    };
    const { image, text, facts } = await occlusion(run, made, 4);
    expect(facts).toEqual({ window: 1, stride: 1 });
    expect(image[5]).toBeCloseTo(2, 6);
    expect(sum(image)).toBeCloseTo(2, 6);
    [0, 0, 0.5, 0.5, 0].forEach((value, token) => expect(text[token]).toBeCloseTo(value, 6));
  });
});

describe('the engine', () => {
  it('puts them beside attention methods, in the order asked, and says what they rest on', async () => {
    const data = Uint8ClampedArray.from(seededArray(32 * 32 * 4, 63), (value) => 128 + 127 * value);
    const image = await engine.encodeImage({ width: 32, height: 32, data });
    const answered = await engine.answer(image, 'is the cat red?');
    const ids = ['occlusion', 'equal', 'integrated-gradients', 'inputxgradient'];
    const explained = await engine.explain(
      answered,
      { answer: 'blue', versus: 'red' },
      ids.map((id) => ({ id })),
    );
    const { methods, timings } = explained.document;
    expect(methods.map(({ id }) => id)).toEqual(ids);
    expect(methods[0]!.facts).toEqual({ window: 1, stride: 1 });
    expect(methods[1]!.facts).toBeUndefined();
    expect(methods[2]!.facts).toMatchObject({
      steps: 32,
      baseline: expect.stringContaining('mean-colour') as string,
    });
    for (const { image: map } of methods) {
      expect(map.values.reduce((total, value) => total + Math.abs(value), 0)).toBeCloseTo(1, 9);
    }
    expect(timings.inputMethods).toBeGreaterThan(0);
    const alone = await engine.explain(answered, { answer: 'blue', versus: 'red' }, [{ id: 'equal' }]);
    expect(alone.document.methods[0]!.image).toEqual(methods[1]!.image);
    expect(explained.replay({ id: 'occlusion' }).image).toHaveLength(explained.blocks.length);
  });
});
