/** Every part of the page in every state: audited, measured and counted, without a model. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ANSWERS } from '../../src/answers';
import { SURFACES } from '../../src/surfaces';
import { addAxe, findings } from '../support/axe';
import { contrasts } from './contrast';
import { expect, test } from './galleryTest';
import { smallTargets } from './targets';

const GROUPS = [
  ...Object.keys(SURFACES).map((kind) => `surface/${kind}`),
  ...Object.keys(ANSWERS).map((kind) => `answer/${kind}`),
];

/** What is shown at once: all that may stand beside each other, and each sheet by itself. */
const PAGES = [
  'surface',
  'answer',
  'door/offer',
  'door/sheet/a-thing-is-missing',
  'door/sheet/nothing-is-missing',
  'door/sheet/filled-in',
  'door/sheet/refused',
];

/** Groups whose data are words in a row or in running text. */
const WORDS = ['surface/words', 'surface/text', 'surface/queries', 'answer/sentence'];

test('lists all that these tests look at', async ({ page, gallery }) => {
  await page.goto(gallery);
  const links = page.locator('.gallery-group li a');
  await expect(links.first()).toBeVisible();
  const ids = await links.evaluateAll((all) =>
    all.map((link) => new URLSearchParams((link as HTMLAnchorElement).search).get('at') ?? ''),
  );
  const missed = ids.filter((id) => !PAGES.some((page) => id === page || id.startsWith(`${page}/`)));
  expect(missed).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
  // Nine states of each surface and each answer form, at least.
  for (const group of GROUPS)
    expect(ids.filter((id) => id.startsWith(`${group}/`)).length).toBeGreaterThanOrEqual(9);
});

for (const theme of ['light', 'dark'] as const)
  for (const at of PAGES)
    test(`${at} has nothing serious to be found and can be read in ${theme}`, async ({ page, openEntry }) => {
      await page.setViewportSize({ width: 1100, height: 900 });
      await openEntry(at, { theme });
      // What something newer is about to replace is faded on purpose; it has to be right before and after.
      await page.addStyleTag({ content: '.busy { opacity: 1 !important; transition: none !important; }' });
      await addAxe(page);
      expect(await findings(page)).toEqual([]);
      const { count, low } = await contrasts(page);
      expect(count).toBeGreaterThan(2);
      expect(low).toEqual([]);
    });

