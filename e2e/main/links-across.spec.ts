/** A link and a file made on one backend are reproduced on the other, and in Node. The toy model, so that it takes seconds. */
import type { Browser, Page } from '@playwright/test';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeModelFolder } from '../../node/library/folder';
import { toyClipmapper } from '../../models/fixtures/clipmapper';
import { dropFile } from '../support/give';
import { TOY_MODEL, useToyModel } from '../support/models';
import { photograph } from '../support/pictures';
import { ask, computedOn, settled, uploaded } from '../support/playground';
import { copyLink, copyPhotographLink, exported, verification, verifiedInNode } from '../support/share';
import { expect, test } from '../support/test';
import { isWhole, ONLY_WHOLE } from '../support/whole';

type Backend = 'wasm' | 'webgpu';
const NAMES: Readonly<Record<Backend, string>> = { wasm: 'WASM', webgpu: 'WebGPU' };
const QUESTION = 'Is there a dog?';

/** Until the model is there. The software adapter compiles its pipelines meanwhile, which takes long beside other work. */
const started = (page: Page, backend: Backend) => computedOn(page, NAMES[backend], { timeout: 180_000 });

/** Whoever opens the link: another profile, on a backend of its own. */
async function readerOf(
  browser: Browser,
  link: string,
  backend: Backend,
): Promise<{ page: Page; close(): Promise<void> }> {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  await useToyModel(page);
  const address = new URL(link);
  address.searchParams.set('backend', backend);
  await page.goto(address.href);
  await started(page, backend);
  return { page, close: () => context.close() };
}

const reproduced = (made: string, checked: string) =>
  new RegExp(`^Reproduced on ${checked} \\(made on ${made}\\): largest difference .* of the relevance`);

let folder: string;
test.beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'whylight-across-'));
  await writeModelFolder(path.join(folder, 'toy'), await toyClipmapper(TOY_MODEL));
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

for (const [made, checked] of [
  ['wasm', 'webgpu'],
  ['webgpu', 'wasm'],
] as const) {
  test(`what was made on ${NAMES[made]} is reproduced on ${NAMES[checked]} and in Node @webgpu-only`, async ({
    page,
    browser,
    openPlayground,
  }) => {
    // Either way starts the software adapter, which takes most of a minute; one of them is seen with every change.
    test.skip(made === 'wasm' && !isWhole, ONLY_WHOLE);
    await useToyModel(page);
    test.setTimeout(480_000);
    await openPlayground({ backend: made });
    await started(page, made);
    await settled(page);
    const sent = await ask(page, QUESTION);
    const ofScene = await copyLink(page);
    const file = path.join(folder, `${made}.json`);
    await writeFile(file, (await exported(page, 'JSON')).bytes);
    await uploaded(page, await photograph(320, 240));
    const ofPhotograph = await copyPhotographLink(page, 'picture');

    const inNode = ['--model', path.join(folder, 'toy')];
    for (const link of [ofScene, ofPhotograph])
      expect(await verifiedInNode(link, ...inNode)).toMatch(reproduced(NAMES[made], 'the CPU'));
    expect(await verifiedInNode(file, ...inNode)).toMatch(/^Reproduced: largest difference/);

    const reader = await readerOf(browser, ofScene, checked);
    await expect(verification(reader.page)).toHaveText(reproduced(NAMES[made], NAMES[checked]));
    expect((await settled(reader.page)).image).toEqual(sent.image);
    await dropFile(reader.page, file);
    await expect(verification(reader.page)).toHaveText(/^Reproduced: largest difference/);
    await reader.close();

    const other = await readerOf(browser, ofPhotograph, checked);
    await expect(verification(other.page)).toHaveText(reproduced(NAMES[made], NAMES[checked]));
    await other.close();
  });
}
