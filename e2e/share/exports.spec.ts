/** Each export opens in a reader that knows nothing of Whylight. */
import type { Page } from '@playwright/test';
import { readFile, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { ExplanationDocument } from '../../src/engine/document';
import { dropFile } from '../support/give';
import { settled } from '../support/playground';
import { expect, test } from '../support/test';

async function exported(page: Page, name: string): Promise<{ file: string; bytes: Buffer }> {
  await page.getByRole('button', { name: 'Export' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('dialog', { name: 'Export' }).getByRole('button', { name }).click();
  const got = await download;
  return { file: got.suggestedFilename(), bytes: await readFile(await got.path()) };
}

test('figures, numbers, papers and pages', async ({ page, browser, openPlayground }) => {
  await openPlayground();
  const document = await settled(page);

  const svg = await exported(page, 'SVG');
  expect(svg.file).toBe(`whylight-${document.question.toLowerCase().match(/\w+/g)!.join('-')}.svg`);
  expect(svg.bytes.toString()).not.toMatch(/<script|onload|href="http/);
  const context = await browser.newContext({ javaScriptEnabled: false });
  const reader = await context.newPage();
  await reader.goto(`data:image/svg+xml;base64,${svg.bytes.toString('base64')}`);
  await expect(reader.getByText(document.question)).toBeVisible();

  const png = await exported(page, 'PNG');
  const size = await sharp(png.bytes).metadata();
  const [, width] = /<svg[^>]* width="(\d+)"/.exec(svg.bytes.toString())!;
  expect([size.format, size.width]).toEqual(['png', 2 * Number(width)]);
  expect((await sharp(png.bytes).stats()).entropy).toBeGreaterThan(1);
  expect(size.exif).toBeUndefined();

  const html = await exported(page, 'HTML');
  const requests: string[] = [];
  const alone = await context.newPage();
  alone.on('request', (request) => requests.push(request.url()));
  await alone.setContent(html.bytes.toString());
  await expect(alone.getByRole('heading', { name: document.question })).toBeVisible();
  expect(await alone.getByRole('img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(
    Number(width),
  );
  expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([]);
  await context.close();

  const csv = (await exported(page, 'CSV')).bytes.toString().trim().split('\r\n');
  const { cols, rows } = document.methods[0]!.image;
  expect(csv).toHaveLength(1 + document.methods.length * (rows * cols + document.tokens.length));
  const shares = csv
    .filter((line) => /^weighted,.*,image,/.test(line))
    .map((line) => Number(line.split(',').at(-2)));
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);

  const bib = (await exported(page, 'BibTeX')).bytes.toString();
  expect(bib).toContain('@inproceedings{huang2023weighted,');
  expect(bib).toContain('2103.15679');
});

test('JSON is opened again by dropping it, and is checked', async ({ page, openPlayground }, testInfo) => {
  await openPlayground();
  const document = await settled(page);
  const { bytes } = await exported(page, 'JSON');
  const file = JSON.parse(bytes.toString()) as ExplanationDocument;
  expect(file.methods).toEqual(document.methods);

  const changed = structuredClone(file) as unknown as { methods: { image: { values: number[] } }[] };
  changed.methods[0]!.image.values[5]! += 0.2;
  const verification = page.getByRole('status', { name: 'Verification' });
  const write = async (content: string) => {
    const name = testInfo.outputPath('explanation.json');
    await writeFile(name, content);
    return name;
  };
  await dropFile(page, await write(JSON.stringify(file)));
  await expect(verification).toHaveText(/^Reproduced/);
  await dropFile(page, await write(JSON.stringify(changed)));
  await expect(verification).toHaveText(/^Not reproduced\..*row 1, column 6/);
  await dropFile(page, await write('{"schema": 1}'));
  await expect(page.getByText(/“explanation.json” is no explanation/).first()).toBeVisible();
});
