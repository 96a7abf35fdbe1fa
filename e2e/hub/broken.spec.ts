/** Repositories that are no models, one after another on one page: a sentence each, and the bundled model stays in use. */
import {
  BROKEN,
  downloadButton,
  lookUp,
  modelButton,
  openModels,
  panel,
  startHub,
  TOY,
} from '../support/hub';
import { ask, last, settled } from '../support/playground';
import { expect, test } from '../support/test';

test('what is no model is told in a sentence, and the page goes on as before', async ({
  page,
  openPlayground,
}) => {
  const hub = await startHub(
    Object.fromEntries(Object.entries(BROKEN).map(([id, { files }]) => [id, files])),
  );
  await openPlayground({ hub: hub.base });
  const bundled = (await settled(page)).model;
  const alert = panel(page).getByRole('alert');
  for (const [id, { said }] of Object.entries(BROKEN)) {
    await test.step(id, async () => {
      await lookUp(page, id);
      await expect(alert.or(downloadButton(page))).toBeVisible();
      const isOffered = await downloadButton(page).isVisible();
      if (isOffered) await downloadButton(page).click();
      await expect(alert).toContainText(said);
      const sentence = await alert.innerText();
      expect(sentence).toMatch(/^\S.*\.$/);
      expect(sentence).not.toMatch(/undefined|\[object|\n|\bat .*:\d+/);
      if (isOffered) await panel(page).getByRole('button', { name: 'Cancel' }).click();
      expect((await last(page)).model).toEqual(bundled);
    });
  }
  await expect(panel(page).getByText('No models yet.')).toBeVisible();
  await test.step('what is no repository', async () => {
    await lookUp(page, 'clip');
    await expect(alert).toContainText('owner/name');
  });
  await test.step('no network', async () => {
    await hub.close();
    await lookUp(page, 'bad/cut-off', 'another');
    await expect(alert).toContainText(/could not be loaded .* check the connection and try again\.$/);
  });
  await page.keyboard.press('Escape');
  expect((await ask(page, 'Is there a dog?')).model).toEqual(bundled);
});

test('a model that does not fit into the store says so and can be tried again', async ({
  page,
  openPlayground,
  context,
  baseURL,
}) => {
  const hub = await startHub({ 'maker/clip': TOY });
  try {
    await openPlayground({ hub: hub.base });
    await settled(page);
    const browser = await context.newCDPSession(page);
    const quotaSize = TOY['model.safetensors']!.length >> 1;
    await browser.send('Storage.overrideQuotaForOrigin', { origin: new URL(baseURL!).origin, quotaSize });
    await openModels(page);
    await lookUp(page, 'maker/clip');
    await downloadButton(page).click();
    await expect(panel(page).getByRole('alert')).toContainText(/no room to keep .* delete stored models/);
    await browser.send('Storage.overrideQuotaForOrigin', { origin: new URL(baseURL!).origin });
    await panel(page).getByRole('button', { name: 'Try again' }).click();
    await expect(modelButton(page)).toHaveAccessibleName('Model: maker/clip');
    await settled(page);
  } finally {
    await hub.close();
  }
});
