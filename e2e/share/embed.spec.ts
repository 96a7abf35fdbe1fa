/** An explanation within a page of another origin. */
import type { FrameLocator, Page } from '@playwright/test';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { useToyModel } from '../support/models';
import { ask, settled } from '../support/playground';
import { serveFolder } from '../support/staticServer';
import { openShare } from '../support/share';
import { expect, test } from '../support/test';

/** An article that holds this HTML, on a host that knows nothing of Whylight. */
async function openArticle(
  page: Page,
  html: string,
): Promise<{ frame: FrameLocator; close(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'whylight-article-'));
  await writeFile(
    path.join(folder, 'index.html'),
    `<!doctype html><title>Article</title><p>Above</p>${html}<p>Below</p>`,
  );
  const host = await serveFolder(folder);
  await page.goto(host.url);
  return {
    frame: page.frameLocator('iframe'),
    async close() {
      await host.close();
      await rm(folder, { recursive: true });
    },
  };
}

const status = (frame: FrameLocator) => frame.locator('.status');

test('the copied code shows the explanation in an article, which can be asked on and leads to the page', async ({
  page,
  openPlayground,
}) => {
  await useToyModel(page);
  await openPlayground();
  await settled(page);
  const sent = await ask(page, 'Is there a "dog" <b>?');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await openShare(page);
  await page.getByRole('button', { name: 'Copy embed code' }).click();
  await expect(page.locator('.copied').getByText('Copied the HTML of a frame')).toBeVisible();
  const code = await page.evaluate(() => navigator.clipboard.readText());

  const { frame, close } = await openArticle(page, code);
  try {
    await expect(frame.getByRole('figure', { name: 'Weighted relevance' })).toBeVisible();
    await expect(frame.getByRole('textbox', { name: 'Question' })).toHaveValue(sent.question);
    await expect(status(frame)).toHaveText(/^Answered and explained in /);
    await expect(frame.getByText('Checked: reproduced')).toBeVisible();
    await expect(frame.getByRole('list', { name: 'Answers' })).toContainText(sent.answers[0]!.text);
    // Neither the page's own tools nor the inspector.
    await expect(frame.getByRole('button', { name: 'Share' })).toHaveCount(0);
    if (process.env['SHOT']) await page.screenshot({ path: process.env['SHOT'], fullPage: true });

    const entries = await page.evaluate(() => history.length);
    const whole = frame.getByRole('link', { name: 'Open in Whylight' });
    await frame.getByRole('textbox', { name: 'Question' }).fill('How many cats are there?');
    const address = await whole.getAttribute('href');
    await expect(whole).not.toHaveAttribute('href', address!);
    expect(await page.evaluate(() => history.length)).toBe(entries);

    await useToyModel(page);
    await page.goto((await whole.getAttribute('href'))!);
    await expect(page.getByRole('textbox', { name: 'Question' })).toHaveValue('How many cats are there?');
    await expect(page.getByRole('button', { name: 'Share' })).toBeVisible();
  } finally {
    await close();
  }
});

test('the address chooses what is shown and in which theme', async ({ page, baseURL }) => {
  await useToyModel(page);
  const open = async (query: string) => {
    const { frame, close } = await openArticle(
      page,
      `<iframe src="${baseURL!}?backend=wasm&${query}" width="700" height="700"></iframe>`,
    );
    await expect(status(frame)).toHaveText(/^Answered and explained in /);
    return { frame, close };
  };
  const maps = await open('embed=maps&theme=dark');
  await expect(maps.frame.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(maps.frame.getByRole('textbox')).toHaveCount(0);
  await expect(maps.frame.getByRole('list', { name: 'Weighted, question' })).toHaveCount(0);
  await expect(maps.frame.getByRole('heading', { level: 1 })).toHaveText(/\?$/);
  await maps.close();

  const more = await open('embed=images,words,view&theme=light');
  await expect(more.frame.locator('html')).toHaveAttribute('data-theme', 'light');
  await expect(more.frame.getByRole('list', { name: 'Weighted, question' })).toBeVisible();
  // An article is narrow, and compares all the same.
  for (const name of ['Weighted relevance', 'Equal relevance'])
    await expect(more.frame.getByRole('figure', { name })).toBeVisible();
  await more.frame.getByRole('radio', { name: 'Difference' }).click();
  await expect(more.frame.getByRole('figure', { name: /^Difference/ })).toBeVisible();
  await more.frame.getByRole('button', { name: 'Night at the camp' }).click();
  await expect(more.frame.getByRole('heading', { level: 1 })).toHaveText('What animal is there?');
  if (process.env['SHOT']) await page.screenshot({ path: `${process.env['SHOT']}-2.png`, fullPage: true });
  await more.close();
});
