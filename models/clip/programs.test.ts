import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Detail } from '../../src/engine/evidence';
import { TensorPool } from '../../src/engine/program';
import {
  relativeError,
  runReference,
  seededArray,
  sum,
  toArrays,
  toyClipFolder,
  weightReader,
} from '../../src/engine/testing/toy';
import { fileWeights } from '../../src/engine/weights';
import { gradients } from '../../src/grad/gradients';
import { GraphBuilder } from '../../src/onnx/builder';
import { evaluate } from '../../src/onnx/reference/evaluate';
import { readTensorF32 } from '../../src/weights/values';
import type { ModelFolder } from '../hub/folder';
import type { ClipTowers } from './clip-towers';
import type { Tower } from './tower-programs';
import { candidateTarget, imageCotangent } from './score';
import { plainText, plainVision, type Read } from './testing/plain';
import { planesOf, towersOf } from './testing/toy';
import { imageEmbedding, visionTower } from './towers';

let folder: ModelFolder;
let towers: ClipTowers;
beforeAll(async () => {
  folder = await toyClipFolder({ seed: 81, visionLayers: 3, textLayers: 2, maxTokens: 24 });
  towers = towersOf(folder);
});
afterAll(() => towers.sessions.dispose());

const read: Read = (name) => readTensorF32(folder.weights, name);
const patches = seededArray(16 * 192, 5);
const cotangent = seededArray(10, 6);
const idsOf = (text: string) => towers.tokenizer.encode(text).ids;

/** Both programs of a tower on made-up patches, or on a text, with a made-up cotangent. */
async function run(tower: Tower, detail: Detail, start = 0) {
  const [forward, backward] = [
    await towers.forward(tower, detail),
    await towers.backward(tower, detail, start),
  ];
  const feeds = {
    ...(tower === 'image'
      ? towers.imageFeeds([{ patches }])
      : towers.embeddings.text([{ ids: idsOf('a red cat') }])),
    [`${tower}_cotangent`]: { shape: [1, 10], data: cotangent },
  };
  const pool = new TensorPool();
  towers.feed(pool, feeds);
  await forward.run(pool, pool);
  await backward.run(pool, pool);
  return { pool, feeds, graphs: [forward.graph, backward.graph] };
}

const floats = (pool: TensorPool, name: string) => pool.get(name)!.data as Float32Array;

describe('programs of a tower', () => {
  it.each([
    ['image', 'reduced'],
    ['text', 'reduced'],
    ['image', 'full'],
    ['text', 'full'],
  ] as const)('%s, %s: ONNX Runtime agrees with the float64 evaluator', async (tower, detail) => {
    const { pool, feeds, graphs } = await run(tower, detail);
    const expected = runReference(graphs, toArrays(feeds), folder);
    for (const { name } of graphs.flatMap(({ outputs }) => outputs))
      expect(relativeError(floats(pool, name), expected[name]!.data), name).toBeLessThan(2e-4);
  });

  it('a backward pass from a later block gives the same for the blocks that are left, and nothing else', async () => {
    const whole = await run('image', 'reduced');
    const last = await run('image', 'reduced', 2);
    const names = last.graphs[1]!.outputs.map(({ name }) => name).sort();
    expect(names).toEqual(['2.abar', '2.eclip', '2.gradcam', '2.importance']);
    for (const name of names)
      expect(relativeError(floats(last.pool, name), floats(whole.pool, name)), name).toBeLessThan(1e-6);
    expect(last.graphs[1]!.nodes.length).toBeLessThan(whole.graphs[1]!.nodes.length / 2);
  });

  it('Grad-ECLIP’s votes are the gradient of the read token’s attention, summed over heads', async () => {
    const words = idsOf('a red cat').length;
    for (const [tower, block, row, tokens] of [
      ['image', 2, 0, 17],
      ['text', 4, words - 1, words],
    ] as const) {
      const reduced = await run(tower, 'reduced');
      const full = await run(tower, 'full');
      const votes = floats(reduced.pool, `${block}.eclip`).subarray(0, tokens);
      const gradient = floats(full.pool, `${block}.gradient`);
      const expected = Array.from({ length: tokens }, (_, n) =>
        sum([0, 1].map((h) => gradient[(h * tokens + row) * tokens + n]!)),
      );
      expect(relativeError(votes, expected)).toBeLessThan(1e-4);
    }
  });
});

