/** Links: what is shared is shown at once to its reader, then checked. */
import type { Browser, Page } from '@playwright/test';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { useToyModel } from '../support/models';
import { photograph } from '../support/pictures';
import { ask, questionBox, settled, statusLine, upload, uploaded } from '../support/playground';
import { copyLink, copyPhotographLink, openShare, verification, verifiedInNode } from '../support/share';
import { expect, test } from '../support/test';

const weighted = (page: Page) => page.getByRole('figure', { name: 'Weighted relevance' });

/** A page of its own profile, whose model comes only when it is let through. */
async function slowPage(browser: Browser): Promise<{ page: Page; letModelCome: () => void }> {
  const context = await browser.newContext();
  const page = await context.newPage();
  let letModelCome: () => void = () => undefined;
  const allowed = new Promise<void>((resolve) => (letModelCome = resolve));
  await page.route('**/model.safetensors', async (route) => {
    await allowed;
    await route.continue();
  });
  return { page, letModelCome };
}

test('a link shows maps and answers before there is a model, then says that they are reproduced @webgpu', async ({
  page,
  browser,
  openPlayground,
}) => {
  await openPlayground();
  await settled(page);
  const sent = await ask(page, 'Is there a dog?');
  const link = await copyLink(page);
  expect(link.length).toBeLessThan(2000);

  expect(await verifiedInNode(link)).toMatch(/^Reproduced on the CPU \(made on W/);

  const reader = await slowPage(browser);
  await reader.page.goto(link);
  await expect(verification(reader.page)).toContainText('checked when the model is ready');
  await expect(questionBox(reader.page)).toHaveValue('Is there a dog?');
  await expect(weighted(reader.page).locator('canvas').first()).toBeVisible();
  await expect(weighted(reader.page)).toContainText('As in the link');
  await expect(reader.page.getByRole('list', { name: 'Answers' })).toContainText(sent.answers[0]!.text);
  expect(await reader.page.evaluate(() => window.whylight.last())).toBeUndefined();
  reader.letModelCome();
  await expect(verification(reader.page)).toHaveText(/^Reproduced.*: largest difference .* of the relevance/);
  const got = await settled(reader.page);
  expect(got.image.sha256).toBe(sent.image.sha256);
  await reader.page.context().close();
});

test('a link whose maps were changed says so, and where', async ({ page, browser, openPlayground }) => {
  await openPlayground();
  await settled(page);
  const link = await copyLink(page);
  const reader = await slowPage(browser);
  reader.letModelCome();
  await reader.page.goto(tampered(link));
  await expect(verification(reader.page)).toHaveText(
    /^Not reproduced\. The map of .* on the image differs by up to .* most at row \d+, column \d+\..*changed/,
  );
  await reader.page.context().close();
});

test('the verdict goes when the reader asks something else', async ({ page, openPlayground }) => {
  await openPlayground();
  await settled(page);
  const link = await copyLink(page);
  await page.goto('about:blank');
  await page.goto(link);
  await expect(verification(page)).toHaveText(/^Reproduced/);
  await ask(page, 'How many cats are there?');
  await expect(verification(page)).toHaveCount(0);
});

test('a photograph travels in its link, or stays and is asked for', async ({
  page,
  browser,
  openPlayground,
}) => {
  await openPlayground();
  await settled(page);
  const picture = await photograph();
  await uploaded(page, picture);
  expect(decodeURIComponent(page.url())).not.toContain('data:');
  const withPicture = await copyPhotographLink(page, 'picture');
  expect(withPicture.length).toBeLessThan(16_000);
  expect(await verifiedInNode(withPicture)).toMatch(/^Reproduced on the CPU/);

  const fingerprint = await copyPhotographLink(page, 'fingerprint');
  expect(fingerprint.length).toBeLessThan(2500);

  const reader = await browser.newContext();
  const other = await reader.newPage();
  await other.goto(withPicture);
  await expect(verification(other)).toHaveText(/^Reproduced/);
  await other.goto('about:blank');
  await other.goto(fingerprint);
  await expect(verification(other)).toContainText('upload the file');
  await expect(statusLine(other)).toHaveText(/^(Ready|Answered)/);
  await upload(other, picture);
  await expect(verification(other)).toHaveText(/^Reproduced/);
  await reader.close();
});

test('typing replaces the entry of the history, another picture makes one; Back and Forward lead there', async ({
  page,
  openPlayground,
}) => {
  await openPlayground();
  await settled(page);
  await expect(page).toHaveURL(/#w2\./);
  const entries = await page.evaluate(() => history.length);
  await ask(page, 'Is there a cat?');
  await ask(page, 'Is there a dog?');
  await page.waitForTimeout(800);
  expect(await page.evaluate(() => history.length)).toBe(entries);
  await page.getByRole('button', { name: 'Night at the camp' }).click();
  await expect.poll(() => page.evaluate(() => history.length)).toBe(entries + 1);
  await page.goBack();
  await expect(questionBox(page)).toHaveValue('Is there a dog?');
  await page.goForward();
  await expect(questionBox(page)).toHaveValue('What animal is there?');
});

test('the system’s share sheet gets the link that the button copies', async ({ page, openPlayground }) => {
  await page.addInitScript(() => {
    const shared: ShareData[] = [];
    Object.assign(window, { shared });
    navigator.share = async (data) => void shared.push(data!);
  });
  await openPlayground();
  await settled(page);
  const link = await copyLink(page);
  await openShare(page);
  await page.getByRole('button', { name: 'Send to an app' }).click();
  expect(await page.evaluate(() => (window as unknown as { shared: ShareData[] }).shared)).toEqual([
    { title: 'Whylight', url: link },
  ]);
});

test('damaged and newer links are refused with a sentence, and the page goes on', async ({ page }) => {
  await useToyModel(page);
  await page.goto('./#w9.AAAA');
  // Also when the first scene, which is shown instead, has been explained.
  await settled(page);
  await expect(page.getByText(/made by a newer Whylight/).first()).toBeVisible();
  await expect(questionBox(page)).not.toHaveValue('');
  for (const [fragment, sentence] of [
    ['#w2.@@@@', /This link is damaged/],
    ['#picnic', /is no link of Whylight/],
  ] as const) {
    await page.evaluate((hash) => void (location.hash = hash), fragment);
    await expect(page.getByText(sentence).first()).toBeVisible();
    await expect(questionBox(page)).not.toHaveValue('');
  }
});

/** Changes one byte of the first map, keeping everything else sound. */
function tampered(link: string): string {
  const [address, packed] = link.split('#w2.') as [string, string];
  const bytes = inflateRawSync(Buffer.from(packed, 'base64url'));
  // Twelve rows, twelve columns, no signs, then the scale and the 144 bytes of the map.
  const at = bytes.indexOf(Buffer.from([12, 12, 0]));
  expect(at).toBeGreaterThan(0);
  const first = at + 3 + 4;
  const patch = bytes.subarray(first, first + 144).indexOf(Math.min(...bytes.subarray(first, first + 144)));
  bytes[first + patch] = 255;
  return `${address}#w2.${deflateRawSync(bytes).toString('base64url')}`;
}
