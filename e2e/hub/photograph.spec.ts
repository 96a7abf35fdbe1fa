/** From a photograph that meets the sticker model, by way of the offer, to maps of a model that knows photographs. */
import { addAxe, findings } from '../support/axe';
import { byId } from '../support/explanation';
import { modelButton, panel, openModels, startHub, TOY, type LoopbackHub } from '../support/hub';
import { photograph } from '../support/pictures';
import { ask, choosePicture, last, linkInBar, settled, upload } from '../support/playground';
import { exported } from '../support/share';
import { expect, test } from '../support/test';

/** The first model of the offer, by a small stand-in under its name. */
const TINY = 'wkcn/TinyCLIP-ViT-8M-16-Text-3M-YFCC15M';
const QUESTION = 'what animal is this?';

let hub: LoopbackHub;
test.beforeEach(async () => {
  hub = await startHub({ [TINY]: TOY });
});
test.afterEach(() => hub.close());

test('a photograph gets a model that knows photographs by one click, and the same question is asked again', async ({
  page,
  openPlayground,
  context,
}) => {
  const host = new URL(hub.base).host;
  const offer = page.getByRole('region', { name: 'Another model for photographs' });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openPlayground({ hub: hub.base });
  await settled(page);
  await upload(page, await photograph(320, 240, 1));
  await expect(offer).toBeVisible();
  const guess = await ask(page, QUESTION);
  expect((await page.evaluate(() => window.whylight.last()))?.guess).toBe(true);

  await test.step('says what is the matter, and what each model costs and where it comes from', async () => {
    await expect(offer).toContainText('This model has only ever seen stickers.');
    const first = offer.getByRole('listitem').first();
    await expect(first).toContainText(/TinyCLIP.*94 MB/);
    await expect(first).toContainText(new RegExp(`From ${host} · .* of memory · MIT`));
    await expect(page.getByText('a guess', { exact: true })).toBeVisible();
    await expect(page.getByRole('figure', { name: 'Weighted relevance' })).toBeHidden();
    await addAxe(page);
    expect(await findings(page), 'the offer').toEqual([]);
    expect(hub.log, 'nothing is fetched before a click').toEqual([]);
  });

  await test.step('is fetched in its own row; a pause keeps what has come', async () => {
    hub.faults.pause = 100;
    await offer.getByRole('button', { name: /^Get it and ask again: TinyCLIP/ }).click();
    await expect(offer.getByText(/ a second, .* left, then asked again$/)).toBeVisible();
    await offer.getByRole('button', { name: 'Pause' }).click();
    await expect(offer.getByText('Paused. What has come is kept.')).toBeVisible();
    expect(await findings(page), 'the download').toEqual([]);
    hub.faults.pause = 0;
    await offer.getByRole('button', { name: 'Go on' }).click();
  });

  await test.step('answers the same question about the same picture', async () => {
    await expect(modelButton(page)).toHaveAccessibleName(`Model: ${TINY}`);
    await expect(page.getByRole('figure', { name: 'Weighted relevance' })).toBeVisible();
    await expect(offer).toBeHidden();
    const known = await settled(page);
    expect([known.question, known.image]).toEqual([QUESTION, guess.image]);
    expect(known.model.id).toBe(TINY);
    expect((await page.evaluate(() => window.whylight.last()))?.guess).toBeUndefined();
    expect(byId(known, 'weighted').image.values).not.toEqual(byId(guess, 'weighted').image.values);
    await expect(page.getByText('a guess', { exact: true })).toBeHidden();
    expect(hub.referers).toEqual([]);
  });

  await test.step('offline: other questions, other pictures', async () => {
    await hub.close();
    await context.setOffline(true);
    await ask(page, 'is it a cat or a dog?');
    await choosePicture(page, 'A picnic');
    await expect.poll(async () => (await last(page)).image).not.toEqual(guess.image);
    expect((await last(page)).model.id).toBe(TINY);
    await context.setOffline(false);
  });

  await test.step('is remembered: in a later visit a photograph opens it, and nothing is fetched', async () => {
    const asked = hub.log.length;
    await page.goto('about:blank');
    await openPlayground({ hub: hub.base });
    await settled(page);
    await expect(modelButton(page)).toHaveAccessibleName(/^Model: Stickers/);
    await upload(page, await photograph(320, 240, 2));
    await expect(modelButton(page)).toHaveAccessibleName(`Model: ${TINY}`);
    await settled(page);
    expect(hub.log).toHaveLength(asked);
  });

  await test.step('the person may choose stickers again: the photograph is a guess, and its model one click away', async () => {
    await openModels(page);
    await panel(page)
      .getByRole('button', { name: /^Stickers/ })
      .click();
    await expect(offer.getByRole('listitem').first()).toContainText('kept in this browser');
    await offer.getByRole('button', { name: /^Use it and ask again: TinyCLIP/ }).click();
    await expect(modelButton(page)).toHaveAccessibleName(`Model: ${TINY}`);
    await settled(page);
  });
});

test('who wants to see where the guess came from sees it in greys, and whatever leaves the page is marked', async ({
  page,
  openPlayground,
  browser,
}) => {
  await openPlayground({ hub: hub.base });
  await settled(page);
  await upload(page, await photograph(320, 240, 1));
  await ask(page, QUESTION);
  await page.getByRole('button', { name: 'Show where its guess came from' }).click();
  const map = page.getByRole('figure', { name: 'Weighted relevance' });
  await expect(map).toBeVisible();
  await expect(page.getByText('of a guess')).toHaveCount(2);
  const json = JSON.parse((await exported(page, 'JSON')).bytes.toString()) as { guess?: boolean };
  expect(json.guess).toBe(true);
  const svg = (await exported(page, 'SVG')).bytes.toString();
  expect(svg).toContain('A guess: this model has only ever seen stickers.');
  await ask(page, 'Is there a dog?');
  const link = await linkInBar(page);

  const reader = await (await browser.newContext({ serviceWorkers: 'block' })).newPage();
  await reader.goto(link);
  await expect(reader.getByText('a guess', { exact: true })).toBeVisible();
  await expect(reader.getByText('of a guess')).toHaveCount(2);
  await reader.context().close();

  await page.getByRole('button', { name: 'Get a model that knows photographs' }).click();
  await expect(page.getByRole('region', { name: 'Another model for photographs' })).toBeVisible();
  expect(hub.log).toEqual([]);
});
