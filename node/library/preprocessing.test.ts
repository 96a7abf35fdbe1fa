import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLIP_STD, type Preprocessing } from '../../src/image/config';
import { preprocess, toPatches } from '../../src/image/preprocess';
import { parsePreprocessing } from '../../src/image/preprocessor';
import { sharedData } from '../../src/relevance/testing/shared';
import { openSafetensors } from '../../src/weights/safetensors';
import { readTensorF32 } from '../../src/weights/values';
import { decodeImageFile } from './image';

const { folder, isThere } = sharedData('clip-variants');
const PICTURES = ['photos', 'cases/images'].map((name) => sharedData(...name.split('/')).folder);
const SIZE = 32;

/** Numbers that are off by one step of a byte: this processor of the library has no PIL-backed form, and rounds on its own. */
const ROUNDED_ELSEWHERE: Readonly<Record<string, number>> = { 'vit/chelsea.png': 8 };

/** [3, 32, 32]: one patch as large as the image. */
async function pixelsOf(file: string, config: Preprocessing): Promise<Float32Array> {
  return toPatches(preprocess(await decodeImageFile(file), config), SIZE, config);
}

describe.skipIf(!isThere)(
  `pixels of transformers' image processors (skipped where ${folder} is absent)`,
  () => {
    const read = () => ({
      configs: JSON.parse(readFileSync(path.join(folder, 'preprocessing.json'), 'utf8')) as Record<
        string,
        unknown
      >,
      pixels: openSafetensors(readFileSync(path.join(folder, 'preprocessing.safetensors'))),
    });

    it('by twelve configurations, of every picture', async () => {
      const { configs, pixels } = read();
      expect(Object.keys(configs)).toHaveLength(12);
      for (const name of pixels.tensors.keys()) {
        const [config, picture] = name.split('/') as [string, string];
        const preprocessing = parsePreprocessing(configs[config]);
        const folderOf = PICTURES[/chelsea|rocket/.test(picture) ? 0 : 1]!;
        const found = await pixelsOf(path.join(folderOf, picture), preprocessing);
        const wanted = readTensorF32(pixels, name);
        expect(found).toHaveLength(wanted.length);
        // Relative above 1: bytes that are not rescaled are numbers up to 950.
        const differences = [...wanted].map(
          (value, i) => Math.abs(found[i]! - value) / Math.max(1, Math.abs(value)),
        );
        const unequal = differences.filter((difference) => !(difference <= 3e-7));
        expect([name, unequal.length]).toEqual([name, ROUNDED_ELSEWHERE[name] ?? 0]);
        // One step of 255 over the smallest standard deviation.
        expect(Math.max(0, ...unequal)).toBeLessThan(1.001 / 255 / CLIP_STD[1]);
      }
    });
  },
);
