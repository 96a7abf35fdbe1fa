import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { ClipTowers } from '../models/clip/clip-towers';
import { shapeOf } from '../models/hub/memory';
import { TensorPool } from '../src/engine/program';
import { relativeError, runReference, seededArray, toArrays } from '../src/engine/testing/toy';
import { randomModel } from './models';

/**
 * ViT-B/32 at its full size, with random weights: embeddings, every block's attention and its gradient, of a few tokens,
 * since the float64 evaluator multiplies in plain loops. At toy size all of it is compared with every token.
 */
const SOME_PATCHES = [3, 24];
const IDS = [510, 320, 511];

describe('a CLIP of full size: ONNX Runtime agrees with the float64 evaluator', () => {
  const folder = randomModel('vit-b-32');
  const { clip } = shapeOf(folder.manifest.config);
  const model = new ClipTowers(folder, { ort, backend: { provider: 'cpu', threads: 1 } }, clip);

  it.each(['text', 'image'] as const)('%s tower', { timeout: 600_000 }, async (stream) => {
    const [forward, backward] = [
      await model.forward(stream, 'full'),
      await model.backward(stream, 'full', 0),
    ];
    const feeds = {
      ...(stream === 'image'
        ? model.imageFeeds([{ patches: seededArray(49 * 3 * 32 * 32, 5), kept: SOME_PATCHES }])
        : model.embeddings.text([{ ids: IDS }])),
      [`${stream}_cotangent`]: { shape: [1, 512], data: seededArray(512, 6) },
    };
    const pool = new TensorPool();
    model.feed(pool, feeds);
    await forward.run(pool, pool);
    await backward.run(pool, pool);
    const graphs = [forward.graph, backward.graph];
    const expected = runReference(graphs, toArrays(feeds), folder);
    const outputs = graphs.flatMap((graph) => graph.outputs.map(({ name }) => name));
    const compared = outputs.filter((name) => /embedding|\.(attention|gradient|output_gradient)$/.test(name));
    expect(compared).toHaveLength(1 + 3 * 12);
    for (const name of compared) {
      const error = relativeError(pool.get(name)!.data as Float32Array, expected[name]!.data);
      expect(error, name).toBeLessThan(1e-3);
    }
    await model.sessions.dispose();
  });
});
