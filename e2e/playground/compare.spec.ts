/** Comparing: methods, views, colours, and every patch and word within reach of the keyboard. */
import { last, settled, noun } from '../support/playground';
import { expect, test } from '../support/test';
import { closeInspector, closeView, inspect, onBothSizes, openView, pick } from './sizes';

onBothSizes((size) => {
  test('compares two maps in every way on offer', async ({ page, openPlayground }) => {
    await openPlayground();
    await settled(page);
    const weighted = page.getByRole('figure', { name: 'Weighted relevance' });
    const equal = page.getByRole('figure', { name: 'Equal relevance' });
    /** On a phone one method is on show, and the other a tap away. */
    const flip = async (name: string) => {
      if (size === 'phone') await page.getByRole('radio', { name, exact: true }).tap();
    };

    await test.step('each figure has its numbers as tables and a summary in words', async () => {
      for (const [name, figure] of [
        ['Equal', equal],
        ['Weighted', weighted],
      ] as const) {
        await flip(name);
        await expect(figure.getByRole('table')).toHaveCount(2);
        await expect(
          figure.getByText(/^Picture, most(ly)? (in )?the (upper|middle|lower|centre|left|right)/),
        ).toBeVisible();
      }
      const { rows, cols } = (await last(page)).methods[0]!.image;
      await expect(weighted.getByRole('table').first().getByRole('cell')).toHaveCount(rows * cols);
    });

    await test.step('arrow keys walk the patches, and both maps are read out', async () => {
      await weighted.getByRole('application').focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      await expect(page.getByText(/^row \d+, column \d+/)).toBeVisible();
      // Once for each map in the readout, and once for those who listen.
      await expect(page.locator('.readout').getByText(/rank \d+ of \d+/)).toHaveCount(2);
      await expect(page.getByRole('status', { name: 'Status' })).toHaveText(
        /^Row \d+, column \d+, .*Weighted relevance .* rank \d+ of \d+.*Equal relevance/,
      );
      await page.keyboard.press('Escape');
    });

    await test.step(size === 'phone' ? 'a tap links both maps' : 'hover links both maps', async () => {
      const map = weighted.getByRole('application');
      // Third column, fifth row of the patches.
      const { rows, cols } = (await last(page)).methods[0]!.image;
      const box = (await map.boundingBox())!;
      const position = { x: (2.5 / cols) * box.width, y: (4.5 / rows) * box.height };
      if (size === 'phone') await map.tap({ position });
      else await map.hover({ position });
      await expect(page.getByText(/^row 5, column 3,/)).toBeVisible();
      await expect(page.locator('rect.cursor')).toHaveCount(size === 'phone' ? 1 : 2);
      if (size === 'desktop') {
        await page.mouse.move(0, 0);
        await expect(page.locator('rect.cursor')).toHaveCount(0);
      }
    });

    await test.step('how far the maps agree', async () => {
      await inspect(page, 'Test');
      const [left, right] = (await last(page)).methods.map(({ image }) => image.values);
      // The overlap, counted anew: patches among the first fifth in both orders.
      const top = (values: readonly number[]) => {
        const least = [...values].sort((a, b) => b - a)[Math.round(values.length / 5) - 1]!;
        return values.flatMap((value, patch) => (value >= least ? [patch] : []));
      };
      const both = top(left!).filter((patch) => top(right!).includes(patch)).length;
      const share = Math.round((100 * both) / Math.round(left!.length / 5));
      await expect(page.getByText(/^Top 20.% overlap/)).toHaveText(new RegExp(`overlap ${share}.%$`));
      await expect(page.getByText(/^Rank agreement/)).toHaveText(/ (−|-)?[01]\.\d\d$/);
      await closeInspector(page);
    });

    await test.step('words carry their values and are linked across the maps', async () => {
      const words = page.getByRole('list', { name: /, question$/ });
      const word = words.getByRole('button', { name: new RegExp(`^${await noun(page)}, \\d+ per cent`) });
      await expect(word).toHaveCount(size === 'phone' ? 1 : 2);
      await word.first().focus();
      await expect(word.last()).toHaveAttribute('data-linked', 'true');
    });

    await test.step('swipe and difference', async () => {
      await openView(page);
      await page.getByText('One picture with a divider').click();
      await closeView(page);
      await page.getByRole('slider', { name: 'Divider' }).press('ArrowLeft');
      await expect(page.getByRole('slider', { name: 'Divider' })).toHaveValue('49');
      await page.getByRole('radio', { name: 'Difference' }).click();
      await expect(page.getByRole('figure', { name: /^Difference: weighted − equal/ })).toBeVisible();
      await page.getByRole('radio', { name: size === 'phone' ? 'Weighted' : 'Side by side' }).click();
    });

    await test.step('drawing, outlines, colours, scales, opacity', async () => {
      await openView(page);
      const menu = page.getByRole('dialog', { name: 'View' });
      await menu.getByRole('radio', { name: 'Patches', exact: true }).click();
      await page.getByText('Outline the top 20').click();
      await expect(weighted.locator('path.outline.top')).toHaveCount(1);
      await page.getByText('Own scale for each map').click();
      await expect(page.getByText('Each map is stretched')).toBeVisible();
      await page.getByText('Own scale for each map').click();
      await pick(page, /Colours/, 'cividis');
      await page.getByRole('slider', { name: 'Opacity' }).press('ArrowLeft');
      await expect(page.getByRole('slider', { name: 'Opacity' })).toHaveValue('80');
      await closeView(page);
    });

    await test.step('another method in a panel, with its help', async () => {
      if (size === 'phone') await openView(page);
      await page.getByRole('button', { name: /^Method of the right map/ }).click();
      await page
        .getByRole('option', { name: /rollout/i })
        .first()
        .click();
      await page.waitForFunction(() => window.whylight.last()?.methods.some(({ id }) => id === 'rollout'));
      await settled(page);
      await page.getByRole('button', { name: /^Method of the left map/ }).click();
      await expect(page.getByRole('dialog', { name: /^Method of the left map/ })).toContainText(
        'arXiv 2308.10240',
      );
      await page.keyboard.press('Escape');
      if (size === 'phone') await closeView(page);
    });

    await test.step('from which layer on relevance is followed', async () => {
      await inspect(page, 'Understand');
      const slider = page.getByRole('slider', { name: 'Follow from layer' });
      const before = (await last(page)).methods[0]!.startLayer;
      await slider.press(before > 0 ? 'ArrowLeft' : 'ArrowRight');
      await page.waitForFunction((old) => window.whylight.last()?.methods[0]?.startLayer !== old, before);
    });

    if (size === 'phone')
      await test.step('nothing sticks out of the screen', async () => {
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(width).toBeLessThanOrEqual(390);
      });
  });
});
