/** Asking: scenes, suggestions, answers, one answer rather than another. */
import { writeFile } from 'node:fs/promises';
import { another, dropFile, pastePicture } from '../support/give';
import { photograph } from '../support/pictures';
import {
  answers,
  ask,
  choosePicture,
  last,
  openMenu,
  questionBox,
  settled,
  upload,
  uploaded,
} from '../support/playground';
import { SAMPLES } from '../../src/scene';
import { expect, test } from '../support/test';
import { onBothSizes, pick } from './sizes';

onBothSizes((size) => {
  test('asks about scenes and photographs, and chooses what is explained', async ({
    page,
    context,
    openPlayground,
  }, info) => {
    await openPlayground();
    const first = await settled(page);

    await test.step('a scene of the gallery opens with a question', async () => {
      await choosePicture(page, 'Off the shore');
      await expect(questionBox(page)).not.toHaveValue(first.question);
      await page.waitForFunction((sha) => window.whylight.last()?.image?.sha256 !== sha, first.image.sha256);
      await settled(page);
    });

    await test.step('any other scene is behind the +', async () => {
      await choosePicture(page, 'In the street');
      await expect(questionBox(page)).toHaveValue(sampleQuestion('In the street'));
      await settled(page);
      await choosePicture(page, 'Off the shore');
      await settled(page);
    });

    await test.step('a suggested question is asked at once; they go when one types', async () => {
      if (size === 'phone') await page.getByRole('button', { name: 'Choose the picture' }).tap();
      const suggested = page.getByRole('list', { name: 'Suggested questions' });
      await expect(suggested.getByRole('button')).toHaveCount(2);
      const text = await suggested.getByRole('button').first().innerText();
      await suggested.getByRole('button').first().click();
      await page.waitForFunction((asked) => window.whylight.last()?.question === asked, text);
      await ask(page, 'Where is the boat?');
      if (size === 'desktop') await expect(suggested).toBeHidden();
    });

    await test.step('words stand under the map, one chip a word', async () => {
      const words = page.getByRole('list', { name: 'Weighted, question' }).getByRole('listitem');
      await expect(words).toHaveText([/^where/, /^is/, /^the/, /^boat/, /^\?/]);
    });

    const document = await last(page);
    const [best, second] = document.answers;
    await test.step('answers are bars with their probabilities, the most probable first', async () => {
      const rows = answers(page).getByRole('listitem');
      const shown = await rows.evaluateAll((items) =>
        items.map((item) => item.querySelector('.bar')!.getBoundingClientRect().width),
      );
      expect(shown).toEqual([...shown].sort((a, b) => b - a));
      const share = `${(100 * best!.probability).toFixed(1)}\u202f%`;
      await expect(rows.first()).toContainText(`${best!.text}${share}`);
      await expect(rows.first().getByRole('button')).toHaveAccessibleName(
        /^.+, \d+\.\d per cent, explained$/,
      );
    });

    await test.step('another answer is explained', async () => {
      await answers(page)
        .getByRole('button', { name: new RegExp(`^${second!.text}, `) })
        .click();
      await page.waitForFunction((text) => window.whylight.last()?.target.answer === text, second!.text);
      await settled(page);
    });

    await test.step('one answer rather than another, and the other way round', async () => {
      await pick(page, /rather than/, new RegExp(`^${best!.text} [<\\d]`));
      await page.waitForFunction((text) => window.whylight.last()?.target.versus === text, best!.text);
      await page.getByRole('button', { name: `Swap: why ${best!.text} rather than ${second!.text}` }).click();
      await page.waitForFunction((text) => window.whylight.last()?.target.versus === text, second!.text);
      expect((await settled(page)).target).toEqual({ answer: best!.text, versus: second!.text });
    });

    await test.step('a photograph, with a word of caution', async () => {
      await uploaded(page, await photograph());
      await expect(page.getByText('This model has only ever seen stickers.')).toBeVisible();
      const mark = page.getByText('a guess', { exact: true });
      // On a phone the button that asks for the guess lies below, and the page has been scrolled to it.
      if (size === 'phone') await mark.scrollIntoViewIfNeeded();
      await expect(mark).toBeInViewport();
      await expect(page.getByRole('list', { name: 'Suggested questions' })).toBeHidden();
      expect((await last(page)).guess).toBe(true);
    });

    await test.step('a picture dropped, one pasted, one from the camera', async () => {
      const path = info.outputPath('dropped.jpg');
      await writeFile(path, (await photograph(320, 240, 2)).buffer);
      let before = await last(page);
      await dropFile(page, path);
      before = await another(page, before);
      expect(before.image).toMatchObject({ width: 320, height: 240 });
      await pastePicture(page, await photograph(200, 240, 3));
      before = await another(page, before);
      expect(before.image).toMatchObject({ width: 200, height: 240 });

      await openMenu(page);
      const button = page.getByRole('button', { name: 'Take a photo' });
      if (size === 'phone') {
        // There the button leads to the phone's own camera program, which hands over a file.
        const chooser = page.waitForEvent('filechooser');
        await button.click();
        await (await chooser).setFiles({ ...(await photograph(300, 300, 4)) });
      } else {
        await context.grantPermissions(['camera']);
        await button.click();
        const dialog = page.getByRole('dialog', { name: 'Take a photo' });
        await dialog.getByRole('button', { name: 'Use this picture' }).click();
        await expect(dialog).toBeHidden();
      }
      const taken = await another(page, before);
      expect(taken.question).toBe(before.question);
    });

    await test.step('what is no picture is refused in one sentence, and all stays', async () => {
      const before = await last(page);
      await upload(page, { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') });
      await expect(page.getByText('“notes.txt” is text').first()).toBeVisible();
      expect(await last(page)).toEqual(before);
      await page.getByRole('button', { name: 'Dismiss the error' }).click();
      await settled(page);
    });

    await test.step('an empty question says what to do', async () => {
      await questionBox(page).fill('');
      await expect(page.getByText('Ask something about this picture.')).toBeVisible();
    });
  });
});

const sampleQuestion = (title: string): string => SAMPLES.find((sample) => sample.title === title)!.question;
