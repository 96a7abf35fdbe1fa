/** A published checkpoint from a hub on another origin: what it costs, a broken connection, the same model offline. */
import { byId } from '../support/explanation';
import {
  downloadButton,
  lookUp,
  modelButton,
  openModels,
  panel,
  startHub,
  TOY,
  type LoopbackHub,
} from '../support/hub';
import { ask, last, settled, statusLine, linkInBar } from '../support/playground';
import { expect, test } from '../support/test';

const WEIGHTS = TOY['model.safetensors']!;

let hub: LoopbackHub;
test.beforeEach(async () => {
  hub = await startHub({ 'maker/clip': TOY });
});
test.afterEach(() => hub.close());

test('is fetched on a click only, taken up where the connection broke, and kept for a visit without network', async ({
  page,
  openPlayground,
}) => {
  const host = new URL(hub.base).host;
  await openPlayground({ hub: hub.base });
  await settled(page);
  await openModels(page);
  expect(hub.log, 'requests before any click').toEqual([]);

  await lookUp(page, 'maker/clip');
  const details = panel(page).locator('.model-found');
  await expect(details).toContainText(host);
  await expect(details).toContainText('mit');
  await expect(details).toContainText(`${Math.round(WEIGHTS.length / 1e3)} kB`);
  expect(
    hub.log.filter((line) => line.startsWith('storage')),
    'the weights wait for a click',
  ).toEqual([]);

  // Half-way the connection breaks, and the storage is in trouble for as long as the page tries.
  const half = WEIGHTS.length >> 1;
  hub.faults.cuts = [half];
  hub.faults.statusAfterCut = 503;
  await downloadButton(page).click();
  await expect(panel(page).getByRole('alert')).toContainText(/503.*what has come is kept/);
  await expect(panel(page).getByRole('list', { name: 'Stored models' })).toContainText('in part');
  // Meanwhile the bundled model is there.
  expect((await last(page)).model.id).not.toBe('maker/clip');

  hub.faults.status = undefined;
  await panel(page).getByRole('button', { name: 'Try again' }).click();
  await expect(panel(page)).toBeHidden();
  await expect(modelButton(page)).toHaveAccessibleName('Model: maker/clip');
  const ranges = hub.log.filter((line) => line.startsWith('storage GET') && line.includes('bytes='));
  expect(new Set(ranges.map((line) => line.split(' ').at(-1)))).toEqual(new Set([`bytes=${half}-`]));
  expect(
    hub.log.filter((line) => line.includes('OPTIONS')),
    'preflights',
  ).toEqual([]);
  expect(hub.referers, 'addresses of the page, with what is asked in them').toEqual([]);

  const before = await ask(page, 'is it a cat or a dog?');
  await linkInBar(page);
  expect(before.model.id).toBe('maker/clip');
  expect(before.answers.map(({ text }) => text).sort()).toEqual(['a cat', 'a dog']);

  await hub.close();
  await page.reload();
  // The address names the model, which is all there.
  await expect(modelButton(page)).toHaveAccessibleName('Model: maker/clip');
  const after = await settled(page);
  expect(after.question).toBe('is it a cat or a dog?');
  expect(after.model).toEqual(before.model);
  expect(byId(after, 'weighted').image.values).toEqual(byId(before, 'weighted').image.values);

  await openModels(page);
  await panel(page)
    .getByRole('button', { name: /^Stickers/ })
    .click();
  await expect(modelButton(page)).toHaveAccessibleName(/^Model: Stickers/);
  await settled(page);
  await openModels(page);
  await panel(page).getByRole('button', { name: 'Use maker/clip' }).click();
  await expect(modelButton(page)).toHaveAccessibleName('Model: maker/clip');
  await settled(page);
  await openModels(page);
  await panel(page).getByRole('button', { name: 'Delete maker/clip' }).click();
  await expect(panel(page).getByText('No models yet.')).toBeVisible();
  await expect(panel(page).getByRole('heading', { name: 'Stored in this browser' })).toBeFocused();
  // What is in use stays in use.
  await page.keyboard.press('Escape');
  await ask(page, 'is it a dog or a bird?');
  await expect(statusLine(page)).toHaveText(/^(Ready|Answered)/);
});
