import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainText, plainVision } from '../../models/clip/testing/plain';
import { loadModelFolder, type ModelFolder } from '../../models/hub/folder';
import { readTensorF32 } from '../weights/values';
import { toyClip } from '../../models/fixtures/clip';
import { readerOf } from '../../models/fixtures/clipmapper';
import { candidateTarget, imageCotangent, promptCotangent } from '../../models/clip/score';
import { preprocess, toPatches } from '../image/preprocess';
import { METHODS, normaliseMap } from '../relevance';
import { createClipEngine, type ClipEngine } from './clip-engine';
import type { MethodResult } from '../ask/document';
import { openEngine } from './open';
import type { CurvePoint } from './perturb';
import { TensorPool } from './program';
import type { Ort } from './runtime';
import { relativeError, runReference, seededArray, toArrays } from './testing/toy';
import type { Answered, EncodedImage, Pixels } from './types';

const runtime = ort as unknown as Ort;
const backend = { provider: 'cpu', threads: 1 } as const;
const pixels: Pixels = {
  width: 32,
  height: 32,
  data: Uint8ClampedArray.from(seededArray(32 * 32 * 4, 3), (v, i) => (i % 4 === 3 ? 255 : 128 + 127 * v)),
};
const COLOURS = ['red', 'blue', 'green'];

let folder: ModelFolder;
let engine: ClipEngine;
let image: EncodedImage;
let answered: Answered;
beforeAll(async () => {
  folder = await loadModelFolder(
    readerOf(await toyClip({ seed: 81, visionLayers: 3, textLayers: 2, maxTokens: 24 })),
  );
  engine = (await openEngine(runtime, folder, backend)) as ClipEngine;
  image = await engine.encodeImage(pixels);
  answered = await engine.answer(image, 'What colour is the cat?', COLOURS);
});
afterAll(async () => {
  answered.dispose();
  image.dispose();
  await engine.dispose();
});

const read = (name: string) => readTensorF32(folder.weights, name);
const clip = () => folder.manifest.config.clip;

/** Pixels [3, 32, 32] of patches of 8 × 8 in a grid of 4 × 4, each (channel, y, x). */
const planesOf = (flat: Float32Array) =>
  Float64Array.from({ length: 3072 }, (_, i) => {
    const [channel, y, x] = [Math.floor(i / 1024), Math.floor(i / 32) % 32, i % 32];
    const patch = Math.floor(y / 8) * 4 + Math.floor(x / 8);
    return flat[patch * 192 + channel * 64 + (y % 8) * 8 + (x % 8)]!;
  });

/** The image embedding and all prompts' embeddings by the plain loops. */
function plainEmbeddings() {
  const planes = planesOf(
    toPatches(preprocess(pixels, engine.info.preprocessing), 8, engine.info.preprocessing),
  );
  const seen = plainVision(read, clip(), planes).embedding;
  const texts = answered.candidates!.map(({ prompts }) =>
    prompts.map((prompt) => plainText(read, clip(), engine.model.tokenizer.encode(prompt).ids).embedding),
  );
  return { seen, texts };
}

describe('answers', () => {
  it('are scale times the cosine of the image and the mean of a candidate’s prompts', () => {
    const { seen, texts } = plainEmbeddings();
    const scale = Math.exp(read('logit_scale')[0]!);
    texts.forEach((prompts, k) => {
      const mean = seen.map((_, i) => prompts.reduce((sum, prompt) => sum + prompt[i]!, 0));
      const cosine = seen.reduce((sum, v, i) => sum + v * mean[i]!, 0) / Math.hypot(...mean);
      const found = answered.answers.find(({ text }) => text === COLOURS[k])!;
      expect(found.logit).toBeCloseTo(scale * cosine, 3);
    });
  });

  it('come from prompts that name the tokens shown', () => {
    expect(answered.tokens.join(' ')).toContain('cat');
    expect(answered.candidates!.map(({ answer }) => answer)).toEqual(COLOURS);
  });

  it('a caption is set against an empty text', async () => {
    const caption = await engine.answer(image, 'two dogs on a sofa');
    expect(caption.answers).toHaveLength(2);
    const { document } = await engine.explain(caption, {}, [{ id: 'equal' }], 0);
    expect(document.target.answer).toBe(caption.answers[0]!.text);
    caption.dispose();
  });
});

