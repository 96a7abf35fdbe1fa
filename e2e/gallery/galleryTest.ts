/** Tests of the gallery: built once for a worker, served as a folder of files. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import type { Wording } from '../../app/gallery/data/texts';
import { serveFolder } from '../support/staticServer';
import { expect, test as base } from '../support/test';

const FOLDER = 'node_modules/.cache/gallery';

export interface Shown {
  readonly theme?: 'light' | 'dark';
  readonly wording?: Wording;
}

interface GalleryFixtures {
  /** Opens an entry, or all that stand below an id, and waits until all of it is drawn. */
  openEntry(id: string, shown?: Shown): Promise<void>;
}

interface GalleryWorker {
  readonly gallery: string;
}

export const test = base.extend<GalleryFixtures, GalleryWorker>({
  gallery: [
    // eslint-disable-next-line no-empty-pattern -- the runner reads the names of the fixtures that this one needs: none
    async ({}, use) => {
      await promisify(execFile)(process.execPath, [
        'node_modules/vite/bin/vite.js',
        'build',
        '--config',
        'vite.gallery.config.ts',
        '--logLevel',
        'warn',
      ]);
      const server = await serveFolder(FOLDER);
      await use(`${server.url}gallery.html`);
      await server.close();
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  openEntry: async ({ page, gallery }, use) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await use(async (id, { theme = 'light', wording = 'usual' } = {}) => {
      await page.goto(`${gallery}?${new URLSearchParams({ only: id, theme, wording }).toString()}`);
      await drawn(page);
    });
  },
});

async function drawn(page: Page): Promise<void> {
  await expect(page.locator('[data-entry]').first()).toBeAttached();
  await expect(page.locator('[data-pending]')).toHaveCount(0);
  await expect(page.locator('.part-failed'), 'parts that could not be drawn').toHaveCount(0);
  await page.evaluate(() => document.fonts.ready);
}

export { expect };
