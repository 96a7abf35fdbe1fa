import { describe, expect, it } from 'vitest';
import { relativeError, runReference, seededArray, toArrays, toyFolder } from '../../src/engine/testing/toy';
import { Embeddings } from '../clip/inputs';
import { plainText, plainVision } from '../clip/testing/plain';
import { readTensorF32 } from '../../src/weights/values';
import { plainMapper } from './testing/plain';
import { configOf, jointNetwork } from './testing/toy';

describe('CLIPmapper against the formulas of README.md in plain loops', () => {
  it.each(['quick_gelu', 'gelu'] as const)('gives the same logits, %s', async (activation) => {
    const folder = await toyFolder({ seed: 61, activation, imageSize: 16, mapperLayers: 3 });
    const config = configOf(folder);
    const read = (name: string) => readTensorF32(folder.weights, name);
    // One patch a side would hide an order; 2 × 2 patches of 8 pixels.
    const patches = seededArray(4 * 192, 62);
    const pixels = new Float32Array(3 * 16 * 16);
    patches.forEach((value, i) => {
      const [patch, rest] = [Math.floor(i / 192), i % 192];
      const [channel, y, x] = [Math.floor(rest / 64), Math.floor(rest / 8) % 8, rest % 8];
      pixels[(channel * 16 + 8 * Math.floor(patch / 2) + y) * 16 + 8 * (patch % 2) + x] = value;
    });
    const ids = [520, 44, 519, 301, 521];
    const embeddings = new Embeddings(folder.weights, config.clip);
    const inputs = {
      ...toArrays({ ...embeddings.image([{ patches }]), ...embeddings.text([{ ids }]) }),
      ...toArrays({ target: { shape: [1, 5], data: new Float32Array(5) } }),
    };
    const { logits } = runReference([jointNetwork(folder).graph], inputs, folder);
    const expected = plainMapper(
      read,
      config.mapper,
      plainText(read, config.clip, ids).hidden,
      plainVision(read, config.clip, pixels).hidden,
    );
    expect(relativeError(logits!.data, expected)).toBeLessThan(1e-6);
  });
});