describe('programs of a tower', () => {
  const run = async (stream: 'image' | 'text', detail: 'reduced' | 'full' | 'inputs', start = 0) => {
    const { model } = engine;
    const { ids } = model.tokenizer.encode('a red cat');
    const [forward, backward] = [
      await model.forward(stream, detail),
      await model.backward(stream, detail, start),
    ];
    const feeds = {
      ...(stream === 'image'
        ? model.imageFeeds([{ patches: seededArray(16 * 192, 5) }])
        : model.embeddings.text([{ ids }])),
      [`${stream}_cotangent`]: { shape: [1, 10], data: seededArray(10, 6) },
    };
    const pool = new TensorPool();
    model.feed(pool, feeds);
    await forward.run(pool, pool);
    await backward.run(pool, pool);
    return { pool, feeds, graphs: [forward.graph, backward.graph] };
  };

  it.each([
    ['image', 'reduced'],
    ['text', 'reduced'],
    ['image', 'full'],
    ['text', 'full'],
    ['image', 'inputs'],
    ['text', 'inputs'],
  ] as const)('%s, %s: ONNX Runtime agrees with the float64 evaluator', async (stream, detail) => {
    const { pool, feeds, graphs } = await run(stream, detail);
    const expected = runReference(graphs, toArrays(feeds), folder);
    for (const { name } of graphs.flatMap(({ outputs }) => outputs)) {
      expect(relativeError(pool.get(name)!.data as Float32Array, expected[name]!.data), name).toBeLessThan(
        2e-4,
      );
    }
  });

  it('a backward pass from a later block gives the same for the blocks that are left, and nothing else', async () => {
    const whole = await run('image', 'reduced');
    const last = await run('image', 'reduced', 2);
    const names = last.graphs[1]!.outputs.map(({ name }) => name).sort();
    expect(names).toEqual(['2.abar', '2.eclip', '2.gradcam', '2.importance']);
    for (const name of names) {
      const [a, b] = [last, whole].map(({ pool }) => pool.get(name)!.data as Float32Array);
      expect(relativeError(a!, b!), name).toBeLessThan(1e-6);
    }
    expect(last.graphs[1]!.nodes.length).toBeLessThan(whole.graphs[1]!.nodes.length / 2);
  });

  it('Grad-ECLIP’s votes are the gradient of the read token’s attention, summed over heads', async () => {
    const words = engine.model.tokenizer.encode('a red cat').ids.length;
    for (const [stream, block, row, tokens] of [
      ['image', 2, 0, 17],
      ['text', 4, words - 1, words],
    ] as const) {
      const reduced = await run(stream, 'reduced');
      const full = await run(stream, 'full');
      const votes = (reduced.pool.get(`${block}.eclip`)!.data as Float32Array).subarray(0, tokens);
      const gradient = full.pool.get(`${block}.gradient`)!.data as Float32Array;
      const expected = Array.from({ length: tokens }, (_, n) =>
        [0, 1].reduce((sum, h) => sum + gradient[(h * tokens + row) * tokens + n]!, 0),
      );
      expect(relativeError(votes, expected)).toBeLessThan(1e-4);
    }
  });
});

