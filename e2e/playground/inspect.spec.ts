/** Understand, test, truth. */
import { settled, noun } from '../support/playground';
import { SAMPLES } from '../../src/scene';
import { expect, test } from '../support/test';
import { closeInspector, inspect, onBothSizes, pick } from './sizes';

onBothSizes(() => {
  test('shows weights, replay, attention, the removal test and the truth', async ({
    page,
    openPlayground,
  }) => {
    await openPlayground();
    await settled(page);

    await test.step('the weight of attention by block', async () => {
      await inspect(page, 'Understand');
      const chart = page.getByRole('group', { name: 'Weight of attention by block' });
      const blocks = chart.getByRole('button');
      expect(await blocks.count()).toBeGreaterThan(8);
      await blocks.first().focus();
      await expect(page.getByText(/^Image tower layer 1/)).toBeVisible();
    });

    await test.step('the replay stops at a block and plays to the end', async () => {
      const block = page.getByRole('slider', { name: 'Block', exact: true });
      const last = await block.inputValue();
      await block.press('ArrowLeft');
      await expect(block).toHaveValue(String(Number(last) - 1));
      await page.getByRole('button', { name: 'Play the replay' }).click();
      await expect(block).toHaveValue(last);
      // From the end it begins anew, until it is paused.
      await page.getByRole('button', { name: 'Play the replay' }).click();
      await page.getByRole('button', { name: 'Pause the replay' }).click();
      const paused = await block.inputValue();
      expect(Number(paused)).toBeLessThan(Number(last));
      await block.press('End');
    });

    await test.step('attention of a block and head', async () => {
      await page.getByRole('button', { name: 'Show attention' }).click();
      await expect(page.getByRole('figure', { name: 'Attention over the image' })).toBeVisible();
      await pick(page, /Attention head/, 'head 2');
      await pick(page, /Attention block/, /^Text tower layer 1/);
      const word = await noun(page);
      await page
        .getByRole('list', { name: 'Attention over the words' })
        .getByRole('button', { name: new RegExp(`^${word}`) })
        .click();
      await expect(page.getByText(`From “${word}”`)).toBeVisible();
      await pick(page, /Attention block/, /^Image tower layer 1/);
      const map = page.getByRole('figure', { name: 'Attention over the image' }).getByRole('application');
      const { width, height } = (await map.boundingBox())!;
      await map.click({ position: { x: width / 24, y: height / 24 } });
      await expect(page.getByText('From the patch at row 1, column 1')).toBeVisible();
    });

    await test.step('the removal test on patches and words, point by point to its AUC', async () => {
      await inspect(page, 'Test');
      for (const what of ['Patches', 'Words']) {
        await page
          .getByRole('radiogroup', { name: 'What is removed' })
          .getByRole('radio', { name: what })
          .click();
        await page.getByRole('button', { name: 'Run the test' }).click();
        await expect(page.getByRole('button', { name: 'Run again' })).toBeVisible();
        for (const row of ['weighted', 'equal', 'random'])
          await expect(page.getByRole('row', { name: new RegExp(`^${row} \\d\\.\\d{3}`) })).toBeVisible();
        await expect(page.getByText(/(is ahead|are level) here\b.* better than random\./)).toBeVisible();
      }
      await page.getByRole('slider', { name: 'Removed' }).press('End');
      await expect(page.getByRole('figure', { name: 'What is left, weighted' }).locator('s')).not.toHaveCount(
        0,
      );
    });

    await test.step('the truth of the scene', async () => {
      await page.getByRole('tab', { name: 'Truth' }).click();
      const { answer } = SAMPLES[0]!;
      await expect(page.getByText(/^Right answer/)).toContainText(`Right answer ${answer}.`);
      await expect(page.getByRole('row', { name: /^On the objects/ })).toBeVisible();
      await closeInspector(page);
      const figure = page.getByRole('figure', { name: 'Weighted relevance' });
      await expect(figure.getByText('On the right objects')).toBeVisible();
      await expect(figure.getByText('Removal test')).toBeVisible();
      await expect(figure.locator('path.outline.truth')).toHaveCount(1);
    });
  });
});
