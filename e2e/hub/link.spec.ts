/** A link to a model of another origin: it asks first, names the host, and what it claims is reproduced. */
import { downloadButton, lookUp, panel, startHub, TOY } from '../support/hub';
import { ask, last, linkInBar, settled, statusLine } from '../support/playground';
import { expect, test } from '../support/test';

test('a link to a model from elsewhere asks first, then reproduces what its sender saw', async ({
  page,
  openPlayground,
  browser,
}) => {
  const hub = await startHub({ 'maker/clip': TOY });
  const host = new URL(hub.base).host;
  try {
    await openPlayground({ hub: hub.base });
    await settled(page);
    await lookUp(page, 'maker/clip');
    await downloadButton(page).click();
    await expect(panel(page)).toBeHidden();
    await ask(page, 'is it a cat or a dog?');
    const candidates = page.getByRole('region', { name: 'Candidates' });
    await candidates.getByRole('textbox', { name: 'Add candidates' }).fill('a bus');
    await candidates.getByRole('button', { name: 'Add' }).click();
    await expect.poll(async () => (await last(page)).answers.length).toBe(3);
    const sent = await settled(page);
    const link = await linkInBar(page);

    hub.log.length = 0;
    const elsewhere = await browser.newContext({
      serviceWorkers: 'block',
      viewport: { width: 1440, height: 900 },
    });
    const reader = await elsewhere.newPage();
    await reader.goto(link);
    const banner = reader.getByRole('note', { name: 'Verification' });
    await expect(banner).toContainText(`maker/clip, which comes from ${host}`);
    await expect(statusLine(reader)).toHaveText(/^(Ready|Answered)/);
    await expect(reader.getByText('As in the link').first()).toBeVisible();
    expect(hub.log, 'requests before the click').toEqual([]);
    expect(await reader.evaluate(() => window.whylight.last())).toBeUndefined();

    await reader.getByRole('button', { name: `Ask ${host} about it` }).click();
    await downloadButton(reader).click();
    await expect(banner).toContainText(/^Reproduced/);
    const received = await last(reader);
    expect(received.model).toEqual(sent.model);
    expect(received.answers).toEqual(sent.answers);
    await elsewhere.close();
  } finally {
    await hub.close();
  }
});