describe('the gradient of the explained score', () => {
  it('of a patch’s pixels equals central differences of the plain loops', async () => {
    const { seen, texts } = plainEmbeddings();
    const scale = engine.model.scale;
    const unit = texts.map((prompts) => prompts.map((prompt) => Float32Array.from(prompt)));
    const logits = COLOURS.map((text) => answered.answers.find((a) => a.text === text)!.logit);
    const c = candidateTarget(logits, 1);
    const { model } = engine;
    const pool = new TensorPool();
    const patches = seededArray(16 * 192, 5);
    model.feed(pool, {
      ...model.imageFeeds([{ patches }]),
      image_cotangent: { shape: [1, seen.length], data: imageCotangent(unit, c, scale) },
    });
    await (await model.forward('image', 'inputs')).run(pool, pool);
    await (await model.backward('image', 'inputs', 0)).run(pool, pool);
    const gradient = pool.get('d patches')!.data as Float32Array;
    const y = (flat: Float32Array) => {
      const { embedding } = plainVision(read, clip(), planesOf(flat));
      return imageCotangent(unit, c, scale).reduce((sum, v, i) => sum + v * embedding[i]!, 0);
    };
    const direction = seededArray(patches.length, 8);
    const moved = (by: number) => y(patches.map((v, i) => v + by * direction[i]!));
    // Row 0 of the gradient is the class token.
    const slope = direction.reduce((sum, v, i) => sum + v * gradient[192 + i]!, 0);
    expect((moved(1e-3) - moved(-1e-3)) / 2e-3).toBeCloseTo(slope, 2);
  });

  it('reaches the words through the winning prompt alone', () => {
    const prompts = [Float32Array.of(1, 0), Float32Array.of(0, 1)];
    const ct = promptCotangent(Float32Array.of(1, 0), prompts, 1, 2);
    // t = (½, ½), t̂ = (1, 1)/√2: 2 (i − t̂ (t̂·i)) / (√½ · 2) = (½, −½) · √2
    expect(ct[0]).toBeCloseTo(Math.SQRT1_2, 6);
    expect(ct[1]).toBeCloseTo(-Math.SQRT1_2, 6);
  });
});

describe('explanations', () => {
  it('read row CLS of R_ii and row EOT of R_tt', async () => {
    const explained = await engine.explain(answered, { answer: 'blue' }, [{ id: 'equal' }], 0);
    const { ii, tt, ti } = explained.relevance({ id: 'equal' });
    const [map] = explained.document.methods;
    const tokens = explained.document.tokens.length;
    expect(relativeError(map!.image.values, normaliseMap(ii.slice(1, 17)).values)).toBeLessThan(1e-9);
    const row = tt.slice((tokens - 1) * tokens);
    const special = Array.from(row, (_, n) => n === 0 || n === tokens - 1);
    expect(relativeError(map!.text.values, normaliseMap(row, special).values)).toBeLessThan(1e-9);
    expect(ti.every((value) => value === 0)).toBe(true);
    expect(explained.document.prompt).toContain('blue');
  });

  it('every attention method gives maps', async () => {
    const methods = METHODS.filter(({ serves, needs }) => {
      return serves.includes('two-tower') && !needs.includes('model-runs');
    });
    const { document } = await engine.explain(
      answered,
      {},
      methods.map(({ id }) => ({ id })),
    );
    expect(document.methods.map(({ id }) => id)).toContain('grad-eclip');
    for (const { id, image: map, text } of document.methods) {
      expect(map.values, id).toHaveLength(16);
      expect(text.values, id).toHaveLength(document.tokens.length);
      expect([...map.values, ...text.values].every(Number.isFinite), id).toBe(true);
    }
  });

  it('occlusion: how far the log-odds fall without a patch, and without a word of the explained prompt', async () => {
    const explained = await engine.explain(answered, { answer: 'blue' }, [
      { id: 'occlusion' },
      { id: 'equal' },
    ]);
    const [{ image: map, text, facts }] = explained.document.methods as [MethodResult, MethodResult];
    expect(facts).toEqual({ window: 1, stride: 1 });
    const raw = explained.replay({ id: 'occlusion' }).image.at(-1)!;
    expect(
      relativeError(
        map.values.map((v) => v * map.rawMass),
        raw,
      ),
    ).toBeLessThan(1e-5);
    // The same by perturbation, which knows probabilities: without the patch that the answer rests on most.
    const most = map.values.indexOf(Math.max(...map.values));
    const order = map.values.map((_, patch) => (patch === most ? 1 : 0));
    const points: CurvePoint[] = [];
    await engine.perturb(answered, {
      ...{ answer: 'blue', modality: 'image', maps: [order], seed: 0 },
      onPoint: (point) => points.push(point),
      isCancelled: () => Promise.resolve(false),
    });
    const odds = (p: number) => Math.log(p / (1 - p));
    const at = (fraction: number) =>
      points.find((p) => p.method === 0 && p.direction === 'positive' && p.fraction === fraction)!.score;
    expect(odds(at(0)) - odds(at(1 / 16))).toBeCloseTo(raw[most]!, 3);
    expect(text.values.some((value) => value !== 0)).toBe(true);
  });

  it('says which methods on inputs it does not have', async () => {
    await expect(engine.explain(answered, {}, [{ id: 'integrated-gradients' }])).rejects.toThrow(
      'explains a CLIPmapper; this model is a two-tower CLIP score',
    );
  });

  it('a later start layer visits as many blocks before the end of the shallower tower', async () => {
    const from = async (startLayer: number) =>
      (await engine.explain(answered, {}, [{ id: 'equal' }], startLayer)).document.methods[0]!;
    // Three vision and two text blocks: from layer 1 on both towers have two left, so the text is whole.
    const [whole, later] = [await from(0), await from(1)];
    expect(relativeError(later.text.values, whole.text.values)).toBeLessThan(1e-6);
    expect(relativeError(later.image.values, whole.image.values)).toBeGreaterThan(1e-4);
  });

  it('A rather than B is not B rather than A', async () => {
    const ask = async (answer: string, versus: string) =>
      (await engine.explain(answered, { answer, versus }, [{ id: 'equal' }], 0)).document;
    const [one, other] = [await ask('red', 'blue'), await ask('blue', 'red')];
    expect(one.target).toEqual({ answer: 'red', versus: 'blue' });
    expect(relativeError(one.methods[0]!.image.values, other.methods[0]!.image.values)).toBeGreaterThan(1e-3);
  });

  it('says what is wrong with an answer that is no candidate', async () => {
    await expect(engine.explain(answered, { answer: 'seven' }, [{ id: 'equal' }])).rejects.toThrow(/seven/);
  });
});

