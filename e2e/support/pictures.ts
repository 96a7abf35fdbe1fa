/** Picture files made on the fly: photographs that nobody owns, and the ones that pages trip over. */
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { seededUniform } from '../../src/grad/cases/program';

export interface PictureFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

const png = (name: string, buffer: Buffer): PictureFile => ({ name, mimeType: 'image/png', buffer });
const jpeg = (name: string, buffer: Buffer): PictureFile => ({ name, mimeType: 'image/jpeg', buffer });

/** RGB pixels like a photograph's: a sky, a ground, a soft round thing, and seeded grain all over. */
function photoPixels(width: number, height: number, seed: number): Buffer {
  const uniform = seededUniform(seed);
  const [x0, y0, r] = [width * (0.3 + 0.4 * uniform()), height * (0.4 + 0.2 * uniform()), height * 0.22];
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const down = y / height;
      const ground = down > 0.62 ? 1 : 0;
      const thing = Math.exp(-((((x - x0) ** 2 + (y - y0) ** 2) / r ** 2) ** 2));
      const grain = 24 * (uniform() - 0.5);
      const scene = ground ? [96, 118 - 40 * down, 62] : [120 + 90 * down, 160 + 60 * down, 225];
      const object = [205, 96 + (40 * x) / width, 52];
      for (let c = 0; c < 3; c++) {
        const value = scene[c]! * (1 - thing) + object[c]! * thing + grain;
        pixels[at++] = Math.max(0, Math.min(255, Math.round(value)));
      }
    }
  }
  return pixels;
}

const raw = (width: number, height: number, channels: 3 | 4 = 3) => ({ raw: { width, height, channels } });

/** A landscape photograph as cameras write it: JPEG with EXIF. */
export async function photograph(width = 640, height = 480, seed = 1): Promise<PictureFile> {
  const image = sharp(photoPixels(width, height, seed), raw(width, height));
  const exif = { IFD0: { Make: 'Test', Model: 'Seeded' } };
  return jpeg('photo.jpg', await image.withExif(exif).jpeg({ quality: 90 }).toBuffer());
}

/** The same without loss, so that every decoder gives the same pixels. */
export async function losslessPhotograph(width: number, height: number, seed = 1): Promise<PictureFile> {
  return png(
    'photo.png',
    await sharp(photoPixels(width, height, seed), raw(width, height))
      .png()
      .toBuffer(),
  );
}

type Rgb = readonly [number, number, number];

/** Left half of one colour, right half of another. */
function halves(width: number, height: number, left: Rgb, right: Rgb): Buffer {
  const pixels = Buffer.alloc(width * height * 3);
  for (let i = 0; i < width * height; i++) pixels.set(i % width < width / 2 ? left : right, 3 * i);
  return pixels;
}

export const RED: Rgb = [220, 30, 30];
export const BLUE: Rgb = [30, 30, 220];

/**
 * Stored 400 × 200, red left and blue right, with EXIF orientation 6 (turn clockwise to see it): upright it is 200 × 400
 * with red on top.
 */
export async function rotatedPhotograph(): Promise<PictureFile> {
  const image = sharp(halves(400, 200, RED, BLUE), raw(400, 200));
  return jpeg('rotated.jpg', await image.withMetadata({ orientation: 6 }).jpeg().toBuffer());
}

/** 10,000 × 6,000 pixels: red left, blue right. */
export async function hugePhotograph(): Promise<PictureFile> {
  const small = sharp(halves(200, 120, RED, BLUE), raw(200, 120)).resize(10_000, 6_000, {
    kernel: 'nearest',
  });
  return jpeg('huge.jpg', await small.jpeg({ quality: 60 }).toBuffer());
}

/** Left half opaque red, right half wholly transparent (black underneath). */
export async function transparentPicture(): Promise<PictureFile> {
  const pixels = Buffer.alloc(200 * 200 * 4);
  for (let i = 0; i < 200 * 200; i++) if (i % 200 < 100) pixels.set([...RED, 255], 4 * i);
  return png(
    'transparent.png',
    await sharp(pixels, raw(200, 200, 4))
      .png()
      .toBuffer(),
  );
}

/** Two frames: all red, then all blue. */
export async function animatedPicture(): Promise<PictureFile> {
  const pixels = Buffer.concat([halves(120, 120, RED, RED), halves(120, 120, BLUE, BLUE)]);
  const frames = sharp(pixels, { raw: { width: 120, height: 240, channels: 3, pageHeight: 120 } });
  return {
    name: 'animated.gif',
    mimeType: 'image/gif',
    buffer: await frames.gif({ delay: [100, 100], loop: 0 }).toBuffer(),
  };
}

/** A decompression bomb: 20,000 × 20,000 white pixels in some 50 kB. */
export function bombPicture(): PictureFile {
  const side = 20_000;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([1, 0, 0, 0, 0], 8); // one bit of grey a pixel
  // A row: its filter's number, then its bits.
  const rows = deflateSync(Buffer.alloc(side * (1 + side / 8)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks = [chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))];
  return png('bomb.png', Buffer.concat([signature, ...chunks]));
}

/** A chunk of PNG: length, type, data, checksum of the two. */
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
