/** Each export opens in a reader that knows nothing of Whylight. */
import type { BrowserContext, Page } from '@playwright/test';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import type { ExplanationDocument } from '../../src/ask/document';
import { dropFile } from '../support/give';
import { losslessPhotograph, transparentPicture } from '../support/pictures';
import { settled, uploaded } from '../support/playground';
import { exported, openShare, verification, verifiedInNode, whylight } from '../support/share';
import { expect, test } from '../support/test';

/** Opens a file from disk in a browser without scripts; `asked` is what it asks anybody for besides itself. */
async function openAlone(context: BrowserContext, file: string): Promise<{ page: Page; asked: string[] }> {
  const asked: string[] = [];
  const page = await context.newPage();
  const address = pathToFileURL(file).href;
  page.on('request', (request) => {
    if (request.url() !== address && !request.url().startsWith('data:')) asked.push(request.url());
  });
  await page.goto(address);
  return { page, asked };
}

/** Widths of all pictures as the browser decoded them; 0 for what is none. */
const widthsOfPictures = (page: Page): Promise<number[]> =>
  page.getByRole('img').evaluateAll((all) => all.map((image) => (image as HTMLImageElement).naturalWidth));

test('figures, numbers, papers and pages', async ({ page, browser, openPlayground }, testInfo) => {
  await openPlayground();
  const document = await settled(page);

  const svg = await exported(page, 'SVG');
  expect(svg.file).toBe(`whylight-${document.question.toLowerCase().match(/\w+/g)!.join('-')}.svg`);
  expect(svg.bytes.toString()).not.toMatch(/<script|onload|href="http/);
  const context = await browser.newContext({ javaScriptEnabled: false });
  const reader = await context.newPage();
  await reader.goto(`data:image/svg+xml;base64,${svg.bytes.toString('base64')}`);
  await expect(reader.getByText(document.question)).toBeVisible();
  await expect(reader.getByText(`Why ${document.target.answer} rather than anything else`)).toBeVisible();

  const png = await exported(page, 'PNG');
  const size = await sharp(png.bytes).metadata();
  const [, width] = /<svg[^>]* width="(\d+)"/.exec(svg.bytes.toString())!;
  expect([size.format, size.width]).toEqual(['png', 2 * Number(width)]);
  expect((await sharp(png.bytes).stats()).entropy).toBeGreaterThan(1);
  expect(size.exif).toBeUndefined();

  const html = testInfo.outputPath('explanation.html');
  await writeFile(html, (await exported(page, 'HTML')).bytes);
  const { page: alone, asked } = await openAlone(context, html);
  await expect(alone.getByRole('heading', { name: document.question })).toBeVisible();
  expect(await widthsOfPictures(alone)).toEqual([Number(width)]);
  expect(asked).toEqual([]);
  await context.close();

  const csv = (await exported(page, 'CSV')).bytes.toString().trim().split('\r\n');
  const { cols, rows } = document.methods[0]!.image;
  expect(csv).toHaveLength(1 + document.methods.length * (rows * cols + document.tokens.length));
  const column = csv[0]!.split(',').indexOf('share');
  const shares = csv
    .filter((line) => /^weighted,.*,image,/.test(line))
    .map((line) => Number(line.split(',')[column]));
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);

  await page.evaluate(() => {
    // What protection against fingerprinting does to everything that is read back from a canvas.
    const refuse = () => {
      throw new Error('This canvas is not to be read.');
    };
    HTMLCanvasElement.prototype.toDataURL = refuse;
    HTMLCanvasElement.prototype.toBlob = refuse;
    const read = CanvasRenderingContext2D.prototype.getImageData;
    CanvasRenderingContext2D.prototype.getImageData = function (...given: Parameters<typeof read>) {
      const image = read.apply(this, given);
      for (let i = 0; i < image.data.length; i++) image.data[i]! ^= 1;
      return image;
    };
  });
  expect((await exported(page, 'SVG')).bytes.equals(svg.bytes)).toBe(true);
  await openShare(page);
  await page.getByRole('dialog', { name: 'Share' }).getByRole('button', { name: 'PNG' }).click();
  await expect(page.getByText(/a PNG would be noise: export SVG/).first()).toBeVisible();
  await page.keyboard.press('Escape');

  const bib = (await exported(page, 'BibTeX')).bytes.toString();
  expect(bib).toContain('@inproceedings{huang2023weighted,');
  expect(bib).toContain('2103.15679');
});

test('JSON is opened again by dropping it, and is checked, here and on the command line; a folder of it is a page', async ({
  page,
  browser,
  openPlayground,
}, testInfo) => {
  await openPlayground();
  const document = await settled(page);
  const { bytes } = await exported(page, 'JSON');
  const file = JSON.parse(bytes.toString()) as ExplanationDocument;
  expect(file.methods).toEqual(document.methods);

  const changed = structuredClone(file) as unknown as { methods: { image: { values: number[] } }[] };
  changed.methods[0]!.image.values[5]! += 0.2;
  const folder = testInfo.outputPath('explanations');
  await mkdir(folder, { recursive: true });
  const write = async (content: string, name = 'explanation.json') => {
    const file = path.join(folder, name);
    await writeFile(file, content);
    return file;
  };
  const sound = await write(JSON.stringify(file));
  await dropFile(page, sound);
  await expect(verification(page)).toHaveText(/^Reproduced/);
  expect(await verifiedInNode(sound)).toMatch(/^Reproduced: largest difference/);
  const tampered = await write(JSON.stringify(changed), 'changed.json');
  await dropFile(page, tampered);
  await expect(verification(page)).toHaveText(/^Not reproduced\..*row 1, column 6/);
  await expect(verifiedInNode(tampered)).rejects.toThrow(/Not reproduced\..*row 1, column 6/);

  expect(await whylight('report', folder, '--title', 'Both of them')).toContain('2 explanations');
  const context = await browser.newContext({ javaScriptEnabled: false });
  const { page: gallery, asked } = await openAlone(context, path.join(folder, 'index.html'));
  await expect(gallery.getByRole('heading', { name: 'Both of them' })).toBeVisible();
  await expect(gallery.getByRole('heading', { name: document.question })).toHaveCount(2);
  const widths = await widthsOfPictures(gallery);
  expect(widths).toHaveLength(2);
  expect(Math.min(...widths)).toBeGreaterThan(700);
  expect(asked).toEqual([]);
  await context.close();

  await dropFile(page, await write('{"schema": 1}'));
  await expect(page.getByText(/“explanation.json” .*neither a saved explanation nor/).first()).toBeVisible();
  await dropFile(page, await write('{"schema": 1, "methods": []}'));
  await expect(page.getByText(/“explanation.json” is no explanation/).first()).toBeVisible();
});

test('JSON of a photograph, opaque or not, is verified on what the model saw of it', async ({
  page,
  openPlayground,
}, testInfo) => {
  await openPlayground();
  await settled(page);
  for (const picture of [await losslessPhotograph(300, 220), await transparentPicture()]) {
    await uploaded(page, picture);
    const file = testInfo.outputPath(`${picture.name}.json`);
    await writeFile(file, (await exported(page, 'JSON')).bytes);
    expect(await verifiedInNode(file)).toMatch(/^Reproduced: largest difference/);
    await dropFile(page, file);
    await expect(verification(page)).toHaveText(/^Reproduced/);
  }
});
