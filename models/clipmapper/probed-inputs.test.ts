import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Feeds } from '../../src/engine/feeds';
import { TensorPool } from '../../src/engine/program';
import { relativeError, seededArray, sum } from '../../src/engine/testing/toy';
import { BASELINE, inputTimesGradient } from '../../src/methods/input-times-gradient';
import { integratedGradientsMaps } from '../../src/methods/integrated-gradients';
import type { Probe } from '../../src/methods/probe';
import type { Encoding } from '../../src/text/tokenizer';
import type { Mapper } from './mapper-model';
import { probedInputs } from './probed-inputs';
import { toyMapper } from './testing/toy';

const TARGET: Float32Array = Float32Array.of(0, 1, 0, 0, 0);
const patches = seededArray(16 * 192, 62);
let mapper: Mapper;
let encoding: Encoding;
beforeAll(async () => {
  mapper = await toyMapper({ seed: 61 });
  encoding = mapper.encode('is the cat red?');
});
afterAll(() => mapper.sessions.dispose());

/** The example as methods see it; maps are given back as they come. */
const probe = (target = TARGET): Probe => ({
  streams: [],
  grid: mapper.grid,
  wordIds: encoding.wordIds,
  target,
  logits: () => Promise.reject(new Error('The model is not run as a whole.')),
  inputs: probedInputs(mapper, patches, encoding, target),
  maps: (image, text) => ({ image, text }),
});

async function timesGradient(target?: Float32Array): Promise<{ image: Float64Array; text: Float64Array }> {
  const { compute } = inputTimesGradient;
  if (compute.kind !== 'probe') throw new TypeError('Input × gradient is a probe.');
  const { maps } = await compute.maps(probe(target));
  return { image: maps['image']!, text: maps['text']! };
}

const feedsOfExample = (): Feeds => ({
  ...mapper.embeddings.image([{ patches }]),
  ...mapper.embeddings.text([encoding]),
});

/** y at inputs given as feeds. */
async function scoreOf(feeds: Feeds): Promise<number> {
  const pool = new TensorPool();
  mapper.feed(pool, feeds);
  await (await mapper.program('vision', 'inputs')).run(pool, pool);
  await (await mapper.program('answer', 'inputs')).run(pool, pool);
  const logits = pool.get('logits')!.data as Float32Array;
  return sum(TARGET.map((c, i) => c * logits[i]!));
}

describe('input × gradient', () => {
  it('is the slope of y as one patch, or one word, is scaled', async () => {
    const { image, text } = await timesGradient();
    const feeds = feedsOfExample();
    const h = 0.02;
    const slope = async (scaled: (factor: number) => Feeds) =>
      ((await scoreOf(scaled(1 + h))) - (await scoreOf(scaled(1 - h)))) / (2 * h);
    const largest = Math.max(...image.map(Math.abs));
    for (const patch of [0, 7, 15]) {
      const expected = await slope((factor) => {
        const data = feeds['patches']!.data.slice();
        for (let i = (patch + 1) * 192; i < (patch + 2) * 192; i++) data[i]! *= factor;
        return { ...feeds, patches: { ...feeds['patches']!, data } };
      });
      expect(Math.abs(image[patch]! - expected) / largest).toBeLessThan(0.02);
    }
    const { embeds: empty } = probe().inputs!.empty;
    const token = encoding.wordIds.indexOf(2);
    const expected = await slope((factor) => {
      const data = feeds['text_embeds']!.data.slice();
      for (let i = token * 12; i < (token + 1) * 12; i++)
        data[i] = empty[i]! + factor * (data[i]! - empty[i]!);
      return { ...feeds, text_embeds: { ...feeds['text_embeds']!, data } };
    });
    expect(Math.abs(text[token]! - expected) / Math.max(...text.map(Math.abs))).toBeLessThan(0.02);
  });

  it('gives start and end nothing, and changes sign with the target', async () => {
    const { text, image } = await timesGradient();
    expect([text[0], text.at(-1)]).toEqual([0, 0]);
    const [one, other] = [
      await timesGradient(Float32Array.of(0, 1, -1, 0, 0)),
      await timesGradient(Float32Array.of(0, -1, 1, 0, 0)),
    ];
    const reversed = other.image.map((value) => -value);
    expect(relativeError(reversed, one.image)).toBeLessThan(1e-5);
    expect(one.image.some((value) => value < 0)).toBe(true);
    expect(image).toHaveLength(16);
  });
});

describe('integrated gradients', () => {
  it('sum to the change of y, closer with more steps', async () => {
    const coarse = await integratedGradientsMaps(probe(), 2);
    const fine = await integratedGradientsMaps(probe(), 40);
    for (const side of ['Image', 'Text'] as const) {
      const [few, many] = [coarse, fine].map(({ facts }) => facts[`completenessError${side}`] as number);
      expect(many).toBeLessThan(0.01);
      expect(many).toBeLessThan(few!);
    }
    const feeds = feedsOfExample();
    const black = { ...feeds['patches']!, data: new Float32Array(17 * 192) };
    const change = (await scoreOf(feeds)) - (await scoreOf({ ...feeds, patches: black }));
    expect(Math.abs(sum(fine.maps['image']!) - change) / Math.abs(change)).toBeLessThan(0.01);
    expect(fine.facts).toMatchObject({ steps: 40, baseline: BASELINE });
  });
});

describe('the inputs as numbers', () => {
  it('are what the network reads, and score as it does', async () => {
    const { given, scores } = probe().inputs!;
    const feeds = feedsOfExample();
    expect(given.patches).toEqual(feeds['patches']!.data.slice(192));
    expect(given.embeds).toEqual(feeds['text_embeds']!.data);
    const [y, again] = await scores([given, given]);
    expect(y).toBeCloseTo(await scoreOf(feeds), 5);
    expect(again).toBeCloseTo(y!, 6);
  });

  it('are empty where words are left out: positions alone, start and end whole', () => {
    const { given, empty } = probe().inputs!;
    expect(empty.patches.every((value) => value === 0)).toBe(true);
    const row = (of: Float32Array, token: number) => [...of.subarray(token * 12, (token + 1) * 12)];
    encoding.wordIds.forEach((word, token) =>
      expect(row(empty.embeds, token)).toEqual(
        row(word < 0 ? given.embeds : mapper.embeddings.textPositions, token),
      ),
    );
  });
});
