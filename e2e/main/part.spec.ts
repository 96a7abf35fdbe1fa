/** A part of the page whose code does not load: it alone is missing, and says so. */
import { useToyModel } from '../support/models';
import { ask, settled } from '../support/playground';
import { expect, test } from '../support/test';

test('a part that does not load leaves the rest alone, and comes back', async ({ page, openPlayground }) => {
  await useToyModel(page);
  await page.route('**/assets/Truth-*.js', (route) => route.abort());
  await openPlayground();
  const before = await settled(page);

  await page.getByRole('tab', { name: 'Truth' }).click();
  const failed = page.getByRole('alert', { name: 'Truth' });
  await expect(failed).toContainText('Truth could not be drawn. Your image and question are kept.');
  const after = await ask(page, 'Is there a dog?');
  expect(after.image).toEqual(before.image);
  await page.getByRole('tab', { name: 'Test' }).click();
  await expect(page.getByRole('heading', { name: 'Which map is right?' })).toBeVisible();

  await page.unroute('**/assets/Truth-*.js');
  await page.getByRole('tab', { name: 'Truth' }).click();
  await page.getByRole('button', { name: 'Reload the page' }).click();
  const again = await settled(page);
  expect(again).toMatchObject({ image: before.image, question: 'Is there a dog?' });
  await page.getByRole('tab', { name: 'Truth' }).click();
  await expect(page.getByRole('heading', { name: 'Is the map on the right objects?' })).toBeVisible();
});
