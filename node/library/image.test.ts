import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import type { SharpOptions } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WhylightError } from '../../src/tensor/error';
import { decodeImageFile } from './image';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'whylight-image-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const solid = (width: number, height: number, background: string | object) =>
  sharp({ create: { width, height, channels: 4, background: background as string } });

/** Left half red, right half blue, 8 × 4. */
const redBlue = () =>
  solid(8, 4, 'red').composite([
    { input: { create: { width: 4, height: 4, channels: 4, background: 'blue' } }, left: 4, top: 0 },
  ]);

async function failure(source: string | Buffer): Promise<string> {
  const error = await decodeImageFile(source).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(WhylightError);
  expect((error as WhylightError).code).toBe('bad-input');
  return (error as WhylightError).message;
}

describe('decodeImageFile', () => {
  it('decodes PNG, WebP, AVIF and TIFF to RGBA', async () => {
    const image = solid(5, 3, { r: 10, g: 200, b: 30, alpha: 1 });
    const files = [
      await image.png().toBuffer(),
      await image.webp({ lossless: true }).toBuffer(),
      await image.avif({ lossless: true }).toBuffer(),
      await image.tiff().toBuffer(),
    ];
    for (const file of files) {
      const { width, height, data } = await decodeImageFile(file);
      expect([width, height, data.length]).toEqual([5, 3, 60]);
      expect(data[0]).toBeCloseTo(10, -1);
      expect(data[3]).toBe(255);
    }
  });

  it('lays what is transparent on white, and widens grey and 16-bit images', async () => {
    const clear = await decodeImageFile(await solid(2, 2, { r: 9, g: 8, b: 7, alpha: 0 }).png().toBuffer());
    expect([...clear.data.subarray(0, 4)]).toEqual([255, 255, 255, 255]);
    const grey = await decodeImageFile(
      await solid(2, 1, '#777').removeAlpha().toColourspace('b-w').png().toBuffer(),
    );
    expect([...grey.data]).toEqual([119, 119, 119, 255, 119, 119, 119, 255]);
    const deep = await decodeImageFile(await solid(2, 1, '#777').toColourspace('rgb16').png().toBuffer());
    expect([...deep.data.subarray(0, 4)]).toEqual([119, 119, 119, 255]);
  });

  it('turns an EXIF-rotated JPEG upright', async () => {
    // Orientation 6: shown turned by 90° clockwise, so what is left in the file is on top.
    const file = await redBlue()
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const { width, height, data } = await decodeImageFile(file);
    expect([width, height]).toEqual([4, 8]);
    expect(data[0]).toBeGreaterThan(200);
    expect(data[7 * 4 * 4 + 2]).toBeGreaterThan(200);
  });

  it('takes the first frame of an animation', async () => {
    const frames = await Promise.all(['red', 'blue'].map((colour) => solid(4, 4, colour).png().toBuffer()));
    const file = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer();
    expect((await sharp(file, { animated: true }).metadata()).pages).toBe(2);
    const { width, height, data } = await decodeImageFile(file);
    expect([width, height, ...data.subarray(0, 3)]).toEqual([4, 4, 255, 0, 0]);
  });

  it('reads a file by its path', async () => {
    const path = join(folder, 'plain.png');
    await writeFile(path, await solid(3, 2, 'red').png().toBuffer());
    expect((await decodeImageFile(path)).width).toBe(3);
  });

  it('says in one sentence what is wrong with a file', async () => {
    expect(await failure(join(folder, 'none.png'))).toMatch(/There is no file ".*none\.png"/);
    expect(await failure(folder)).toMatch(/is a folder/);
    expect(await failure(Buffer.alloc(0))).toMatch(/empty \(0 bytes\)/);
    expect(await failure(Buffer.from('Dear reader, this is no picture.'))).toMatch(/not an image/);
    expect(
      await failure(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')),
    ).toMatch(/not an image/);
  });

  it('refuses truncated images', async () => {
    const noise = {
      create: { width: 64, height: 64, channels: 3, noise: { type: 'gaussian', mean: 128, sigma: 40 } },
    };
    for (const format of ['png', 'jpeg', 'webp', 'gif'] as const) {
      const file = await sharp(noise as SharpOptions)
        .toFormat(format)
        .toBuffer();
      expect(await failure(file.subarray(0, file.length >> 1)), format).toMatch(/cut off before its end/);
      expect(await failure(file.subarray(0, 30)), format).toMatch(/cut off|damaged/);
    }
  });

  it('refuses decompression bombs by their header', async () => {
    // A small PNG whose header (at byte 16, checksum of bytes 12–28 behind it) claims 20,000 × 6,000 pixels.
    const bomb = await solid(4, 4, 'red').png().toBuffer();
    bomb.writeUInt32BE(20000, 16);
    bomb.writeUInt32BE(6000, 20);
    bomb.writeUInt32BE(crc32(bomb.subarray(12, 29)), 29);
    expect(await failure(bomb)).toMatch(/20000 × 6000 pixels \(120 megapixels\), more than the 100/);
  });

  it('refuses files over 64 MB without reading them', async () => {
    const path = join(folder, 'large.png');
    await writeFile(path, '');
    await truncate(path, 65 * 1024 * 1024);
    expect(await failure(path)).toMatch(/65 MB large, more than the 64 MB/);
  });
});
