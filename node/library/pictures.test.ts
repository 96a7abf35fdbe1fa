/** Every kind of picture file against the bytes that Pillow makes of it (`scripts/reference/pictures.py`). */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { clipPreprocessing } from '../../src/image/config';
import { preprocess } from '../../src/image/preprocess';
import { readExpected, PICTURES } from '../../src/image/file/testing/expected';
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
