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

    await inspect(page, 'Understand');

    await test.step('the replay stops at a block and plays to the end', async () => {
      const block = page.getByRole('slider', { name: 'After block' });
      const last = (await block.getAttribute('aria-valuemax'))!;
      await expect(block).toHaveAttribute('aria-valuenow', last);
      await block.press('ArrowLeft');
      await expect(block).toHaveAttribute('aria-valuenow', String(Number(last) - 1));
      await expect(block).toHaveAttribute('aria-valuetext', new RegExp(`^\\d+ of ${last}, .* layer \\d+: `));
      await page.getByRole('button', { name: 'Play the replay' }).click();
      await expect(block).toHaveAttribute('aria-valuenow', last);
      await expect(page.getByText(/comes? together (mostly )?in blocks? \d+/)).toBeVisible();
      // From the end it begins anew, until it is paused.
      await page.getByRole('button', { name: 'Play the replay' }).click();
      await page.getByRole('button', { name: 'Pause the replay' }).click();
      expect(Number(await block.getAttribute('aria-valuenow'))).toBeLessThan(Number(last));
      // The map itself is a track: a press goes to the block nearest to it.
      const { width } = (await block.boundingBox())!;
      await block.click({ position: { x: 2, y: 20 } });
      await expect(block).toHaveAttribute('aria-valuenow', '1');
      await block.click({ position: { x: width - 2, y: 20 } });
      await expect(block).toHaveAttribute('aria-valuenow', last);
    });

    await test.step('the weight of attention by block', async () => {
      await page.getByRole('button', { name: 'Show how much attention counts' }).click();
      const blocks = page.getByRole('group', { name: 'Weight of attention by block' }).getByRole('button');
      expect(await blocks.count()).toBeGreaterThan(8);
      await blocks.first().focus();
      await expect(page.locator('.chart-note').getByText(/^Image tower layer 1/)).toBeVisible();
      await page.keyboard.press('ArrowRight');
      await expect(blocks.nth(1)).toBeFocused();
      await expect(page.locator('.chart-note').getByText(/^Image tower layer 2/)).toBeVisible();
    });

    await test.step('attention of a block and head', async () => {
      await page.getByRole('button', { name: 'Show what attends to what' }).click();
      const picture = page.getByRole('figure', { name: 'Attention over the image' });
      await expect(picture).toBeVisible();
      await expect(page.getByText(/^From the end of the question/)).toBeVisible();
      await pick(page, /Attention head/, 'head 2');
      const blocks = page.getByRole('radiogroup', { name: 'Attention block' });
      await expect(blocks.getByRole('radio', { checked: true })).toHaveAccessibleName(
        /words attend to patches$/,
      );
      await blocks.getByRole('radio', { name: /^Text tower layer 1/ }).click();
      const word = await noun(page);
      await page
        .getByRole('list', { name: 'Attention over the words' })
        .getByRole('button', { name: new RegExp(`^${word}`) })
        .click();
      await expect(page.getByText(`From “${word}”`)).toBeVisible();
      await blocks.getByRole('radio', { name: /^Text tower layer 1/ }).focus();
      await page.keyboard.press('Home');
      await expect(blocks.getByRole('radio', { name: /^Image tower layer 1/ })).toBeFocused();
      await expect(blocks.getByRole('radio', { checked: true })).toHaveAccessibleName(/^Image tower layer 1/);
      const map = picture.getByRole('application');
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
      await expect(figure.getByText('on the right objects')).toBeVisible();
      await expect(figure.getByText('removal test')).toBeVisible();
      await expect(figure.locator('path.outline.truth')).toHaveCount(1);
    });
  });
});
