import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExplanationDocument, MethodResult } from '../../src/ask/document';
import { streamOf } from '../../src/anatomy';
import { WhylightError } from '../../src/tensor/error';
import { pngUri, renderFigure, writeFigure } from './png';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'whylight-png-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const method = (id: string, values: number[]): MethodResult => ({
  id,
  startLayer: 0,
  image: { rows: 2, cols: 2, values, rawMass: 1 },
  text: { values: [0, 0.5, 0.5, 0], rawMass: 1 },
});

const document: ExplanationDocument = {
  schema: 2,
  model: { id: 'toy', sha256: '0'.repeat(64) },
  image: { sha256: '0'.repeat(64), width: 60, height: 40 },
  question: 'a dog?',
  tokens: ['<|startoftext|>', 'dog', '?', '<|endoftext|>'],
  words: [-1, 0, 1, -1],
  streams: [streamOf('image', [{ kind: 'patches', label: 'patches', grid: { rows: 2, cols: 2 }, count: 4 }])],
  answers: [{ text: 'yes', probability: 0.9, logit: 2 }],
  target: { answer: 'yes' },
  methods: [method('weighted', [1, 0, 0, 0]), method('equal', [0.25, 0.25, 0.25, 0.25])],
  timings: {},
};

const image = { width: 60, height: 40, data: new Uint8ClampedArray(60 * 40 * 4).fill(255) };

describe('renderFigure', () => {
  /** Upper edge of the pictures: title, Answer, Why and the methods' names stand above. */
  const TOP = 245;

  it('draws each map where its patches are', async () => {
    const png = await renderFigure({ image, document, drawing: 'patch', contours: false });
    const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    // Two columns of 360 at two pixels each, 20 between, 28 at the borders.
    expect(info.width).toBe(2 * (2 * 360 + 20 + 2 * 28));
    const pixel = (x: number, y: number) => [
      ...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3),
    ];
    // A patch is 180 × 120. Upper left all relevance, lower right none; in the second map all have the same.
    expect(pixel(2 * (28 + 90), 2 * (TOP + 60))).not.toEqual([255, 255, 255]);
    expect(pixel(2 * (28 + 270), 2 * (TOP + 180))).toEqual([255, 255, 255]);
    expect(pixel(2 * (408 + 270), 2 * (TOP + 180))).not.toEqual([255, 255, 255]);
  });

  it('draws all-zero and signed maps, and in the dark', async () => {
    const methods = [method('equal', [0, 0, 0, 0]), method('difference', [0.5, -0.5, 0, 0])];
    const png = await renderFigure({ image, document: { ...document, methods }, theme: 'dark' });
    expect((await sharp(png).metadata()).format).toBe('png');
  });

  it('takes a region that reaches outside the image', async () => {
    const region = { x: -10, y: 0, width: 80, height: 40 };
    await expect(renderFigure({ image, document, region })).resolves.toBeInstanceOf(Buffer);
  });

  it('shows white where a picture is transparent, on a dark page too', async () => {
    const clear = { ...image, data: image.data.map((value, i) => (i % 4 === 3 ? 0 : value / 4)) };
    const png = await renderFigure({
      image: clear,
      document,
      theme: 'dark',
      drawing: 'patch',
      contours: false,
    });
    const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    // In the patch at the lower right of the first map, which has no relevance.
    const at = (2 * (TOP + 180) * info.width + 2 * (28 + 270)) * 3;
    expect([...data.subarray(at, at + 3)]).toEqual([255, 255, 255]);
  });

  it('draws words alone where the model sees no image', async () => {
    const { image: _, ...rest } = document;
    const methods = rest.methods.map(({ image: _image, ...words }) => words);
    const { width, height } = await sharp(await renderFigure({ document: { ...rest, methods } })).metadata();
    expect(width).toBe(2 * (2 * 360 + 20 + 2 * 28));
    // A picture is 240 high, and its name stands beneath it.
    const { height: withPicture } = await sharp(await renderFigure({ image, document })).metadata();
    expect(height).toBeLessThan(withPicture - 2 * 240);
  });
});

describe('pngUri', () => {
  it('is a PNG of the pixels, on white', async () => {
    const pixels = { width: 2, height: 1, data: Uint8ClampedArray.of(10, 20, 30, 255, 0, 0, 0, 0) };
    const [head, packed] = (await pngUri(pixels)).split(',');
    expect(head).toBe('data:image/png;base64');
    const { data } = await sharp(Buffer.from(packed!, 'base64')).raw().toBuffer({ resolveWithObject: true });
    expect([...data]).toEqual([10, 20, 30, 255, 255, 255]);
  });
});

describe('writeFigure', () => {
  it('writes the file', async () => {
    const path = join(folder, 'figure.png');
    await writeFigure(path, { image, document });
    expect((await sharp(path).metadata()).width).toBeGreaterThan(1000);
  });

  it('says where it could not write', async () => {
    const path = join(folder, 'none', 'figure.png');
    const error: unknown = await writeFigure(path, { image, document }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(WhylightError);
    expect((error as WhylightError).message).toContain(path);
  });
});
