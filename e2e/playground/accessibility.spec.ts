/** An automated audit (axe) of every screen in both themes: nothing serious, nothing critical. */
import { addAxe, findings } from '../support/axe';
import { settled } from '../support/playground';
import { expect, test } from '../support/test';
import { closeInspector, inspect, onBothSizes } from './sizes';

onBothSizes(() => {
  for (const colorScheme of ['light', 'dark'] as const)
    test(`has nothing serious to be found in ${colorScheme}`, async ({ page, openPlayground }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await openPlayground();
      await settled(page);
      await addAxe(page);
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
