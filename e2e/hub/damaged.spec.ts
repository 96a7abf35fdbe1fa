/** A stored model whose bytes are no longer those that were fetched, as after a failing disk or an unclean shutdown. */
import type { Page } from '@playwright/test';
import { downloadButton, lookUp, modelButton, openModels, panel, startHub, TOY } from '../support/hub';
import { photograph } from '../support/pictures';
import { ask, askAbout, settled, linkInBar } from '../support/playground';
import { expect, test } from '../support/test';

/** Changes the stored weights: one byte somewhere in the middle, or everything from there on gone. */
async function spoil(page: Page, how: 'changed' | 'cut'): Promise<void> {
  await page.evaluate(async (kind) => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('whylight-models');
    for await (const [name, handle] of folder.entries()) {
      if (!name.endsWith('model.safetensors') || handle.kind !== 'file') continue;
      const file = await handle.getFile();
      const bytes = new Uint8Array(await file.arrayBuffer());
      bytes[bytes.length >> 1]! ^= 1;
      const writable = await handle.createWritable();
      await writable.write(kind === 'cut' ? bytes.slice(0, bytes.length >> 1) : bytes);
      await writable.close();
      return;
    }
    throw new Error('No weights are stored.');
  }, how);
}

test('a damaged stored model is noticed, told, left alone until somebody asks, and fetched again on a click', async ({
  page,
  openPlayground,
}) => {
  const hub = await startHub({ 'maker/clip': TOY });
  const useBundled = async () => {
    await openModels(page);
    await panel(page)
      .getByRole('button', { name: /^Stickers/ })
      .click();
    await expect(modelButton(page)).toHaveAccessibleName(/^Model: Stickers/);
  };
  const told = page.getByText(
    'The stored copy of maker/clip is damaged (model.safetensors is not what was fetched): fetch it again, or delete it, in the choice of models.',
  );
  try {
    await openPlayground({ hub: hub.base });
    const before = await askAbout(page, await photograph(320, 240), 'is it a cat or a dog?');
    await lookUp(page, 'maker/clip');
    await downloadButton(page).click();
    await expect(modelButton(page)).toHaveAccessibleName('Model: maker/clip');
    const sound = await settled(page);
    expect(sound.image).toEqual(before.image);

    await test.step('a changed byte, which only the digest tells', async () => {
      await useBundled();
      await spoil(page, 'changed');
      hub.log.length = 0;
      await openModels(page);
      await panel(page).getByRole('button', { name: 'Use maker/clip' }).click();
      await expect(told).toBeVisible();
      await expect(modelButton(page)).toHaveAccessibleName(/^Model: Stickers/);
      const after = await settled(page);
      expect(after.image).toEqual(before.image);
      expect(after.question).toBe(before.question);
      expect(after.model).toEqual(before.model);
      // It stays to be read, and the page goes on.
      await ask(page, 'is it a dog or a bird?');
      await expect(told).toBeVisible();
      expect(hub.log, 'requests without a click').toEqual([]);
    });

    await test.step('is fetched again', async () => {
      await ask(page, before.question);
      await openModels(page);
      await expect(panel(page).getByRole('list', { name: 'Stored models' })).toContainText('damaged');
      await panel(page).getByRole('button', { name: 'Fetch maker/clip again' }).click();
      await downloadButton(page).click();
      await expect(modelButton(page)).toHaveAccessibleName('Model: maker/clip');
      const again = await settled(page);
      expect(
        hub.log.filter((line) => line.startsWith('storage GET')),
        'the browser’s own cache, which may have kept it, is not asked',
      ).toHaveLength(1);
      expect(again.model).toEqual(sound.model);
      expect(again.methods).toEqual(sound.methods);
    });

    await test.step('cut short, without a network: a link to it asks, and it can be deleted', async () => {
      await page.getByRole('button', { name: 'A picnic' }).click();
      await settled(page);
      const link = await linkInBar(page);
      await useBundled();
      await settled(page);
      await spoil(page, 'cut');
      await hub.close();
      await page.goto('about:blank');
      await page.goto(link);
      await expect(page.getByRole('note', { name: 'Verification' })).toContainText(
        'maker/clip, which comes from',
      );
      await page.getByRole('button', { name: 'Use the model at hand' }).click();
      await settled(page);
      await openModels(page);
      await expect(panel(page).getByRole('list', { name: 'Stored models' })).toContainText('damaged');
      await panel(page).getByRole('button', { name: 'Delete maker/clip' }).click();
      await expect(panel(page).getByText('No models yet.')).toBeVisible();
    });
  } finally {
    await hub.close();
  }
});
