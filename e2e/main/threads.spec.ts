/** The model runs beside the page, on as many threads as the host allows. */
import { expectSound } from '../support/explanation';
import { photograph } from '../support/pictures';
import {
  ask,
  computedOn,
  last,
  modelWorker,
  questionBox,
  settled,
  statusLine,
  upload,
} from '../support/playground';
import { serveFolder } from '../support/staticServer';
import { expect, test } from '../support/test';

test('computes while the question is typed: keys and frames never wait for the model', async ({
  page,
  openPlayground,
}) => {
  await openPlayground();
  await settled(page);
  // A worker that can do nothing else until this flag is set is a run that takes as long as the test needs.
  const held = modelWorker(page).evaluate(() => {
    const end = performance.now() + 4000;
    while (performance.now() < end);
  });
  let free = false;
  void held.then(() => (free = true));
  await questionBox(page).fill('');
  await page.keyboard.type('Is there a red ball on the left?');
  await expect(questionBox(page)).toHaveValue('Is there a red ball on the left?');
  const frames = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let count = 0;
        const next = () => (++count === 10 ? resolve(count) : requestAnimationFrame(next));
        requestAnimationFrame(next);
      }),
  );
  expect(frames).toBe(10);
  await expect(statusLine(page)).toHaveText(/Answering/);
  expect(free, 'the model was still busy when the typing was done').toBe(false);
  await held;
  await page.waitForFunction(() => window.whylight.last()?.question === 'Is there a red ball on the left?');
  expectSound(await last(page));
});

test('runs on one thread where the host sets no headers, and says so', async ({ page }) => {
  const host = await serveFolder('dist', '/some/where/');
  try {
    await page.goto(`${host.url}?backend=wasm`);
    expectSound(await settled(page));
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    await computedOn(page, 'WASM, 1 thread');
    await upload(page, await photograph());
    expectSound(await ask(page, 'Is there a boat?'));
  } finally {
    await host.close();
  }
});