for (const at of PAGES)
  test(`${at} fits a narrow screen and a thumb`, async ({ page, openEntry }) => {
    await page.setViewportSize({ width: 320, height: 700 });
    for (const wording of ['long', 'rtl', 'usual'] as const) {
      await openEntry(at, { wording });
      const { scrollWidth } = await page.evaluate(() => ({
        scrollWidth: document.documentElement.scrollWidth,
      }));
      expect(scrollWidth, `sideways, ${wording}`).toBeLessThanOrEqual(320);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    const { count, small } = await smallTargets(page, WORDS);
    expect(count).toBeGreaterThan(0);
    expect(small).toEqual([]);
  });

for (const at of ['surface', 'answer'])
  test(`${at}: every set of data is one tab stop`, async ({ page, openEntry }) => {
    await openEntry(at);
    const stops = await page.locator('[data-roving]').evaluateAll((sets) =>
      sets.map((set) => ({
        entry: set.closest('[data-entry]')?.getAttribute('data-entry') ?? '',
        items: set.querySelectorAll('[tabindex]').length,
        stops: set.querySelectorAll('[tabindex="0"]').length,
      })),
    );
    expect(stops.filter(({ items, stops }) => items > 0 && stops !== 1)).toEqual([]);
  });

test('contrast is measured rightly', async ({ page }) => {
  await page.setContent(`<body style="background: #fff">
    <p style="color: #777">half</p>
    <p style="color: #000; opacity: 0.5">faded</p>
    <div style="background: #000"><span style="background: rgb(255 255 255 / 50%); color: #fff">on grey</span></div>
    <p style="color: #767676">just enough</p>
    <button disabled style="color: #ccc">off</button>
  </body>`);
  // #777 on white is 4.48, #767676 4.54. Black at a half on white is a grey of 127.5, 3.98; white on one of 128 has 3.95.
  const { count, low } = await contrasts(page);
  expect(count).toBe(4);
  expect(low.map((line) => line.slice(0, 4))).toEqual(['4.48', '3.98', '3.95']);
});

test.describe('the door', () => {
  test('says what was agreed, word for word', async ({ page, openEntry }) => {
    await openEntry('door/offer/usual');
    for (const sentence of [
      'This model has only ever seen stickers.',
      'Get a model that knows photographs',
      'Quick. Picks the best of answers that you list; 24 animals are filled in for this question.',
      'Talks. Answers any question in a sentence, and explains every word of it.',
      'The server learns which model was fetched, from what network, browser and site; nothing of picture or question.',
    ])
      await expect(page.getByText(sentence)).toBeVisible();
    await expect(page.getByText('Get it and ask again')).toHaveCount(2);
    await openEntry('door/sheet/a-thing-is-missing');
    const sheet = page.getByRole('dialog', { name: 'What this model is' });
    await expect(sheet).toContainText('It describes pictures in words. Each word can be explained.');
    await expect(sheet).toContainText('One thing is missing: how a picture becomes this model’s input.');
  });

  test('shows a download in its own row, and no other button to get something', async ({
    page,
    openEntry,
  }) => {
    await openEntry('door/offer/loading');
    const bar = page.getByRole('progressbar', { name: 'Getting SmolVLM 256M' });
    await expect(bar).toHaveAttribute('aria-valuetext', '41 of 180 MB');
    await expect(page.getByRole('listitem').filter({ has: bar })).toContainText('9 MB a second, 16 s left');
    await expect(page.getByRole('button', { name: 'Pause' })).toHaveCount(1);
    await expect(page.getByRole('button', { name: /^Get it/ })).toHaveCount(0);
  });

  test('lists models out of reach without a network, and offers those that are kept', async ({
    page,
    openEntry,
  }) => {
    await openEntry('door/offer/kept');
    await expect(page.getByText('needs a network')).toHaveCount(1);
    await expect(page.getByRole('button', { name: /^Get it/ })).toHaveCount(0);
    await expect(page.getByRole('button', { name: /^Use it/ })).toHaveAccessibleName(/SmolVLM/);
  });

  test('says where each value comes from, and whose it is once it was changed', async ({
    page,
    openEntry,
  }) => {
    await openEntry('door/sheet/a-thing-is-missing');
    const size = page.getByRole('textbox', { name: 'Size' });
    const mean = page.getByRole('textbox', { name: 'Mean' });
    await expect(size).toHaveAccessibleDescription('from the file');
    await expect(mean).toHaveAccessibleDescription('guessed');
    await mean.fill('0.4 0.4 0.4');
    await expect(mean).toHaveAccessibleDescription('yours');
    await expect(page.getByRole('button', { name: 'Use this model' })).toBeEnabled();
    await mean.fill('');
    await expect(page.getByRole('button', { name: 'Use this model' })).toBeDisabled();
  });

  test('refuses with what, why and where, and what helps, and keeps the model at hand', async ({
    page,
    openEntry,
  }) => {
    await openEntry('door/sheet/refused');
    const sheet = page.getByRole('alertdialog');
    await expect(sheet).toContainText('This model can’t be explained yet.');
    await expect(sheet).toContainText('From block 2 on, its attention works in windows that shift.');
    await expect(sheet).toContainText('does the same task and can be explained');
    await expect(sheet.getByRole('button', { name: 'Keep Stickers' })).toBeFocused();
    expect(await sheet.innerText()).not.toMatch(/error|unsupported/i);
    await sheet.getByRole('button', { name: 'Copy the report' }).click();
    await expect(sheet.getByRole('status')).not.toBeEmpty();
  });
});

test('the page’s own build holds nothing of it', () => {
  expect(existsSync('dist/index.html')).toBe(true);
  const files = readdirSync('dist', { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(files.filter(({ name }) => /^gallery\./.test(name))).toEqual([]);
  const scripts = files.filter(({ name }) => name.endsWith('.js'));
  expect(scripts.length).toBeGreaterThan(0);
  const holding = scripts.filter(({ parentPath, name }) =>
    readFileSync(path.join(parentPath, name), 'utf8').includes('gallery: a drawing reached for the store'),
  );
  expect(holding).toEqual([]);
});
