/** The page around it: the first second, the tour, the theme, and that typing is never held up. */
import { mainThreadTasks } from '../support/mainThread';
import { answers, ask, questionBox, settled, statusLine } from '../support/playground';
import { expect, test } from '../support/test';
import { onBothSizes } from './sizes';

onBothSizes((size) => {
  test('shows an example while it loads, a tour, and two themes', async ({ page, openPlayground }) => {
    await page.addInitScript(() => {
      const shifts: number[] = [];
      Object.assign(window, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value);
      }).observe({ type: 'layout-shift', buffered: true });
    });
    // The weights come late, so that what is seen before them can be looked at.
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/model.safetensors', async (route) => {
      await held;
      await route.continue();
    });
    await openPlayground();

    await test.step('a precomputed example stands where the maps will be, and says so', async () => {
      await expect(page.getByText('Precomputed example')).toHaveCount(size === 'phone' ? 1 : 2);
      await expect(page.getByRole('progressbar', { name: 'Loading the model' })).toBeVisible();
      await expect(page.getByRole('figure', { name: 'Weighted relevance' })).toBeVisible();
      expect(await page.evaluate(() => window.whylight.last())).toBeUndefined();
    });

    await test.step('it becomes live in place', async () => {
      release();
      await settled(page);
      await expect(page.getByText('Precomputed example')).toHaveCount(0);
      const shifts = await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts);
      expect(shifts.reduce((sum, value) => sum + value, 0)).toBeLessThan(0.1);
    });

    await test.step('the tour has five steps, goes by keys, and is remembered', async () => {
      await page.getByRole('button', { name: 'More' }).click();
      await page.getByRole('button', { name: 'Take the tour' }).click();
      const dialog = page.getByRole('dialog');
      for (const [i, title] of ['Ask', 'Look', 'Compare', 'Test', 'Share'].entries()) {
        await expect(dialog.getByRole('heading')).toHaveText(`${i + 1} of 5: ${title}`);
        await expect(dialog).toBeInViewport({ ratio: 1 });
        if (i < 4) await page.keyboard.press('ArrowRight');
      }
      await page.keyboard.press('ArrowLeft');
      await expect(dialog.getByRole('heading')).toHaveText('4 of 5: Test');
      await page.keyboard.press('Escape');
      await expect(dialog).toBeHidden();
      expect(await page.evaluate(() => localStorage.getItem('whylight.tour'))).toBe('seen');
    });

    await test.step('light, dark, or as the system has it', async () => {
      const root = page.locator('html');
      await page.getByRole('button', { name: 'More' }).click();
      for (const theme of ['Light', 'Dark']) {
        await page.getByRole('radio', { name: theme }).click();
        await expect(root).toHaveAttribute('data-theme', theme.toLowerCase());
      }
      await page.keyboard.press('Escape');
    });

    await test.step('on paper stand question, answers and maps, whole, and nothing to press', async () => {
      await page.emulateMedia({ media: 'print' });
      await expect(questionBox(page)).toBeVisible();
      await expect(answers(page)).toBeVisible();
      await expect(page.getByRole('figure', { name: 'Weighted relevance' })).toBeVisible();
      await expect(page.getByRole('button', { name: 'Share' })).toBeHidden();
      await expect(page.getByRole('tablist', { name: 'Inspector' })).toBeHidden();
      const main = page.getByRole('main');
      expect(await main.evaluate((element) => element.scrollHeight - element.clientHeight)).toBe(0);
      // The theme is dark at this point; paper is not.
      expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe('rgb(23, 24, 28)');
      await page.emulateMedia({ media: null });
    });

    await test.step('nothing moves when reduced motion is asked for', async () => {
      const bar = answers(page).locator('.bar').first();
      const duration = () => bar.evaluate((element) => getComputedStyle(element).transitionDuration);
      expect(await duration()).toBe('0.15s');
      await page.emulateMedia({ reducedMotion: 'reduce' });
      expect(await duration()).toBe('0s');
    });

    await test.step('offline it says so, and goes on', async () => {
      await page.context().setOffline(true);
      await expect(statusLine(page)).toContainText('Offline');
      await ask(page, 'Is there a dog?');
      await page.context().setOffline(false);
      await expect(statusLine(page)).not.toContainText('Offline');
    });
  });

  test('never holds typing up: no task over 50 ms while a question is edited', async ({
    page,
    openPlayground,
  }) => {
    await openPlayground();
    await settled(page);
    const box = questionBox(page);
    await box.click();
    const answered = (question: string) =>
      page.waitForFunction((asked) => window.whylight.last()?.question === asked, question);
    const tasks = await mainThreadTasks(page, async () => {
      await page.keyboard.press('Control+a');
      await page.keyboard.type('What color is the apple?', { delay: 90 });
      await answered('What color is the apple?');
      for (let i = 0; i < 6; i++) await page.keyboard.press('Backspace', { delay: 60 });
      // Slowly: answers and maps come between the letters.
      await page.keyboard.type('ball?', { delay: 250 });
      await answered('What color is the ball?');
      await page.waitForTimeout(1000);
    });
    // A trace that saw the typing at all has a task for every key.
    expect(tasks.length).toBeGreaterThan(40);
    expect(tasks[0], 'longest task, ms').toBeLessThan(50);
  });
});
