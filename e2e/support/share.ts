/** What a person does to pass an explanation on, and what its reader is told. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, type Page } from '@playwright/test';

/** Where the page says whether it came to the same as a link or file. */
export const verification = (page: Page) => page.getByRole('note', { name: 'Verification' });

const clipboard = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText());

/** Opens what can be shared. */
export const openShare = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'Share', exact: true }).click();

/** Presses Copy link and returns what the clipboard got: a sample or scene on show. */
export async function copyLink(page: Page): Promise<string> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await openShare(page);
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.locator('.copied').getByText(/^Copied, /)).toBeVisible();
  return clipboard(page);
}

/** The link of a photograph on show: with the picture in it, or with its fingerprint only. */
export async function copyPhotographLink(page: Page, kind: 'picture' | 'fingerprint'): Promise<string> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await openShare(page);
  const size = page.getByRole('note', { name: 'Size of the link' });
  if (kind === 'picture') await expect(size).toHaveText(/kB, with the picture at \d+ × \d+ pixels/);
  else {
    await page.getByRole('radio', { name: 'Fingerprint only' }).click();
    await expect(size).toContainText('with maps and answers');
  }
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.locator('.copied').getByText(/^Copied, /)).toBeVisible();
  return clipboard(page);
}

/** A file of those under Share. */
export async function exported(page: Page, name: string): Promise<{ file: string; bytes: Buffer }> {
  await openShare(page);
  const download = page.waitForEvent('download');
  await page.getByRole('dialog', { name: 'Share' }).getByRole('button', { name }).click();
  const got = await download;
  return { file: got.suggestedFilename(), bytes: await readFile(await got.path()) };
}

/** Runs the command in a process of its own and returns its stdout. @throws Error with its stderr when it fails */
export async function whylight(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['cli/whylight.mjs', ...args]);
  return stdout;
}

/** What the command line says of a link, or of an exported file by its path. */
export const verifiedInNode = (claim: string, ...more: string[]): Promise<string> =>
  whylight('explain', '--verify', claim, ...more);
