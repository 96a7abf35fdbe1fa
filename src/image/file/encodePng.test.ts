import sharp from 'sharp';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createRandom } from '../../scene/random';
import type { Pixels } from '../pixels';
import { encodePng } from './encodePng';

/** Every value of every channel, in no order, and smooth runs, as photographs have. */
function picture(width: number, height: number): Pixels {
  const random = createRandom(5);
  const data = Uint8ClampedArray.from({ length: width * height * 4 }, (_, i) =>
    i % 3 === 0 ? i >> 4 : Math.floor(random.next() * 256),
  );
  return { width, height, data };
}

/** What libpng reads, which checks every chunk's checksum. */
const read = async (file: Uint8Array) =>
  sharp(file, { failOn: 'warning' }).raw().toBuffer({ resolveWithObject: true });

afterEach(() => vi.unstubAllGlobals());

describe.each(['by the host', 'without a host that can'])('encodePng, deflated %s', (how) => {
  it.each([
    [1, 1],
    [1, 40],
    [64, 3],
    [257, 130],
  ])('gives %d × %d pixels back as they were, to libpng', async (width, height) => {
    if (how !== 'by the host') vi.stubGlobal('CompressionStream', undefined);
    const pixels = picture(width, height);
    const { data, info } = await read(await encodePng(pixels));
    expect(info).toMatchObject({ width, height, channels: 4 });
    expect(Buffer.compare(data, Buffer.from(pixels.data))).toBe(0);
  });
});

it('encodePng refuses pixels that do not fit their size', async () => {
  await expect(encodePng({ width: 2, height: 2, data: new Uint8Array(15) })).rejects.toThrow(/16 bytes/);
});
