/** The build under the headers that docs/hosting.md gives. */
import { readFileSync } from 'node:fs';
import { WORKER_POLICY } from '../../workers/offline/policy';
import { settled } from '../support/playground';
import { serveFolder } from '../support/staticServer';
import { openShare } from '../support/share';
import { expect, test } from '../support/test';

test('works under the documented Content-Security-Policy, the worker included', async ({ page }) => {
  const policy = /^Content-Security-Policy: (.*)$/m.exec(readFileSync('docs/hosting.md', 'utf8'))![1]!;
  expect(policy, 'what the service worker sends as well').toBe(WORKER_POLICY);
  const host = await serveFolder('dist', '/sub/', {
    'Content-Security-Policy': policy,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
  });
  const refused: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) refused.push(message.text());
  });
  try {
    await page.goto(`${host.url}?backend=wasm`);
    await settled(page);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await openShare(page);
    const download = page.waitForEvent('download');
    await page.getByRole('dialog', { name: 'Share' }).getByRole('button', { name: 'PNG' }).click();
    await download;
    await openShare(page);
    await expect(page.getByRole('img', { name: 'QR code of the link' })).toBeVisible();
    if (process.env['SHOT']) await page.screenshot({ path: process.env['SHOT'] });
    expect(refused).toEqual([]);
  } finally {
    await host.close();
  }
});
