/**
 * One file, one picture: the table of small pictures and one of 18 megapixels, dropped on the page like anybody's, have the
 * pixels that Pillow and Node give them. Firefox goes through the same table in `workers/pictures/firefox.test.ts`.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { PICTURES, readExpected } from '../../src/image/file/testing/expected';
import { LARGE, largePng } from '../../src/image/file/testing/large';
import { decodeImageFile } from '../../node/library/image';
import { settled, uploaded } from '../support/playground';
import { expect, test } from '../support/test';

/**
 * A file of each format and each thing that browsers do to pixels by themselves; Firefox and Node go through all. Those
 * that have the same pixels stand apart: a new explanation is told by its picture.
 */
const SHOWN = [
  'jpeg-420.jpg',
  'jpeg-422-progressive.jpg',
  'jpeg-p3.jpg',
  'turn-5.jpg',
  'jpeg-cmyk-444.jpg',
  'jpeg-ycck-420.jpg',
  'jpeg-1200x70.jpg',
  'jpeg-1x40.jpg',
  'turn-6.png',
  'jpeg-xmp.jpg',
  'png-0-16.png',
  'png-6-16-interlaced.png',
  'png-gamma.png',
  'jpeg-adobe-rgb.jpg',
  'turn-7.webp',
  'png-p3.png',
  'png-alpha.png',
  'png-1025x70.png',
  'webp-alpha.webp',
  'turn-8.tif',
  'webp-animated.webp',
  'webp-p3.webp',
  'gif-trailing.gif',
  'gif-offset-clear.gif',
  'turn-6.avif',
  'bmp-16.bmp',
  'bmp-alpha.bmp',
  'tiff-tiff_lzw.tif',
  'tiff-jpeg.tif',
  'avif-alpha.avif',
];

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

test('pictures of every kind have the pixels that Pillow gives them', async ({ page, openPlayground }) => {
  test.setTimeout(420_000);
  await openPlayground();
  await settled(page);
  const table = readExpected();
  for (const name of SHOWN) {
    const buffer = readFileSync(new URL(name, PICTURES));
    const expected = table[name]!;
    const { image } = await uploaded(page, { name, mimeType: '', buffer });
    // Of AVIF all of ours agree, and Pillow's rounding differs a little.
    const rgba =
      expected.bytes === undefined
        ? expected.rgba
        : sha256((await decodeImageFile(buffer)).data as Uint8Array);
    expect({ name, ...image }).toEqual({
      name,
      sha256: rgba,
      width: expected.width,
      height: expected.height,
    });
  }
  await test.step('over 16 megapixels', async () => {
    const buffer = largePng();
    const { image } = await uploaded(page, { name: 'large.png', mimeType: 'image/png', buffer });
    const here = await decodeImageFile(buffer);
    expect(image).toEqual({ ...LARGE, sha256: sha256(here.data as Uint8Array) });
  });
});

test('a picture is not read back from a canvas', async ({ page, openPlayground }) => {
  // What protection against fingerprinting does, to every pixel.
  await page.addInitScript(() => {
    const read = CanvasRenderingContext2D.prototype.getImageData;
    CanvasRenderingContext2D.prototype.getImageData = function (...given: Parameters<typeof read>) {
      const image = read.apply(this, given);
      for (let i = 0; i < image.data.length; i++) image.data[i] = image.data[i]! ^ 1;
      return image;
    };
  });
  await openPlayground();
  await settled(page);
  for (const name of ['jpeg-p3.jpg', 'png-alpha.png']) {
    const buffer = readFileSync(new URL(name, PICTURES));
    const { image } = await uploaded(page, { name, mimeType: '', buffer });
    expect(image.sha256).toBe(readExpected()[name]!.rgba);
  }
});
