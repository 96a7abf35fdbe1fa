/** The controls of the page, one after another on one page: their names, how many there are, and what they do. */
import { byId } from '../support/explanation';
import { answers, explained, settled } from '../support/playground';
import { expect, test } from '../support/test';

/** What may be pressed at first sight, data apart: the budget of the design. */
const BUDGET = 22;

test('controls have the names that the design promises, and do what they say', async ({
  page,
  openPlayground,
}) => {
  await openPlayground();
  await test.step('every control has its name, once', async () => {
    const document = await settled(page);
    const once = [
      page.getByRole('button', { name: 'Open a picture, a model, or a saved explanation' }),
      page.getByRole('textbox', { name: 'Question', exact: true }),
      answers(page),
      page.getByRole('figure', { name: 'Weighted relevance', exact: true }),
      page.getByRole('figure', { name: 'Equal relevance', exact: true }),
      page.getByRole('application', { name: /^Weighted, picture, \d+ by \d+, most/ }),
      page.getByRole('list', { name: 'Equal, question', exact: true }),
      page.getByRole('button', { name: 'Method of the left map: Weighted relevance' }),
      page.getByRole('button', { name: 'Method of the right map: Equal relevance' }),
      page.getByRole('button', { name: /^View$/ }),
      page.getByRole('slider', { name: 'Follow from layer' }),
      page.getByRole('button', { name: 'Share', exact: true }),
      page.getByRole('button', { name: 'More', exact: true }),
    ];
    for (const control of once) await expect(control).toHaveCount(1);
    await expect(
      page.getByRole('heading', { name: `Why ${document.target.answer} rather than` }),
    ).toContainText('anything else');
  });

  await test.step('there is one voice, which says what was explained', async () => {
    const { answer } = (await settled(page)).target;
    await expect(
      page.locator('[aria-live=polite], [aria-live=assertive], [role=status], [role=log]'),
    ).toHaveCount(1);
    await expect(page.getByRole('status', { name: 'Status' })).toHaveText(
      new RegExp(`^${answer} rather than anything else: Weighted most.*, Equal most`),
    );
  });

  await test.step(`no more than ${BUDGET} things to press at first sight, data apart`, async () => {
    const pressable = page.locator(
      'button:visible, a[href]:visible, input:visible, textarea:visible, [role=slider]:visible, [role=tab]:visible',
    );
    const names = await pressable.evaluateAll((elements) =>
      elements
        // Pictures, suggestions, answers and words are what is looked at, not what works the page.
        .filter(
          (element) => !element.closest('[aria-label=Pictures], .suggestions, .answer-list, .word-chips'),
        )
        .map((element) => element.getAttribute('aria-label') ?? element.textContent ?? element.tagName),
    );
    expect(names.length, names.join(' | ')).toBeLessThanOrEqual(BUDGET);
    expect(names.length).toBeGreaterThan(10);
  });

  await test.step('the numbers of each figure stand in a table', async () => {
    const document = await settled(page);
    for (const id of ['weighted', 'equal']) {
      const { rows, cols, values } = byId(document, id).image;
      const figure = page.getByRole('figure', {
        name: id === 'equal' ? 'Equal relevance' : 'Weighted relevance',
      });
      const patches = figure.getByRole('table', { name: /patch/ });
      await expect(patches.getByRole('cell')).toHaveCount(rows * cols);
      const shown = await patches.getByRole('cell').allTextContents();
      const most = values.indexOf(Math.max(...values));
      const shares = shown.map((text) => Number.parseFloat(text.replace(/[^\d.]/g, '')) || 0);
      expect(shares[most]).toBe(Math.max(...shares));
      expect(shares[most]! / 100).toBeCloseTo(values[most]!, 2);
      await expect(figure.getByRole('table', { name: /word/ })).toHaveCount(1);
    }
  });

  await test.step('the layer that is followed from changes both maps and says so in the document', async () => {
    const before = await settled(page);
    const layer = before.methods[0]!.startLayer;
    const slider = page.getByRole('slider', { name: 'Follow from layer' });
    await slider.focus();
    await page.keyboard.press(layer === 0 ? 'ArrowRight' : 'ArrowLeft');
    const changed = layer === 0 ? 1 : layer - 1;
    await page.waitForFunction((to) => window.whylight.last()?.methods[0]?.startLayer === to, changed);
    const after = await settled(page);
    for (const id of ['weighted', 'equal']) {
      expect(byId(after, id).startLayer).toBe(changed);
      expect(byId(after, id).image.values).not.toEqual(byId(before, id).image.values);
    }
  });

  await test.step('a click on another answer explains that answer', async () => {
    const before = await settled(page);
    const [first, second] = before.answers;
    expect(before.target).toEqual({ answer: first!.text });
    await answers(page).getByRole('button').nth(1).click();
    await explained(page, second!.text);
    const after = await settled(page);
    expect(after.question).toBe(before.question);
    expect(after.answers.slice(0, 2)).toEqual(before.answers.slice(0, 2));
    expect(byId(after, 'weighted').image.values).not.toEqual(byId(before, 'weighted').image.values);
    await expect(answers(page).getByRole('button', { name: /, explained$/ })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
  });

  await test.step('one answer rather than another', async () => {
    const before = await settled(page);
    const { answer } = before.target;
    const rival = before.answers.find(({ text }) => text !== answer)!.text;
    await page.getByRole('button', { name: new RegExp(`Why ${answer} rather than`) }).click();
    await page.getByRole('option', { name: new RegExp(`^${rival} [<\\d]`) }).click();
    await page.waitForFunction(() => window.whylight.last()?.target.versus !== undefined);
    const after = await settled(page);
    expect(after.target).toEqual({ answer, versus: rival });
    expect(byId(after, 'weighted').image.values).not.toEqual(byId(before, 'weighted').image.values);
  });
});
