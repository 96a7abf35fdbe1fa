import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import sharp from 'sharp';
import { loadLinkCodec } from '../../node/library/linkCodec';
import {
  EMPTY_LINK,
  encodeForLink,
  jpegSize,
  LinkError,
  readLink,
  writeLink,
  type ImageCodec,
} from './index';

let codec: ImageCodec;
beforeAll(async () => {
  codec = await loadLinkCodec();
});

/** Smooth shapes with some noise, as a photograph has. */
function picture(side: number, noise: number) {
  const data = new Uint8ClampedArray(side * side * 4);
  for (let i = 0; i < side * side; i++) {
    const x = i % side;
    const y = Math.floor(i / side);
    const grain = ((Math.imul(i + 1, 2654435761) >>> 16) % 256) / 255 - 0.5;
    data.set(
      [128 + 90 * Math.sin(x / 9), 90 + y * 0.6, 200 - x, 255].map((v) => v + grain * noise),
      i * 4,
    );
    data[i * 4 + 3] = 255;
  }
  return { width: side, height: side, data };
}

describe('a photograph in a link', () => {
  it.each([
    [144, 40],
    [224, 60],
  ])('of %i pixels makes less than 16,000 characters', async (side, noise) => {
    const { bytes, pixels } = await encodeForLink(picture(side, noise), codec);
    expect([pixels.width, pixels.height]).toEqual([side, side]);
    const link = writeLink({ ...EMPTY_LINK, image: { kind: 'jpeg', bytes } });
    expect(link.length).toBeLessThan(15_000);
    const image = readLink(link)!.image;
    expect(image?.kind === 'jpeg' && Buffer.from(image.bytes).equals(Buffer.from(bytes))).toBe(true);
  });

  it('decodes to the same bytes each time, close to what another decoder makes of it', async () => {
    const { bytes, pixels, quality } = await encodeForLink(picture(144, 20), codec);
    expect(quality).toBeGreaterThan(50);
    const digest = (data: Uint8ClampedArray | Uint8Array) => createHash('sha256').update(data).digest('hex');
    expect(digest((await codec.decode(bytes)).data)).toBe(digest(pixels.data));
    const other = await sharp(bytes).ensureAlpha().raw().toBuffer();
    const largest = other.reduce((most, value, i) => Math.max(most, Math.abs(value - pixels.data[i]!)), 0);
    expect(largest).toBeLessThanOrEqual(16);
  });

  it('takes the best quality that fits, and says when none does', async () => {
    const tried: number[] = [];
    const stub: ImageCodec = {
      encode: async (_, quality) => {
        tried.push(quality);
        return new Uint8Array(20_000);
      },
      decode: () => Promise.reject(new Error('not reached')),
    };
    await expect(encodeForLink(picture(8, 0), stub)).rejects.toThrow(/too much detail for a link/);
    expect(tried).toEqual([...tried].sort((a, b) => b - a));
  });
});

describe('the header of a picture', () => {
  const valid = async () => (await encodeForLink(picture(16, 0), codec)).bytes;

  it('gives its size', async () => {
    expect(jpegSize(await valid())).toEqual({ width: 16, height: 16 });
  });

  it('with metadata is refused: no camera, no place', async () => {
    const tagged = await sharp(await valid())
      .withExif({ IFD0: { Make: 'camera' } })
      .jpeg()
      .toBuffer();
    expect(() => jpegSize(tagged)).toThrow(/segment 0xe1/);
  });

  it('with a gigantic size, a cut or many scans is refused', async () => {
    const bytes = await valid();
    const frame = bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0xc2);
    const huge = bytes.slice();
    huge.set([0xff, 0xff, 0xff, 0xff], frame + 5);
    expect(() => jpegSize(huge)).toThrow(/65535 × 65535/);
    expect(() => jpegSize(bytes.subarray(0, bytes.length - 2))).toThrow(LinkError);
    const scan = [0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0];
    const many = Uint8Array.from([
      ...bytes.slice(0, -2),
      ...Array.from({ length: 40 }, () => scan).flat(),
      0xff,
      0xd9,
    ]);
    expect(() => jpegSize(many)).toThrow(/too many scans/);
  });
});
