/** The controls of the page, one after another on one page: their names, and what they do. */
import { byId } from '../support/explanation';
import { answers, settled, statusLine } from '../support/playground';
import { expect, test } from '../support/test';

test('controls have the names that the design promises, and do what they say', async ({
  page,
  openPlayground,
}) => {
  await openPlayground();
  await test.step('every control has its name, once', async () => {
    await settled(page);
    await expect(page.getByRole('button', { name: 'Upload image', exact: true })).toHaveCount(1);
    await expect(page.getByRole('textbox', { name: 'Question', exact: true })).toHaveCount(1);
    await expect(page.getByRole('list', { name: 'Answers', exact: true })).toHaveCount(1);
    await expect(page.getByRole('figure', { name: 'Weighted relevance', exact: true })).toHaveCount(1);
    await expect(page.getByRole('figure', { name: 'Equal relevance', exact: true })).toHaveCount(1);
    await expect(page.getByRole('group', { name: 'Question words', exact: true })).toHaveCount(1);
    await expect(page.getByRole('slider', { name: 'Start layer', exact: true })).toHaveCount(1);
    await expect(page.getByRole('button', { name: 'Copy link', exact: true })).toHaveCount(1);
    await expect(page.getByRole('status', { name: 'Status', exact: true })).toHaveCount(1);
    await expect(statusLine(page)).toHaveAttribute('aria-live', 'polite');
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

  await test.step('the start layer changes both maps and says so in the document', async () => {
    const before = await settled(page);
    const layer = before.methods[0]!.startLayer;
    const slider = page.getByRole('slider', { name: 'Start layer' });
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
    await page.waitForFunction((text) => window.whylight.last()?.target.answer === text, second!.text);
    const after = await settled(page);
    expect(after.question).toBe(before.question);
    expect(after.answers.slice(0, 2)).toEqual(before.answers.slice(0, 2));
    expect(byId(after, 'weighted').image.values).not.toEqual(byId(before, 'weighted').image.values);
    await expect(answers(page).getByRole('button').nth(1)).toHaveAttribute('aria-pressed', 'true');
  });

  await test.step('one answer rather than another', async () => {
    const before = await settled(page);
    const { answer } = before.target;
    const rival = before.answers.find(({ text }) => text !== answer)!.text;
    await page.getByRole('button', { name: new RegExp(`^(choose )?Why ${answer} rather than`) }).click();
    await page.getByRole('option', { name: new RegExp(`^${rival} [<\\d]`) }).click();
    await page.waitForFunction(() => window.whylight.last()?.target.versus !== undefined);
    const after = await settled(page);
    expect(after.target).toEqual({ answer, versus: rival });
    expect(byId(after, 'weighted').image.values).not.toEqual(byId(before, 'weighted').image.values);
  });
});
