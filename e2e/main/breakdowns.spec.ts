/** Workers that crash or hang and GPUs that go away: the page goes on with picture and question. */
import type { Page } from '@playwright/test';
import { useToyModel } from '../support/models';
import { photograph } from '../support/pictures';
import { ask, askAbout, computedOn, modelWorker, settled, statusLine } from '../support/playground';
import { expect, test } from '../support/test';

const QUESTION = 'Is there a cat?';

/** Picture and question of a person's own, so that what is kept cannot be what the page opens with. */
async function begin(page: Page, open: () => Promise<void>) {
  await useToyModel(page);
  await open();
  return askAbout(page, await photograph(320, 240), QUESTION);
}

test.describe('a crashed worker', () => {
  test.use({ mayThrow: /a test broke this worker/ });

  test('is started again when it was idle, and picture and question are kept', async ({
    page,
    openPlayground,
  }) => {
    const before = await begin(page, openPlayground);
    const broken = modelWorker(page);
    await broken.evaluate(() => {
      setTimeout(() => {
        throw new Error('a test broke this worker');
      });
    });
    await expect(page.getByText('The model is loaded again; go on.')).toBeVisible();
    expect(modelWorker(page)).not.toBe(broken);
    expect((await settled(page)).question).toBe(before.question);
    const after = await ask(page, 'Is there a dog?');
    expect(after.image).toEqual(before.image);
    const again = await ask(page, QUESTION);
    expect(again.methods).toEqual(before.methods);
  });

  test('is started again under a question, which is then answered', async ({ page, openPlayground }) => {
    const before = await begin(page, openPlayground);
    // It dies of the next request that it gets, before it can answer.
    await modelWorker(page).evaluate(() => {
      self.addEventListener(
        'message',
        (event) => {
          event.stopImmediatePropagation();
          throw new Error('a test broke this worker');
        },
        { capture: true },
      );
      const post = self.postMessage.bind(self);
      self.postMessage = (message: unknown) => {
        if ((message as { type: string }).type === 'notice') post(message);
      };
    });
    const after = await ask(page, 'Is there a dog?');
    expect(after.image).toEqual(before.image);
    await expect(
      page.getByText(/The model is loaded again|It is started again; image and question are kept/),
    ).toBeVisible();
  });
});

/** Ways to end that the browser tells nobody of. */
const SILENT: Readonly<Record<string, () => void>> = {
  hangs: () => {
    const end = Date.now() + 600_000;
    while (Date.now() < end);
  },
  'was killed': () => self.close(),
};

for (const [what, fall] of Object.entries(SILENT)) {
  test(`a worker that ${what} is given up, and the question is answered by a new one`, async ({
    page,
    openPlayground,
  }) => {
    await page.clock.install();
    const before = await begin(page, openPlayground);
    const silent = modelWorker(page);
    // No reply is waited for: none comes.
    void silent.evaluate(fall).catch(() => undefined);
    await page.getByRole('textbox', { name: 'Question' }).fill('Is there a dog?');
    await expect(statusLine(page)).toHaveText(/Answering/);
    // Past the pause after typing, then longer than the client waits for a sign of life.
    await page.clock.runFor(1000);
    await page.clock.fastForward('01:30');
    await page.waitForFunction(() => window.whylight.last()?.question === 'Is there a dog?');
    expect((await settled(page)).image).toEqual(before.image);
    await expect(page.getByText('The model is loaded again; go on.')).toBeVisible();
    expect(modelWorker(page)).not.toBe(silent);
  });
}

test('threads that never start are given up within seconds, and the model runs on one', async ({
  page,
  openPlayground,
}) => {
  await page.context().route(/ort-wasm-simd-threaded\.mjs/, async (route) => {
    const response = await route.fetch();
    // Threads that are never told what to run.
    const stuck = 'const Worker = class extends self.Worker { postMessage() {} };';
    await route.fulfill({ response, body: `${stuck}\n${await response.text()}` });
  });
  await useToyModel(page);
  await openPlayground({ threads: '2' });
  await settled(page);
  await expect(
    page.getByText('This browser did not start the threads that the model was to run on, so it runs on one'),
  ).toBeVisible();
  await computedOn(page, 'WASM, 1 thread');
});

test('a lost GPU device: the model goes on with WASM, and says so @webgpu-only', async ({
  page,
  openPlayground,
}) => {
  const before = await begin(page, openPlayground);
  await computedOn(page, 'WebGPU');
  await modelWorker(page).evaluate(() => {
    const original = GPUDevice.prototype.createCommandEncoder;
    GPUDevice.prototype.createCommandEncoder = function (...given) {
      const encoder = original.apply(this, given);
      GPUDevice.prototype.createCommandEncoder = original;
      this.destroy();
      return encoder;
    };
  });
  const after = await ask(page, 'Is there a dog?');
  await expect(page.getByText('The graphics device was lost, so the model goes on with WASM.')).toBeVisible();
  await computedOn(page, 'WASM');
  expect(after.image).toEqual(before.image);
  const again = await ask(page, QUESTION);
  again.methods.forEach(({ image }, i) =>
    image.values.forEach((value, patch) =>
      expect(value).toBeCloseTo(before.methods[i]!.image.values[patch]!, 3),
    ),
  );
});
