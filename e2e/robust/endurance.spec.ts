/** Much at once: memory runs out, edits come by the thousand, tabs in twos. */
import type { Page } from '@playwright/test';
import { useToyModel } from '../support/models';
import { photograph } from '../support/pictures';
import { ask, askAbout, modelWorker, questionBox, settled, statusLine } from '../support/playground';
import { expect, test } from '../support/test';

test('out of memory under a question: a fresh worker answers it, and the page says what happened', async ({
  page,
  openPlayground,
}) => {
  await useToyModel(page);
  await openPlayground();
  const before = await askAbout(page, await photograph(320, 240), 'Is there a cat?');
  const full = modelWorker(page);
  // The next allocation of numbers fails, as browsers let it fail; it is the worker's own, and goes with it.
  await full.evaluate(() => {
    const failing = { construct: () => fail() };
    const fail = (): never => {
      throw new RangeError('Array buffer allocation failed');
    };
    self.Float32Array = new Proxy(Float32Array, failing);
  });
  const after = await ask(page, 'Is there a dog?');
  expect(after.image).toEqual(before.image);
  await expect(page.getByText(/ran out of memory.*image and question are kept|loaded again/)).toBeVisible();
  expect(modelWorker(page)).not.toBe(full);
  expect((await ask(page, 'Is there a cat?')).methods).toEqual(before.methods);
});

test('too little memory for the model: said in a sentence, and tried again on a click', async ({
  page,
  openPlayground,
}) => {
  await useToyModel(page);
  // Memory of WebAssembly cannot be had, in any worker of the page, until there is room again.
  let isFull = true;
  await page.route('**/ort-wasm-simd-threaded.mjs', async (route) => {
    const response = await route.fetch();
    const body = await response.text();
    const refuse = `WebAssembly.Memory = function () { throw new RangeError('WebAssembly.Memory(): could not allocate memory'); };`;
    await route.fulfill({ response, body: isFull ? `${refuse}\n${body}` : body });
  });
  await openPlayground();
  await expect(statusLine(page)).toContainText(/memory/);
  const question = await questionBox(page).inputValue();
  expect(question).not.toBe('');
  isFull = false;
  await page.getByRole('button', { name: 'Try again', exact: true }).click();
  expect((await settled(page)).question).toBe(question);
});

test('a burst of 1,000 edits: the last one is answered, and hardly more is computed', async ({
  page,
  openPlayground,
}) => {
  await useToyModel(page);
  await openPlayground();
  const before = await askAbout(page, await photograph(320, 240), 'Is there a cat?');
  const computed = await typeAll(
    page,
    Array.from({ length: 1000 }, (_, i) => `How many cats are there? ${i}`),
  );
  await page.waitForFunction(() => window.whylight.last()?.question === 'How many cats are there? 999');
  const after = await settled(page);
  expect(after.image).toEqual(before.image);
  await expect(questionBox(page)).toHaveValue('How many cats are there? 999');
  expect(await computed()).toBeLessThan(100);
  await expect(page).toHaveURL(/#w2\./);
});

/** Types all at once; returns how many of the questions have come on show. */
async function typeAll(page: Page, questions: readonly string[]): Promise<() => Promise<number>> {
  await questionBox(page).evaluate((box: HTMLTextAreaElement, all) => {
    const shown = new Set<string>();
    Object.assign(window, { shown });
    const look = () => {
      const question = window.whylight.last()?.question;
      if (question !== undefined) shown.add(question);
      requestAnimationFrame(look);
    };
    look();
    const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')!.set!;
    for (const question of all) {
      set.call(box, question);
      box.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }
  }, questions);
  return () => page.evaluate(() => (window as unknown as { shown: Set<string> }).shown.size);
}

test('two tabs at once: each answers its own question on its own picture', async ({
  page,
  context,
  openPlayground,
}) => {
  await useToyModel(page);
  await openPlayground();
  const other = await context.newPage();
  await useToyModel(other);
  await other.goto(page.url());
  const [mine, theirs] = await Promise.all([
    askAbout(page, await photograph(320, 240, 1), 'Is there a cat?'),
    askAbout(other, await photograph(320, 240, 2), 'Is there a dog?'),
  ]);
  expect([mine.question, theirs.question]).toEqual(['Is there a cat?', 'Is there a dog?']);
  expect(mine.image.sha256).not.toBe(theirs.image.sha256);
  await other.close();
  expect((await ask(page, 'Is there a dog?')).image).toEqual(mine.image);
});
