/** The main job on the production build: an image, a question, the answer and why. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { SAMPLES } from '../../src/scene';
import { expectSound } from '../support/explanation';
import { another, dropFile, pastePicture } from '../support/give';
import { sightings, watchExplanations } from '../support/observer';
import { photograph, type PictureFile } from '../support/pictures';
import { askAbout, choosePicture, computedOn, questionBox, settled } from '../support/playground';
import { expect, test } from '../support/test';

/** A photograph from a camera, where one lies beside the repository; one like it otherwise. */
const SHARED_PHOTO = '../shared/data/photos/rocket.jpg';

const realPhotograph = async (): Promise<PictureFile> =>
  existsSync(SHARED_PHOTO)
    ? { name: 'rocket.jpg', mimeType: 'image/jpeg', buffer: readFileSync(SHARED_PHOTO) }
    : photograph();

/** Edits one after another, `pause` milliseconds apart or a little more. */
async function edit(page: Page, questions: readonly string[], pause: number): Promise<void> {
  for (const question of questions) {
    await questionBox(page).fill(question);
    await page.waitForTimeout(pause);
  }
}

/** Edits so quickly, all within one turn of the page's loop, that no answer can come between them. */
async function editAtOnce(page: Page, questions: readonly string[]): Promise<void> {
  await questionBox(page).evaluate((box: HTMLTextAreaElement, texts) => {
    const { set } = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')!;
    for (const text of texts) {
      set!.call(box, text);
      box.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }
  }, questions);
}

const EDITS = ['Is there a dog?', 'Is there a dog or a', 'How many balls are there?'] as const;

test('explains an uploaded photograph, a sample scene and the last of three quick edits @webgpu', async ({
  page,
  backend,
  openPlayground,
}) => {
  test.setTimeout(360_000);
  await openPlayground();
  const photo = await askAbout(page, await realPhotograph(), 'Is there a rocket?');
  expectSound(photo);
  await computedOn(page, backend === 'webgpu' ? 'WebGPU' : 'WASM');
  await expect(page.getByText('This model has only ever seen stickers.')).toBeVisible();

  const sample = SAMPLES.find(({ title }) => title === 'Off the shore')!;
  await choosePicture(page, sample.title);
  await page.waitForFunction((asked) => window.whylight.last()?.question === asked, sample.question);
  const scene = await settled(page);
  expectSound(scene);
  expect(scene.image.sha256).not.toBe(photo.image.sha256);

  await watchExplanations(page);
  await editAtOnce(page, EDITS);
  await page.waitForFunction((asked) => window.whylight.last()?.question === asked, EDITS[2]);
  expectSound(await settled(page));
  expect((await sightings(page)).map(({ answered }) => answered)).toEqual([EDITS[2]]);
});

test('never shows what an edit has overtaken, however the edits fall', async ({ page, openPlayground }) => {
  await openPlayground();
  await settled(page);
  await watchExplanations(page);
  // Pauses around the debounce and around a run's length: some runs are under way when the next edit comes.
  for (const pause of [50, 140, 200, 300]) await edit(page, [...EDITS, 'Is there a cat?'], pause);
  await page.waitForFunction(() => window.whylight.last()?.question === 'Is there a cat?');
  await settled(page);
  for (const { answered, asked } of await sightings(page)) expect(asked).toContain(answered);
});

test('takes a picture that is dropped and one that is pasted', async ({ page, openPlayground }, info) => {
  await openPlayground();
  const scene = await settled(page);

  const file = info.outputPath('dropped.jpg');
  writeFileSync(file, (await photograph(320, 240, 2)).buffer);
  await dropFile(page, file);
  const dropped = await another(page, scene);
  expect(dropped.image).toMatchObject({ width: 320, height: 240 });
  expect(dropped.question).toBe(scene.question);

  await pastePicture(page, await photograph(200, 240, 3));
  const pasted = await another(page, dropped);
  expect(pasted.image).toMatchObject({ width: 200, height: 240 });
  expect(pasted.question).toBe(scene.question);
});
