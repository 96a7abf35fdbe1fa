/** The choice of a model on both sizes of screen: costs, download, files of one's own, candidates; nothing for axe to find. */
import { closeView, onBothSizes, openView } from '../playground/sizes';
import { addAxe, findings } from '../support/axe';
import {
  downloadButton,
  lookUp,
  openModels,
  panel,
  startHub,
  TOY,
  useLocalFiles,
  type LoopbackHub,
} from '../support/hub';
import { answers, ask, last, settled } from '../support/playground';
import { expect, test } from '../support/test';

let hub: LoopbackHub;
test.beforeEach(async () => {
  hub = await startHub({ 'maker/clip': TOY });
});
test.afterEach(() => hub.close());

onBothSizes((size) => {
  test('a model is chosen, paused, gone on with, stopped; and all of it passes an audit', async ({
    page,
    openPlayground,
  }) => {
    await page.emulateMedia({ colorScheme: size === 'phone' ? 'dark' : 'light', reducedMotion: 'reduce' });
    await openPlayground({ hub: hub.base });
    await settled(page);
    await addAxe(page);
    await openModels(page);
    for (const name of [/TinyCLIP/, /ViT-B\/32/, /ViT-B\/16/, /LAION/]) {
      const row = panel(page).getByRole('button', { name }).first();
      await expect(row).toContainText(/MB · .* of memory · MIT/);
    }
    await panel(page)
      .getByRole('button', { name: /TinyCLIP/ })
      .click();
    await expect(downloadButton(page)).toHaveText(`Download from ${new URL(hub.base).host}`);
    expect(await findings(page), 'details').toEqual([]);
    expect(hub.log, 'nothing is fetched by looking').toEqual([]);

    // Slow enough that the audit is over before the download is.
    hub.faults.pause = 500;
    await lookUp(page, 'maker/clip');
    await downloadButton(page).click();
    await expect(panel(page).getByText(/ a second · .* left$/)).toBeVisible();
    expect(await findings(page), 'download').toEqual([]);
    await panel(page).getByRole('button', { name: 'Pause' }).click();
    await expect(panel(page).getByText(/^Paused at/)).toBeVisible();
    const asked = hub.log.length;
    await panel(page).getByRole('button', { name: 'Resume' }).click();
    await expect(panel(page).getByText(/ a second · .* left$/)).toBeVisible();
    expect(
      hub.log.slice(asked).filter((line) => /bytes=[1-9]\d*-$/.test(line)),
      'goes on',
    ).not.toEqual([]);
    await panel(page).getByRole('button', { name: 'Cancel' }).click();
    await expect(panel(page).getByText('No models yet.')).toBeVisible();
    expect((await last(page)).model.id).not.toBe('maker/clip');
  });

  test('files of this device are a model too, whose candidates can be changed', async ({
    page,
    openPlayground,
  }) => {
    await page.emulateMedia({ colorScheme: size === 'phone' ? 'light' : 'dark', reducedMotion: 'reduce' });
    await openPlayground({ hub: hub.base });
    await settled(page);
    await useLocalFiles(page);
    const texts = async () => (await last(page)).answers.map(({ text }) => text).sort();
    await ask(page, 'is it a cat or a dog?');
    // On a phone they lie in the sheet of what is asked.
    if (size === 'phone') await page.getByRole('button', { name: 'Choose the picture' }).tap();
    const candidates = page.getByRole('region', { name: 'Candidates' });
    await candidates.getByRole('textbox', { name: 'Add candidates' }).fill('a bus, a boat');
    await candidates.getByRole('button', { name: 'Add' }).click();
    await expect.poll(texts).toEqual(['a boat', 'a bus', 'a cat', 'a dog']);
    await candidates.getByRole('button', { name: 'Remove a cat' }).click();
    await expect.poll(texts).toEqual(['a boat', 'a bus', 'a dog']);
    await candidates.getByText('Prompts', { exact: true }).click();
    await expect(candidates.getByText('a photo of a bus', { exact: true })).toBeVisible();
    await addAxe(page);
    expect(await findings(page), 'candidates').toEqual([]);
    await candidates.getByRole('radio', { name: 'Text matches image' }).click();
    await expect.poll(texts).toEqual(['(no text)', 'is it a cat or a dog?']);
    if (size === 'phone') {
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog', { name: 'Picture' })).toBeHidden();
    }
    await expect(answers(page)).toContainText('(no text)');
    if (size === 'phone') await openView(page);
    await page.getByRole('button', { name: 'Method of the left map' }).click();
    await expect(page.getByRole('option', { name: 'Grad-ECLIP' })).toBeVisible();
    await page.getByRole('option', { name: 'Grad-ECLIP' }).click();
    if (size === 'phone') await closeView(page);
    await expect(page.getByRole('figure', { name: 'Grad-ECLIP' })).toBeVisible();
    // Back to the bundled model, which knows no such method.
    await openModels(page);
    await panel(page)
      .getByRole('button', { name: /^Stickers/ })
      .click();
    await expect(page.getByRole('figure', { name: 'Weighted relevance' })).toBeVisible();
    expect((await settled(page)).model.id).not.toMatch(/local/);
  });
});
