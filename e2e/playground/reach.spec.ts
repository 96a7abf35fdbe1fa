/** The whole way from a picture to a shared link: with the keyboard alone, and by names and roles alone. */
import type { Locator, Page } from '@playwright/test';
import { explained, last, settled } from '../support/playground';
import { expect, test } from '../support/test';

/** More than all tab stops of the page. */
const MOST_TABS = 40;

/** Presses Tab until the focus is there; a person does the same. */
async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let pressed = 0; pressed < MOST_TABS; pressed++) {
    await page.keyboard.press(key);
    const isThere = await target.evaluateAll((elements) =>
      elements.some((element) => element === document.activeElement),
    );
    if (isThere) return;
  }
  throw new Error(`${MOST_TABS} tabs did not lead to ${String(target)}.`);
}

test('everything from a picture to a link with the keyboard alone', async ({ page, openPlayground }) => {
  await openPlayground();
  const first = await settled(page);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const { keyboard } = page;

  await test.step('pick a picture: one tab stop, arrows inside', async () => {
    const tiles = page.getByRole('group', { name: 'Pictures' });
    await tabTo(page, tiles.getByRole('button'));
    await keyboard.press('ArrowRight');
    await expect(tiles.getByRole('button', { name: 'Off the shore' })).toBeFocused();
    await keyboard.press('Enter');
    await page.waitForFunction((sha) => window.whylight.last()?.image?.sha256 !== sha, first.image.sha256);
  });

  await test.step('ask', async () => {
    await tabTo(page, page.getByRole('textbox', { name: 'Question' }));
    await keyboard.press('Control+a');
    await keyboard.type('Where is the boat?');
    await page.waitForFunction(() => window.whylight.last()?.question === 'Where is the boat?');
    await settled(page);
  });

  const [best, second] = (await last(page)).answers.map(({ text }) => text);
  await test.step('choose another answer', async () => {
    await tabTo(page, page.getByRole('list', { name: 'Answers' }).getByRole('button'));
    await keyboard.press('ArrowRight');
    await keyboard.press('Enter');
    await explained(page, second!);
    // Escape goes back to the answer's default, and the bracket keys walk.
    await keyboard.press('Escape');
    await explained(page, best!);
    await keyboard.press(']');
    await explained(page, second!);
    await settled(page);
  });

  await test.step('set what it is held against', async () => {
    await keyboard.press('r');
    await expect(page.getByRole('option')).not.toHaveCount(1);
    await expect(page.getByRole('option', { selected: true })).toBeFocused();
    await keyboard.press('Home');
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await page.waitForFunction(() => window.whylight.last()?.target.versus !== undefined);
    await settled(page);
  });

  await test.step('compare: the difference while a key is held, and by its button', async () => {
    await keyboard.down('d');
    await expect(page.getByRole('figure', { name: /^Difference/ })).toBeVisible();
    await keyboard.up('d');
    await expect(page.getByRole('figure', { name: /^Difference/ })).toBeHidden();
    await tabTo(page, page.getByRole('radio', { name: 'Side by side' }));
    await keyboard.press('ArrowRight');
    await keyboard.press('Enter');
    await expect(page.getByRole('figure', { name: /^Difference/ })).toBeVisible();
    await keyboard.press('ArrowLeft');
    await keyboard.press('Enter');
    await expect(page.getByRole('figure', { name: 'Equal relevance' })).toBeVisible();
  });

  await test.step('change the method', async () => {
    await tabTo(page, page.getByRole('button', { name: /^Method of the right map/ }));
    await keyboard.press('Enter');
    await expect(page.getByRole('listbox')).toBeVisible();
    await expect(page.getByRole('option', { selected: true })).toBeFocused();
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await page.waitForFunction(() => window.whylight.last()?.methods[1]?.id !== 'equal');
    await settled(page);
    await keyboard.press('Escape');
  });

  await test.step('replay', async () => {
    const slider = page.getByRole('slider', { name: 'After block' });
    await tabTo(page, slider);
    const at = await slider.getAttribute('aria-valuenow');
    await keyboard.press('ArrowLeft');
    await expect(slider).toHaveAttribute('aria-valuenow', String(Number(at) - 1));
    await keyboard.press('End');
  });

  await test.step('test', async () => {
    await tabTo(page, page.getByRole('tab', { selected: true }), 'Shift+Tab');
    await keyboard.press('ArrowRight');
    await tabTo(page, page.getByRole('button', { name: 'Run the test' }));
    await keyboard.press('Enter');
    await expect(page.getByText(/(is ahead|are level) here\b/)).toBeVisible();
  });

  await test.step('share', async () => {
    await tabTo(page, page.getByRole('button', { name: 'Share', exact: true }), 'Shift+Tab');
    await keyboard.press('Enter');
    await tabTo(page, page.getByRole('button', { name: 'Copy link' }));
    await keyboard.press('Enter');
    await expect(page.getByRole('status', { name: 'Status' })).toHaveText(/^Copied, /);
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/#w2\./);
  });
});