it('a dump holds what led to the maps: Ā of every block is the clamped mean over its heads', async () => {
  const explained = await engine.explain(answered, { answer: 'red' }, [{ id: 'equal' }], 0);
  const equal = explained.relevance({ id: 'equal' });
  const tensors = await engine.dump(answered, { answer: 'red' }, { equal });
  const found = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const names = ['000.vision.self', '001.vision.self', '002.vision.self', '003.text.self', '004.text.self'];
  names.forEach((name, n) => {
    const { data, shape } = found.get(`${name}.attention`)!;
    const A = data as Float32Array;
    const ct = found.get(`${name}.gradient`)!.data as Float32Array;
    const size = A.length / shape[0]!;
    const expected = Array.from({ length: size }, (_, i) =>
      [0, 1].reduce((sum, h) => sum + Math.max(0, A[h * size + i]! * ct[h * size + i]!) / 2, 0),
    );
    expect(relativeError(explained.blocks[n]!.abar, expected), name).toBeLessThan(1e-4);
  });
  expect(found.get('input_ids')!.shape).toEqual([explained.document.tokens.length]);
  expect((found.get('target')!.data as Float32Array)[0]).toBe(1);
  expect(found.get('R.equal.ii')!.data).toBe(equal.ii);
});

describe('attention and perturbation', () => {
  it('rows of attention sum to one, in both towers', async () => {
    for (const block of [0, 4]) {
      const { rows, cols, values } = await engine.attention(answered, block, 1);
      for (let n = 0; n < rows; n++) {
        const sum = values.subarray(n * cols, (n + 1) * cols).reduce((a, b) => a + b, 0);
        expect(sum).toBeCloseTo(1, 5);
      }
    }
  });

  it.each(['image', 'text'] as const)(
    '%s: curves start at the whole input’s probability',
    async (modality) => {
      const { document } = await engine.explain(answered, {}, [{ id: 'equal' }]);
      const [map] = document.methods;
      const points: { fraction: number; score: number; method: number }[] = [];
      const { answer } = document.target;
      await engine.perturb(answered, {
        modality,
        maps: [map![modality].values],
        answer,
        seed: 1,
        onPoint: (point) => points.push(point),
      });
      const start = points.find(({ fraction, method }) => fraction === 0 && method === 0)!;
      expect(start.score).toBeCloseTo(answered.answers[0]!.probability, 4);
      expect(points.some(({ fraction }) => fraction === 1)).toBe(true);
    },
  );

  it('leaves no tensor on a GPU and releases its sessions', async () => {
    const other = await createClipEngine(runtime, folder, backend);
    await other.warmUp();
    await other.dispose();
    expect(TensorPool.live).toBe(0);
  });
});
