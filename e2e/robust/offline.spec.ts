/** The page without a network, isolation without headers, new versions: what the service worker is for. */
import type { Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { photograph } from '../support/pictures';
import { ask, askAbout, questionBox, settled, statusLine, uploaded } from '../support/playground';
import type { Site } from '../support/site';
import { expect, test } from '../support/siteTest';

const version = (page: Page) => page.getByRole('status', { name: 'Version' });
const wasm = (site: Site) => `${site.url}?backend=wasm`;

/** Waits until everything is in the browser's store. */
const kept = (page: Page) =>
  expect(page.locator('.status')).toHaveAttribute('title', /works without a network/);

/** Spoils a stored file, as a failing disk would. */
async function spoil(page: Page, name: string): Promise<void> {
  await page.evaluate(async (file) => {
    const [cacheName] = (await caches.keys()).filter((key) => key.startsWith('whylight:'));
    const cache = await caches.open(cacheName!);
    const key = (await cache.keys()).find(({ url }) => url.includes(file))!;
    const response = (await cache.match(key))!;
    const bytes = new Uint8Array(await response.arrayBuffer());
    bytes[bytes.length >> 1]! ^= 1;
    await cache.put(key, new Response(bytes, { headers: response.headers }));
  }, name);
}

test('without headers the page is isolated after one reload, and works when the network has gone', async ({
  site,
  profile,
}) => {
  const page = await profile.newPage();
  let loads = 0;
  page.on('load', () => loads++);
  await page.goto(wasm(site));
  const first = await settled(page);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(loads).toBe(2);
  await kept(page);
  // The link comes into the address a moment after the maps.
  await page.waitForFunction(() => location.hash.startsWith('#w1.'));
  const link = new URL(page.url()).hash;

  await site.disconnect();
  await page.reload();
  expect((await settled(page)).methods).toEqual(first.methods);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await page.getByRole('button', { name: 'Link options' }).click();
  await expect(page.getByRole('img', { name: 'QR code of the link' })).toBeVisible();
  expect(loads).toBe(3);

  // A link of somebody else, opened in a tab of its own.
  const reader = await profile.newPage();
  await reader.goto(`${wasm(site)}${link}`);
  await expect(reader.getByRole('status', { name: 'Verification' })).toHaveText(/^Reproduced/);
  expect((await settled(reader)).question).toBe(first.question);
});

test('can be installed: a manifest whose icons are what it says', async ({ site, profile }) => {
  const page = await profile.newPage();
  await page.goto(wasm(site));
  await settled(page);
  const session = await profile.newCDPSession(page);
  const { errors, data, url } = await session.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  expect(url).toBe(`${site.url}manifest.webmanifest`);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  // A profile of a test is like a private window, which no browser installs from.
  expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);
  const { icons } = JSON.parse(data!) as { icons: { src: string; sizes: string; type: string }[] };
  for (const { src, sizes, type } of icons.filter((icon) => icon.type === 'image/png')) {
    const bytes = await readFile(`dist/${src}`);
    expect([type, `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`]).toEqual(['image/png', sizes]);
  }
});

test('a new version waits, is taken on a click, and keeps picture and question; another tab is told', async ({
  site,
  profile,
}) => {
  const page = await profile.newPage();
  await page.goto(wasm(site));
  const before = await askAbout(page, await photograph(320, 240), 'Is there a cat?');
  await kept(page);
  const other = await profile.newPage();
  await other.goto(wasm(site));
  await settled(other);
  await kept(other);

  const html = await readFile('dist/index.html', 'utf8');
  await site.publish({ 'index.html': html.replace('<title>Whylight', '<title>Newer Whylight') });
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
  await expect(version(page)).toContainText('A new version of Whylight is here');
  await expect(page).toHaveTitle(/^Whylight/);
  await expect(questionBox(page)).toHaveValue('Is there a cat?');

  await page.getByRole('button', { name: 'Take it now' }).click();
  await expect(page).toHaveTitle(/^Newer Whylight/);
  const after = await settled(page);
  expect(after.question).toBe('Is there a cat?');
  expect(after.image).toEqual(before.image);
  expect(after.methods).toEqual(before.methods);

  await expect(version(other)).toContainText('Another tab has taken a new version');
  // What it has not loaded yet is still there.
  await other.getByRole('button', { name: 'Link options' }).click();
  await expect(other.getByRole('img', { name: 'QR code of the link' })).toBeVisible();
});

test('a damaged store: the file is fetched again, and said so; nothing damaged is ever used', async ({
  site,
  profile,
}) => {
  const page = await profile.newPage();
  await page.goto(wasm(site));
  const before = await settled(page);
  await kept(page);
  await spoil(page, 'model.safetensors');
  await page.reload();
  expect((await settled(page)).methods).toEqual(before.methods);
  await expect(version(page)).toHaveText(
    'A stored file of Whylight was damaged (model.safetensors); it has been fetched again.',
  );

  // Repaired: the next visit needs no network.
  await kept(page);
  await site.disconnect();
  await page.reload();
  await settled(page);
  await expect(version(page)).toHaveCount(0);

  // Damaged where there is no network either: said, and question and picture stay.
  await spoil(page, 'ort-wasm-simd-threaded.wasm');
  await page.reload();
  await expect(statusLine(page)).toContainText('ort-wasm-simd-threaded.wasm could not be loaded');
  await expect(version(page)).toContainText('there is no network to fetch it again');
  await expect(questionBox(page)).toHaveValue(before.question);
});

test('a full store: the page says so and works', async ({ site, profile }) => {
  const page = await profile.newPage();
  const session = await profile.newCDPSession(page);
  const origin = new URL(site.url).origin;
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 2_000_000 });
  await page.goto(wasm(site));
  await settled(page);
  await expect(version(page)).toContainText('no room left to keep Whylight for use without a network');
  const picture = await uploaded(page, await photograph(320, 240));
  const after = await ask(page, 'Is there a dog?');
  expect(after.image).toEqual(picture.image);
});
