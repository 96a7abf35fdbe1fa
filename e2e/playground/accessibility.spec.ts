/** An automated audit (axe) of every screen in both themes: nothing serious, nothing critical. */
import { addAxe, findings } from '../support/axe';
import { settled } from '../support/playground';
import { expect, test } from '../support/test';
import { closeInspector, closeView, inspect, onBothSizes, openView } from './sizes';

onBothSizes((size) => {
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
          await page.getByRole('button', { name: 'Show how much attention counts' }).click();
          await page.getByRole('button', { name: 'Show what attends to what' }).click();
          await expect(page.getByRole('figure', { name: 'Attention over the image' })).toBeVisible();
        }
        expect(await findings(page), tab).toEqual([]);
      }
      await closeInspector(page);
      await page.getByRole('radio', { name: 'Difference' }).click();
      expect(await findings(page), 'difference').toEqual([]);
      await openView(page);
      expect(await findings(page), 'view').toEqual([]);
      await page.getByText('One picture with a divider').click();
      await closeView(page);
      expect(await findings(page), 'divider').toEqual([]);
      await page.getByRole('radio', { name: size === 'phone' ? 'Weighted' : 'Side by side' }).click();
      for (const [button, dialog] of [
        ['Share', 'Share'],
        ['More', 'More'],
      ] as const) {
        await page.getByRole('button', { name: button, exact: true }).click();
        await expect(page.getByRole('dialog', { name: dialog })).toBeVisible();
        expect(await findings(page), button).toEqual([]);
        await page.keyboard.press('Escape');
      }
      if (size === 'desktop') {
        await page.getByRole('button', { name: /^Method of the left map/ }).click();
        await expect(page.getByRole('option', { name: /^Weighted/ }).first()).toBeVisible();
        expect(await findings(page), 'methods').toEqual([]);
        await page.keyboard.press('Escape');
      } else await page.getByRole('button', { name: 'Choose the picture' }).tap();
      await page.getByRole('button', { name: 'Edit scene' }).click();
      await page.getByRole('button', { name: /^dog,/ }).focus();
      expect(await findings(page), 'scene editor').toEqual([]);
      await page.getByRole('button', { name: 'More' }).click();
      await page.getByRole('button', { name: 'Take the tour' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      expect(await findings(page), 'tour').toEqual([]);
    });
});
