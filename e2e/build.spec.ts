/** The production build as a folder of files: it opens, isolated where the host allows it, and in any subpath. */
import { pathToFileURL } from 'node:url';
import { serveFolder } from './support/staticServer';
import { expect, test } from './support/test';

test('opens with its name in the title, isolated from other origins', async ({ page, openPlayground }) => {
  await openPlayground();
  await expect(page).toHaveTitle(/Whylight/);
  await expect(page.getByRole('textbox', { name: 'Question' })).toBeVisible();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
});

test('opens in a subpath of a host that sets no headers', async ({ page }) => {
  const host = await serveFolder('dist', '/some/where/');
  try {
    const missing: string[] = [];
    page.on('response', (response) => {
      if (response.status() >= 400) missing.push(response.url());
    });
    await page.goto(host.url);
    await expect(page).toHaveTitle(/Whylight/);
    await expect(page.getByRole('textbox', { name: 'Question' })).toBeVisible();
    expect(missing).toEqual([]);
  } finally {
    await host.close();
  }
});

test('says what it needs where browsers keep its parts from it: out of a file, in a sandboxed frame', async ({
  page,
}) => {
  await page.goto(pathToFileURL('dist/index.html').href);
  await expect(page.getByRole('alert')).toHaveText(/cannot run out of a file.*Serve its folder/);
  const framed = '<!doctype html><iframe src="./" sandbox="allow-scripts" width="800" height="600"></iframe>';
  await page.route('**/framed.html', (route) => route.fulfill({ contentType: 'text/html', body: framed }));
  await page.goto('./framed.html');
  await expect(page.frameLocator('iframe').getByRole('alert')).toHaveText(
    /sandbox="allow-scripts allow-same-origin"/,
  );
});

test('holds no inline script, so that a strict Content-Security-Policy is possible', async ({ page }) => {
  const html = await (await page.request.get('./')).text();
  const scripts = [...html.matchAll(/<script\b([^>]*)>([^]*?)<\/script>/g)];
  expect(scripts.length).toBeGreaterThan(0);
  for (const [, attributes, body] of scripts) {
    expect(attributes).toContain('src=');
    expect(body?.trim()).toBe('');
  }
  expect(html).not.toMatch(/\son[a-z]+=/);
});

test.describe('in a browser set to another language', () => {
  test.use({ locale: 'fr-FR' });
  test('controls speak the page’s own', async ({ page, openPlayground }) => {
    const errors: Error[] = [];
    page.on('pageerror', (error) => errors.push(error));
    await openPlayground();
    await page.getByRole('button', { name: 'Method of the left map' }).click();
    const list = page.getByRole('listbox');
    await expect(list).toBeVisible();
    // The hidden buttons that close what is open are React Aria's own texts.
    await expect(page.getByRole('button', { name: 'Dismiss' }).first()).toBeAttached();
    expect(errors).toEqual([]);
  });
});

test('serves the runtime itself and answers 404 for what is not there', async ({ page }) => {
  const runtime = await page.request.head('./ort/ort-wasm-simd-threaded.wasm');
  expect(runtime.headers()['content-type']).toBe('application/wasm');
  expect((await page.request.get('./no/such/manifest.json')).status()).toBe(404);
});
