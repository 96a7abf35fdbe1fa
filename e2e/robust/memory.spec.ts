/** Hundreds of questions in a row: what the page and the model's worker hold stays what it was. */
import type { Page } from '@playwright/test';
import { useToyModel } from '../support/models';
import { last, modelWorker, questionBox, settled } from '../support/playground';
import { expect, test } from '../support/test';
import { isWhole, ONLY_WHOLE } from '../support/whole';

/** The whole 500 take minutes; with WHYLIGHT_E2E=all they are asked. */
const QUESTIONS = isWhole ? 500 : 225;
/** Caches and the runtime's own memory have their size by then, and questions their final length. */
const SETTLED = isWhole ? 150 : 75;
/** One leaked result a question (maps, weights, replay: over 100 kB) would be more than 15 MB. */
const MOST_GROWTH = 12e6;

const question = (i: number) => `How many cats are there? ${i}`;

/** Bytes after a garbage collection. */
interface Memory {
  /** JavaScript and DOM of the page and all its workers, and what they share. */
  readonly page: number;
  /** WebAssembly's memory of the model's worker, which never shrinks. */
  readonly wasm: number;
}

for (const model of ['toy', 'bundled'] as const) {
  test(`${QUESTIONS} questions in a row to the ${model} model: memory stays flat`, async ({
    page,
    openPlayground,
  }) => {
    test.skip(model === 'bundled' && !isWhole, ONLY_WHOLE);
    test.setTimeout(model === 'bundled' ? 3_600_000 : 600_000);
    await watchMemory(page);
    if (model === 'toy') await useToyModel(page);
    await openPlayground();
    await settled(page);
    await askMany(page, 0, SETTLED);
    const early = await memory(page);
    await askMany(page, SETTLED, QUESTIONS);
    const late = await memory(page);
    expect((await last(page)).question).toBe(question(QUESTIONS - 1));
    const told = `${model}: after ${SETTLED} questions ${figures(early)}, after ${QUESTIONS} ${figures(late)}`;
    test.info().annotations.push({ type: 'memory', description: told });
    console.log(told);
    expect(early.wasm).toBeGreaterThan(1e6);
    expect(late.wasm, told).toBe(early.wasm);
    expect(late.page - early.page, told).toBeLessThan(MOST_GROWTH);
  });
}

const figures = ({ page, wasm }: Memory): string =>
  `${(page / 1e6).toFixed(1)} MB, WebAssembly ${(wasm / 1e6).toFixed(1)} MB`;

/** Makes the model's worker keep hold of its WebAssembly memories, so that their size can be read. */
async function watchMemory(page: Page): Promise<void> {
  await page.route('**/ort-wasm-simd-threaded*.mjs', async (route) => {
    const response = await route.fetch();
    const watch = `self.memories = [];
      WebAssembly.Memory = new Proxy(WebAssembly.Memory, {
        construct(of, given) {
          const made = Reflect.construct(of, given);
          self.memories.push(made);
          return made;
        },
      });`;
    await route.fulfill({ response, body: `${watch}\n${await response.text()}` });
  });
}

/** Asks one after another, each when the one before is on show, without the pause that typing has. */
async function askMany(page: Page, from: number, to: number): Promise<void> {
  const questions = Array.from({ length: to - from }, (_, i) => question(from + i));
  await questionBox(page).evaluate(async (box: HTMLTextAreaElement, all) => {
    const setTimer = window.setTimeout;
    const isPause = (ms: unknown) => ms === 120;
    window.setTimeout = ((handler: () => void, ms?: number) =>
      setTimer(handler, isPause(ms) ? 0 : ms)) as typeof window.setTimeout;
    const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')!.set!;
    for (const asked of all) {
      set.call(box, asked);
      box.dispatchEvent(new InputEvent('input', { bubbles: true }));
      while (window.whylight.last()?.question !== asked) await new Promise((resolve) => setTimer(resolve, 2));
    }
    window.setTimeout = setTimer;
  }, questions);
}

async function memory(page: Page): Promise<Memory> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.detach();
  const bytes = await page.evaluate(async () => {
    const measure = performance as unknown as {
      measureUserAgentSpecificMemory(): Promise<{ bytes: number }>;
    };
    return (await measure.measureUserAgentSpecificMemory()).bytes;
  });
  const wasm = await modelWorker(page).evaluate(() =>
    (self as unknown as { memories: WebAssembly.Memory[] }).memories.reduce(
      (sum, { buffer }) => sum + buffer.byteLength,
      0,
    ),
  );
  return { page: bytes, wasm };
}
