import { describe, expect, it } from 'vitest';
import { extract } from '../../src/onnx/extract';
import { array64 } from '../../src/onnx/reference/array';
import { evaluate } from '../../src/onnx/reference/evaluate';
import { GraphBuilder } from '../../src/onnx/builder';
import { causalMask } from '../../src/engine/feeds';
import { Embeddings } from './inputs';
import { relativeError, seededArray, toArrays, toyFolder, weightReader } from '../../src/engine/testing/toy';
import { fileWeights } from '../../src/engine/weights';
import { readTensorF32 } from '../../src/weights/values';
import { plainText, plainVision } from './testing/plain';
import { clipConfigOf } from './testing/toy';
import { imageEmbedding, textEmbedding, textTower, visionTower } from './towers';

const setUp = async (activation: 'quick_gelu' | 'gelu') => {
  const folder = await toyFolder({ seed: 51, activation });
  const g = new GraphBuilder();
  const clip = clipConfigOf(folder);
  return {
    folder,
    clip,
    g,
    weights: fileWeights(folder.weights)(g),
    read: (name: string) => readTensorF32(folder.weights, name),
    embeddings: new Embeddings(folder.weights, clip),
    external: weightReader(folder),
  };
};

describe.each(['quick_gelu', 'gelu'] as const)('towers of CLIP against plain loops, %s', (activation) => {
  it('vision: hidden states before the last norm, and the embedding of the class token', async () => {
    const { g, weights, clip, read, embeddings, external } = await setUp(activation);
    const pixels = seededArray(3 * 32 * 32, 52);
    // Patches by hand: row by row, in each (channel, y, x).
    const patches = Float32Array.from({ length: pixels.length }, (_, i) => {
      const [patch, channel, y, x] = [
        Math.floor(i / 192),
        Math.floor(i / 64) % 3,
        Math.floor(i / 8) % 8,
        i % 8,
      ];
      const [row, col] = [8 * Math.floor(patch / 4) + y, 8 * (patch % 4) + x];
      return pixels[(channel * 32 + row) * 32 + col]!;
    });
    const tower = visionTower(g, weights, clip.vision_config, {
      patches: g.input('patches', 'float32', ['batch', 'image_tokens', 192]),
      base: g.input('image_base', 'float32', ['batch', 'image_tokens', 16]),
    });
    const selector = g.input('selector', 'float32', ['batch', 1, 'image_tokens']);
    const embedding = imageEmbedding(g, weights, clip, tower.hidden, selector);
    const first = Array.from({ length: 17 }, (_, i) => Number(i === 0));
    const result = evaluate(
      extract('vision', { hidden: tower.hidden, embedding }),
      { ...toArrays(embeddings.image([{ patches }])), selector: array64([1, 1, 17], first) },
      external,
    );
    const expected = plainVision(read, clip, pixels);
    expect(relativeError(result.hidden!.data, expected.hidden.flat())).toBeLessThan(1e-6);
    expect(relativeError(result.embedding!.data, expected.embedding)).toBeLessThan(1e-6);
  });

  it('text: hidden states after the final norm, causal, and the embedding of the end token', async () => {
    const { g, weights, clip, read, embeddings, external } = await setUp(activation);
    const ids = [520, 7, 300, 519, 12, 521];
    const tower = textTower(g, weights, clip.text_config, {
      embeds: g.input('text_embeds', 'float32', ['batch', 'text_tokens', 12]),
      mask: g.input('causal_mask', 'float32', [1, 1, 'text_tokens', 'text_tokens']),
    });
    const end = g.input('end_selector', 'float32', ['batch', 1, 'text_tokens']);
    const embedding = textEmbedding(g, weights, clip, tower.hidden, end);
    const result = evaluate(
      extract('text', { hidden: tower.hidden, embedding }),
      toArrays(embeddings.text([{ ids }])),
      external,
    );
    const expected = plainText(read, clip, ids);
    expect(relativeError(result.hidden!.data, expected.hidden.flat())).toBeLessThan(1e-6);
    expect(relativeError(result.embedding!.data, expected.embedding)).toBeLessThan(1e-6);
  });
});

it('the causal mask lets a token see itself and what came before', () => {
  expect([...causalMask(3).data]).toEqual([0, -1e4, -1e4, 0, 0, -1e4, 0, 0, 0]);
});
