/** What only WebGPU can get wrong: operators that silently run on the CPU, and buffers that nobody gives back. */
import { openGpuPage } from '../support/gpu/serve';
import type {} from '../support/gpu/page';
import { useToyModel } from '../support/models';
import { ask, computedOn, modelWorker, settled } from '../support/playground';
import { expect, test } from '../support/test';
import { isWhole } from '../support/whole';

test('no operator of any program runs on the CPU @webgpu-only', async ({ page, baseURL }) => {
  await openGpuPage(page);
  const refusals = await page.evaluate(
    ([model, runtime]) => window.placement(model!, runtime!),
    [new URL('models/stickers/', baseURL).href, new URL('ort/', baseURL).href],
  );
  const { 'falls back': control, ...programs } = refusals;
  expect(control, 'an operator without a kernel is noticed').toContain('CPU');
  expect(programs).toEqual({ 'every operator': '', explanation: '', 'masked explanation': '' });
});

/** Slow on the software adapter, and a buffer left behind by each question shows in a dozen; WHYLIGHT_E2E=all asks thirty. */
const QUESTIONS = isWhole ? 30 : 12;

test('questions in a row leave no more GPU buffers than the first five @webgpu-only', async ({
  page,
  openPlayground,
}) => {
  test.setTimeout(300_000);
  await useToyModel(page);
  await openPlayground();
  await settled(page);
  await computedOn(page, 'WebGPU');
  const worker = modelWorker(page);
  await worker.evaluate(() => {
    const alive = new Set<GPUBuffer>();
    (self as unknown as { alive: Set<GPUBuffer> }).alive = alive;
    const { createBuffer } = GPUDevice.prototype;
    GPUDevice.prototype.createBuffer = function (...given) {
      const buffer = createBuffer.apply(this, given);
      alive.add(buffer);
      return buffer;
    };
    const { destroy } = GPUBuffer.prototype;
    GPUBuffer.prototype.destroy = function () {
      alive.delete(this);
      return destroy.call(this);
    };
  });
  const alive = () => worker.evaluate(() => (self as unknown as { alive: Set<GPUBuffer> }).alive.size);
  const counts: number[] = [];
  // Equally long questions: longer ones would need larger buffers, which the runtime keeps for the next time.
  for (let n = 0; n < QUESTIONS; n++) {
    await ask(page, `is there a ${n % 2 ? 'dog' : 'cat'} ${'abcdefghijklmno'[n >> 1]} ?`);
    counts.push(await alive());
  }
  // The first few fill the runtime's own stock of buffers.
  expect(Math.max(...counts.slice(5)), String(counts)).toBeLessThanOrEqual(Math.max(...counts.slice(0, 5)));
});
