/** The page without a network, isolation without headers, new versions: what the service worker is for. */
import type { Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { photograph } from '../support/pictures';
import {
  ask,
  askAbout,
  modelWorker,
  questionBox,
  settled,
  statusLine,
  uploaded,
} from '../support/playground';
import { copyLink, copyPhotographLink, openShare, verification } from '../support/share';
import type { Site } from '../support/site';
import { expect, test } from '../support/siteTest';

const version = (page: Page) => page.getByRole('note', { name: 'Version' });
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
  await site.disconnect();
  await page.reload();
  expect((await settled(page)).methods).toEqual(first.methods);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await openShare(page);
  await expect(page.getByRole('img', { name: 'QR code of the link' })).toBeVisible();
  expect(loads).toBe(3);
});

test('a link opened in a fresh profile without a network, after its first visit, shows and verifies', async ({
  site,
  profile,
  browser,
}) => {
  const sender = await profile.newPage();
  await sender.goto(wasm(site));
  await settled(sender);
  const sent = await ask(sender, 'Is there a dog?');
  const ofScene = await copyLink(sender);
  await uploaded(sender, await photograph(320, 240));
  const ofPhotograph = await copyPhotographLink(sender, 'picture');

  const fresh = await browser.newContext({ serviceWorkers: 'allow' });
  const visit = await fresh.newPage();
  await visit.goto(wasm(site));
  await settled(visit);
  await kept(visit);
  await visit.close();
  await site.disconnect();
  for (const link of [ofScene, ofPhotograph]) {
    const reader = await fresh.newPage();
    await reader.goto(link);
    await expect(reader.getByRole('figure', { name: 'Weighted relevance' })).toBeVisible();
    await expect(verification(reader)).toHaveText(/^Reproduced.*: largest difference .* of the relevance/);
    const seen = await settled(reader);
    expect(seen.question).toBe(sent.question);
    if (link === ofScene) expect(seen.image).toEqual(sent.image);
    await reader.close();
  }
  await fresh.close();
});

test('in a frame of another page nothing is reloaded or registered', async ({ site, profile }) => {
  const page = await profile.newPage();
  let loads = 0;
  // The address follows what is on show, which navigates without loading anything.
  page.on('request', (request) => {
    if (request.isNavigationRequest() && request.url().startsWith(site.url)) loads++;
  });
  await page.route('**/article.html', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><title>Article</title><iframe src="${wasm(site)}" width="1200" height="900"></iframe>`,
    }),
  );
  await page.goto(new URL('/article.html', site.url).href);
  const framed = page.frameLocator('iframe');
  await expect(framed.locator('.status')).toHaveText(/^Answered and explained in /);
  const registered = await page
    .frames()[1]!
    .evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length);
  expect({ loads, registered }).toEqual({ loads: 1, registered: 0 });
});

test('the service worker gives the model’s worker its policy, where the host sends none', async ({
  site,
  profile,
}) => {
  const page = await profile.newPage();
  await page.goto(wasm(site));
  await settled(page);
  // In a task of the worker's own, as its own code would.
  const outcome = await modelWorker(page).evaluate(
    () =>
      new Promise<{ refused: string[]; evaluated: boolean }>((resolve) => {
        const refused: string[] = [];
        self.addEventListener('securitypolicyviolation', (event) => {
          refused.push(event.effectiveDirective);
        });
        setTimeout(() => {
          let evaluated = true;
          try {
            (0, eval)('1');
          } catch {
            evaluated = false;
          }
          void fetch('http://whylight.invalid/')
            .catch(() => undefined)
            .then(() => setTimeout(() => resolve({ refused, evaluated }), 100));
        });
      }),
  );
  expect(outcome.evaluated).toBe(false);
  expect(outcome.refused).toEqual(['script-src', 'connect-src']);
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
  await openShare(other);
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
