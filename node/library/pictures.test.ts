/** Every kind of picture file against the bytes that Pillow makes of it (`scripts/reference/pictures.py`). */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { clipPreprocessing } from '../../src/image/config';
import { preprocess } from '../../src/image/preprocess';
import { readExpected, PICTURES } from '../../src/image/file/testing/expected';
import { LARGE, largeAt, largePng } from '../../src/image/file/testing/large';
import { seededUniform } from '../../src/grad/cases/program';
import { WhylightError } from '../../src/tensor/error';
import { decodeImageFile } from './image';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('a picture file gives the pixels that Pillow gives', () => {
  for (const [name, expected] of Object.entries(readExpected())) {
    it(name, async () => {
      const pixels = await decodeImageFile(readFileSync(new URL(name, PICTURES)));
      expect([pixels.width, pixels.height]).toEqual([expected.width, expected.height]);
      const seen = preprocess(pixels, clipPreprocessing(32)).data;
      if (expected.bytes === undefined) {
        expect(sha256(pixels.data as Uint8Array)).toBe(expected.rgba);
        expect(sha256(seen)).toBe(expected.seen);
        return;
      }
      // Another build of libavif rounds its colours otherwise, and spreads halved ones otherwise.
      const theirs = Buffer.from(expected.bytes, 'hex');
      const far = seen.reduce((most, value, i) => Math.max(most, Math.abs(value - theirs[i]!)), 0);
      expect(far).toBeLessThanOrEqual(3);
    });
  }
});

/** A file cut short or with bytes changed, by a seed. */
function spoilt(file: Buffer, uniform: () => number): Buffer {
  if (uniform() < 0.3) return file.subarray(0, Math.floor(uniform() * file.length));
  const out = Buffer.from(file);
  // Headers are where a changed byte does most.
  const reach = uniform() < 0.5 ? Math.min(out.length, 120) : out.length;
  for (let i = 0; i < 1 + uniform() * 4; i++)
    out[Math.floor(uniform() * reach)] = Math.floor(uniform() * 256);
  return out;
}

describe('a spoilt picture file', () => {
  it('is a picture all the same, or is refused in one sentence', { timeout: 120_000 }, async () => {
    const uniform = seededUniform(7);
    for (const name of Object.keys(readExpected())) {
      const file = readFileSync(new URL(name, PICTURES));
      for (let i = 0; i < 8; i++) {
        const told = await decodeImageFile(spoilt(file, uniform), name).then(
          ({ width, height, data }) => (data.length === width * height * 4 ? '' : 'another size'),
          (error: unknown) => (error instanceof WhylightError ? '' : `${name}: ${String(error)}`),
        );
        expect(told).toBe('');
      }
    }
  });
});

describe('a picture of more than 16 megapixels', () => {
  it('has every pixel as it was made', async () => {
    const { width, height, data } = await decodeImageFile(largePng());
    expect({ width, height }).toEqual(LARGE);
    let wrong = 0;
    for (let i = 0; i < width * height; i++) {
      const [r, g, b] = largeAt(i % width, Math.floor(i / width));
      if (data[i * 4] !== r || data[i * 4 + 1] !== g || data[i * 4 + 2] !== b || data[i * 4 + 3] !== 255)
        wrong++;
    }
    expect(wrong).toBe(0);
  });
});
