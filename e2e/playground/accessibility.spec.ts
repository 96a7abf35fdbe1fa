/** An automated audit (axe) of every screen in both themes: nothing serious, nothing critical. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type axe from 'axe-core';
import { settled } from '../support/playground';
import { expect, test } from '../support/test';
import { closeInspector, inspect, onBothSizes } from './sizes';

// Evaluated, since the page's policy lets no script in by a tag.
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Serious and critical findings, one line each with the place. */
async function findings(page: Page): Promise<string[]> {
  const { violations } = await page.evaluate(async () => {
    const { axe: audit } = window as unknown as { axe: typeof axe };
    return audit.run(document, { resultTypes: ['violations'] });
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')} ${failureSummary ?? ''}`),
    );
}

onBothSizes(() => {
  for (const colorScheme of ['light', 'dark'] as const)
    test(`has nothing serious to be found in ${colorScheme}`, async ({ page, openPlayground }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await openPlayground();
      await settled(page);
      await page.evaluate(AXE);
      expect(await findings(page), 'side by side').toEqual([]);
      for (const tab of ['Understand', 'Test', 'Truth'] as const) {
        await inspect(page, tab);
        if (tab === 'Understand') {
          await page.getByRole('button', { name: 'Show attention' }).click();
          await expect(page.getByRole('figure', { name: 'Attention over the image' })).toBeVisible();
        }
        expect(await findings(page), tab).toEqual([]);
      }
      await closeInspector(page);
      for (const view of ['Swipe', 'Difference']) {
        await page.getByRole('radio', { name: view }).click();
        expect(await findings(page), view).toEqual([]);
      }
      await page.getByRole('radio', { name: 'Side by side' }).click();
      await page.getByRole('button', { name: 'Edit scene' }).click();
      await page.getByRole('button', { name: /^dog,/ }).focus();
      expect(await findings(page), 'scene editor').toEqual([]);
      await page.getByRole('button', { name: 'Take the tour' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      expect(await findings(page), 'tour').toEqual([]);
    });
});