test('everything from a picture to a link by names and roles alone', async ({ page, openPlayground }) => {
  await openPlayground();
  const first = await settled(page);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const voice = page.getByRole('status', { name: 'Status' });
  const ask = page.getByRole('complementary', { name: 'Ask' });
  const middle = page.getByRole('main', { name: 'Compare' });
  const inspector = page.getByRole('complementary', { name: 'Inspector' });

  await ask.getByRole('group', { name: 'Pictures' }).getByRole('button', { name: 'Off the shore' }).click();
  await page.waitForFunction((sha) => window.whylight.last()?.image?.sha256 !== sha, first.image.sha256);
  await ask.getByRole('textbox', { name: 'Question' }).fill('Where is the boat?');
  await page.waitForFunction(() => window.whylight.last()?.question === 'Where is the boat?');
  await settled(page);

  const [best, second] = (await last(page)).answers.map(({ text }) => text);
  const answers = middle.getByRole('region', { name: 'Answer' }).getByRole('list', { name: 'Answers' });
  await expect(
    answers.getByRole('button', { name: new RegExp(`^${best!}, .* per cent, explained$`) }),
  ).toBeVisible();
  await answers.getByRole('button', { name: new RegExp(`^${second!}, .* per cent$`) }).click();
  await explained(page, second!);
  await expect(voice).toHaveText(
    new RegExp(`^${second!} rather than anything else: Weighted most.*, Equal most`),
  );

  await middle.getByRole('button', { name: new RegExp(`Why ${second!} rather than`) }).click();
  await page.getByRole('option', { name: new RegExp(`^${best!} [<\\d]`) }).click();
  await page.waitForFunction((text) => window.whylight.last()?.target.versus === text, best!);
  await expect(middle.getByRole('heading', { name: `Why ${second!} rather than` })).toBeVisible();
  await settled(page);

  const compare = middle.getByRole('radiogroup', { name: 'Compare' });
  await compare.getByRole('radio', { name: 'Difference' }).click();
  await expect(middle.getByRole('application', { name: /^Difference, picture, \d+ by \d+/ })).toBeVisible();
  await compare.getByRole('radio', { name: 'Side by side' }).click();

  await middle.getByRole('button', { name: 'Method of the right map: Equal relevance' }).click();
  await page.getByRole('option', { name: /rollout/i }).click();
  await page.waitForFunction(() => window.whylight.last()?.methods.some(({ id }) => id === 'rollout'));
  await settled(page);
  await page.keyboard.press('Escape');
  await expect(middle.getByRole('figure', { name: 'Attention rollout' })).toBeVisible();

  await inspector.getByRole('button', { name: 'Play the replay' }).click();
  await expect(inspector.getByRole('button', { name: 'Pause the replay' })).toBeVisible();
  await inspector.getByRole('button', { name: 'Pause the replay' }).click();
  await expect(inspector.getByRole('slider', { name: 'After block' })).toHaveAttribute(
    'aria-valuetext',
    /\d+ of \d+/,
  );
  await inspector.getByRole('tab', { name: 'Test' }).click();
  await inspector.getByRole('button', { name: 'Run the test' }).click();
  await expect(inspector.getByText(/(is ahead|are level) here\b/)).toBeVisible();

  await page.getByRole('banner').getByRole('button', { name: 'Share' }).click();
  await page.getByRole('dialog', { name: 'Share' }).getByRole('button', { name: 'Copy link' }).click();
  await expect(voice).toHaveText(/^Copied, /);
});