describe('gradients against central differences of the plain loops', () => {
  const along = (vector: ArrayLike<number>, direction: ArrayLike<number>) =>
    sum(Array.from(vector, (value, i) => value * direction[i]!));

  it('of a patch’s pixels', () => {
    const { clip } = towers;
    // Three made-up candidates of one or two prompts each.
    const unit = (seed: number) => {
      const values = seededArray(10, seed);
      return values.map((value) => value / Math.hypot(...values));
    };
    const candidates = [[unit(1), unit(2)], [unit(3)], [unit(4), unit(5)]];
    const ct = imageCotangent(candidates, candidateTarget([1, 2, 0.5], 1), towers.scoring.scale);
    const g = new GraphBuilder();
    const w = fileWeights(folder.weights)(g);
    const pixels = g.input('patches', 'float32', ['batch', 'image_tokens', 192]);
    const base = g.input('image_base', 'float32', ['batch', 'image_tokens', 16]);
    const first = g.input('class_selector', 'float32', ['batch', 1, 'image_tokens']);
    const { hidden } = visionTower(g, w, clip.vision_config, { patches: pixels, base });
    const start = {
      value: imageEmbedding(g, w, clip, hidden, first),
      ct: g.input('ct', 'float32', ['batch', 10]),
    };
    const [slope] = gradients(g, [start], [pixels]);
    const feeds = { ...towers.imageFeeds([{ patches }]), ct: { shape: [1, 10], data: ct } };
    const found = evaluate(g.graph('pixels', { slope: slope! }), toArrays(feeds), weightReader(folder));
    const y = (by: number) => {
      const moved = patches.map((value, i) => value + by * direction[i]!);
      return along(plainVision(read, clip, planesOf(moved, 32, 8)).embedding, ct);
    };
    const direction = seededArray(patches.length, 8);
    // Row 0 of the gradient is the class token.
    const expected = along(found['slope']!.data.slice(192), direction);
    expect((y(1e-3) - y(-1e-3)) / 2e-3).toBeCloseTo(expected, 2);
  });

  // A bias is added to every token, so its gradient is the sum of the tokens' gradients: ∂y/∂(x + a), as a has the bias.
  it.each([
    ['image', 0],
    ['image', 1],
    ['image', 2],
    ['text', 0],
    ['text', 1],
  ] as const)('of what attention adds, in the programs: %s, layer %i', async (tower, layer) => {
    const { pool } = await run(tower, 'full');
    const block = tower === 'image' ? layer : 3 + layer;
    const gradient = floats(pool, `${block}.output_gradient`);
    const width = tower === 'image' ? 16 : 12;
    const ofBias = Array.from({ length: width }, (_, i) => sum(gradient.filter((_, at) => at % width === i)));
    const direction = seededArray(width, 9 + block);
    const bias = `${tower === 'image' ? 'vision' : 'text'}_model.encoder.layers.${layer}.self_attn.out_proj.bias`;
    const y = (by: number) => {
      const moved: Read = (name) =>
        name === bias ? Float64Array.from(read(name), (value, i) => value + by * direction[i]!) : read(name);
      const { embedding } =
        tower === 'image'
          ? plainVision(moved, towers.clip, planesOf(patches, 32, 8))
          : plainText(moved, towers.clip, idsOf('a red cat'));
      return along(embedding, cotangent);
    };
    const slope = (y(1e-4) - y(-1e-4)) / 2e-4;
    expect(Math.abs(along(ofBias, direction) / slope - 1)).toBeLessThan(1e-3);
  });
});
