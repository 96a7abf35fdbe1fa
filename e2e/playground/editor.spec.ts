/** The scene editor by pointer, touch and keyboard, with answers and maps that follow. */
import { choosePicture, last, questionBox, settled } from '../support/playground';
import { expect, test } from '../support/test';
import { onBothSizes, pick } from './sizes';

onBothSizes((size) => {
  test('edits a scene, and the model answers about what it has become', async ({ page, openPlayground }) => {
    await openPlayground();
    const { image } = await settled(page);
    if (size === 'phone') await page.getByRole('button', { name: 'Choose the picture' }).tap();
    await page.getByRole('button', { name: 'Edit scene' }).click();
    const editor = page.getByRole('region', { name: 'Scene editor' });
    const stage = editor.getByRole('group', { name: 'Stickers of the scene' });
    const dog = stage.getByRole('button', { name: /^dog,/ });
    const undo = editor.getByRole('button', { name: 'Undo' });
    await expect(dog).toBeVisible();

    await test.step('a drag moves a sticker and is one step to undo', async () => {
      const before = (await dog.getAttribute('aria-label'))!;
      const box = (await dog.boundingBox())!;
      const from = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      await page.mouse.move(from.x, from.y);
      await page.mouse.down();
      await page.mouse.move(from.x - 40, from.y - 30, { steps: 5 });
      await page.mouse.up();
      await expect(dog).not.toHaveAttribute('aria-label', before);
      await page.waitForFunction((sha) => window.whylight.last()?.image?.sha256 !== sha, image.sha256);
      await undo.click();
      await expect(dog).toHaveAttribute('aria-label', before);
      await editor.getByRole('button', { name: 'Redo' }).click();
      await expect(dog).not.toHaveAttribute('aria-label', before);
    });

    await test.step('keys move, size, turn, mirror and remove', async () => {
      await dog.focus();
      for (const key of ['ArrowRight', '+', ']', 'f', 'PageUp']) {
        const before = await stage.innerHTML();
        await page.keyboard.press(key);
        if (key !== 'f') await expect.poll(() => stage.innerHTML()).not.toBe(before);
      }
      await dog.focus();
      await page.keyboard.press('Delete');
      await expect(dog).toHaveCount(0);
      await page.keyboard.press('Control+z');
      await expect(dog).toHaveCount(1);
    });

    await test.step('stickers are found by name and put in, coloured and ordered', async () => {
      await editor.getByRole('button', { name: 'Add sticker' }).click();
      await page.getByRole('searchbox', { name: 'Find a sticker' }).fill('balloon');
      await page.getByRole('option', { name: 'balloon' }).click();
      const balloon = stage.getByRole('button', { name: /balloon,/ });
      await expect(balloon).toHaveCount(1);
      await pick(page, /Colour of the sticker/, 'blue');
      await expect(balloon).toHaveAccessibleName(/^blue balloon/);
      await editor.getByRole('button', { name: 'Back', exact: true }).click();
      await editor.getByRole('button', { name: 'Flip' }).click();
      await editor.getByRole('slider', { name: 'Size' }).press('ArrowRight');
      await editor.getByRole('slider', { name: 'Rotation' }).press('ArrowRight');
    });

    await test.step('the background changes and suggestions follow the scene', async () => {
      await pick(page, /Background/, 'night');
      await editor.getByRole('button', { name: 'Shuffle' }).click();
      const stickers = await stage.getByRole('button').count();
      expect(stickers).toBeGreaterThan(0);
      if (size === 'phone') await page.getByRole('button', { name: 'Choose the picture' }).tap();
      await page.getByRole('list', { name: 'Suggested questions' }).getByRole('button').first().click();
      // The suggestions followed the scene meanwhile: what was pressed stands in the box.
      const asked = await questionBox(page).inputValue();
      await page.waitForFunction((text) => window.whylight.last()?.question === text, asked);
      await settled(page);
    });

    await test.step('done: the edited scene stays, beside the samples', async () => {
      await editor.getByRole('button', { name: 'Done' }).click();
      await expect(editor).toBeHidden();
      const { sha256 } = (await last(page)).image;
      await choosePicture(page, 'A picnic');
      await page.waitForFunction((sha) => window.whylight.last()?.image?.sha256 !== sha, sha256);
      await choosePicture(page, 'Your scene');
      await page.waitForFunction((sha) => window.whylight.last()?.image?.sha256 === sha, sha256);
      await expect(editor).toBeVisible();
    });

    if (size === 'phone')
      await test.step('a tap selects', async () => {
        await stage.getByRole('button').last().tap();
        await expect(editor.getByRole('toolbar', { name: /^Sticker:/ })).toBeVisible();
      });
  });
});
