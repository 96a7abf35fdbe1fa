/** Asking: scenes, suggestions, answers, one answer rather than another. */
import { photograph } from '../support/pictures';
import { answers, ask, last, questionBox, settled, uploaded } from '../support/playground';
import { expect, test } from '../support/test';
import { onBothSizes, pick } from './sizes';

onBothSizes(() => {
  test('asks about scenes and photographs, and chooses what is explained', async ({
    page,
    openPlayground,
  }) => {
    await openPlayground();
    const first = await settled(page);

    await test.step('a scene of the gallery opens with a question', async () => {
      await page.getByRole('button', { name: 'Off the shore' }).click();
      await expect(questionBox(page)).not.toHaveValue(first.question);
      await page.waitForFunction((sha) => window.whylight.last()?.image.sha256 !== sha, first.image.sha256);
      await settled(page);
    });

    await test.step('a suggested question is asked at once', async () => {
      const chip = page.getByRole('group', { name: 'Suggested questions' }).getByRole('button').first();
      const text = await chip.innerText();
      await chip.click();
      await page.waitForFunction((asked) => window.whylight.last()?.question === asked, text);
      await expect(chip).toHaveAttribute('aria-current', 'true');
    });

    await test.step('tokens are shown as words', async () => {
      await ask(page, 'Where is the boat?');
      await expect(page.getByRole('list', { name: 'Tokens' }).getByRole('listitem')).toHaveText([
        'where',
        'is',
        'the',
        'boat',
        '?',
      ]);
    });

    const document = await last(page);
    const [best, second] = document.answers;
    await test.step('another answer is explained', async () => {
      await answers(page)
        .getByRole('button', { name: new RegExp(`^${second!.text}\\b`) })
        .click();
      await page.waitForFunction((text) => window.whylight.last()?.target.answer === text, second!.text);
      await settled(page);
    });

    await test.step('one answer rather than another, and the other way round', async () => {
      await pick(page, /rather than/, new RegExp(`^${best!.text}`));
      await page.waitForFunction((text) => window.whylight.last()?.target.versus === text, best!.text);
      await page.getByRole('button', { name: `Swap: why ${best!.text} rather than ${second!.text}` }).click();
      await page.waitForFunction((text) => window.whylight.last()?.target.versus === text, second!.text);
      expect((await settled(page)).target).toEqual({ answer: best!.text, versus: second!.text });
    });

    await test.step('a photograph, with a word of caution', async () => {
      await uploaded(page, await photograph());
      await expect(page.getByText('This model knows sticker scenes only')).toBeVisible();
      await expect(page.getByRole('group', { name: 'Suggested questions' })).toBeHidden();
    });

    await test.step('an empty question says what to do', async () => {
      await questionBox(page).fill('');
      await expect(page.getByText('Type a question to see an answer and why.')).toBeVisible();
    });
  });
});
