/**
 * Bad input gets one clear sentence, and nothing is lost: picture, question and the last explanation stay. Files and
 * questions come one after another on one page, as from one unlucky person.
 */
import type { Page } from '@playwright/test';
import {
  animatedPicture,
  BLUE,
  bombPicture,
  hugePhotograph,
  photograph,
  RED,
  rotatedPhotograph,
  transparentPicture,
  type PictureFile,
} from '../support/pictures';
import {
  ask,
  colourAt,
  last,
  questionBox,
  settled,
  statusLine,
  upload,
  uploaded,
} from '../support/playground';
import { another, dropTexts } from '../support/give';
import { expect, test } from '../support/test';

const QUESTION = 'Is there a dog?';

/** Near a colour: JPEG and resizing shift it a little. */
function expectColour(seen: readonly number[], expected: readonly number[]): void {
  expected.forEach((value, i) =>
    expect(Math.abs(seen[i]! - value), `channel ${i}: ${String(seen)}`).toBeLessThan(25),
  );
}

/** One sentence: it starts like one, ends like one, and says neither `undefined` nor a stack. */
function expectSentence(text: string): void {
  expect(text).toMatch(/^[“A-Z].*\.$/);
  expect(text).not.toMatch(/undefined|\[object|\bat .*:\d+|\bError\b/);
}

/** Gives a file that can't be used, and checks what is said and that everything is as before. */
async function refuse(page: Page, file: PictureFile, said: RegExp): Promise<void> {
  const before = await last(page);
  await upload(page, file);
  await expect(statusLine(page)).toHaveText(said);
  expectSentence(await statusLine(page).innerText());
  expect(await last(page)).toEqual(before);
  await expect(questionBox(page)).toHaveValue(before.question);
  await page.getByRole('button', { name: 'Dismiss the error' }).click();
  expect(await settled(page)).toEqual(before);
}

test('pictures that are none, or are unusual', async ({ page, openPlayground }) => {
  await openPlayground();
  await settled(page);
  await ask(page, QUESTION);
  await test.step('one dragged out of another page is taken, or it is said why not', async () => {
    const before = await last(page);
    await dropTexts(page, {
      'text/uri-list': 'https://pictures.example/page',
      'text/html': '<a href="/page"><img src="https://pictures.example/cat.png"></a>',
    });
    await expect(statusLine(page)).toHaveText(/The picture lies at pictures\.example/);
    expectSentence(await statusLine(page).innerText());
    expect(await last(page)).toEqual(before);
    const { buffer } = await transparentPicture();
    const address = `data:image/png;base64,${buffer.toString('base64')}`;
    await dropTexts(page, { 'text/html': `<img src="${address}">` });
    const { image } = await another(page, before);
    expect(image.sha256).not.toBe(before.image.sha256);
  });
  const photo = await photograph(480, 360);
  await uploaded(page, photo);

  await test.step('a file that is no image', () =>
    refuse(
      page,
      { name: 'notes.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('Buy milk, bread and a cat.') },
      /“notes\.jpg” is not an image.*choose/,
    ));

  await test.step('a truncated image', () =>
    refuse(
      page,
      { ...photo, name: 'half.jpg', buffer: photo.buffer.subarray(0, photo.buffer.length / 2) },
      /“half\.jpg” is cut off/,
    ));

  await test.step('an image whose contents are damaged', () =>
    refuse(
      page,
      {
        ...photo,
        name: 'broken.jpg',
        buffer: Buffer.concat([
          photo.buffer.subarray(0, 2),
          Buffer.alloc(64, 255),
          Buffer.from([0xff, 0xd9]),
        ]),
      },
      /“broken\.jpg”/,
    ));

  await test.step('a 0-byte file', () =>
    refuse(
      page,
      { name: 'nothing.png', mimeType: 'image/png', buffer: Buffer.alloc(0) },
      /“nothing\.png” is empty/,
    ));

  await test.step('a picture that unpacks to more than there is room for', () =>
    refuse(
      page,
      bombPicture(),
      /“bomb\.png” has 20000 × 20000 pixels \(400 megapixels\), more than the 100 megapixels/,
    ));

  await test.step('a 60-megapixel photo', async () => {
    const { image, question } = await uploaded(page, await hugePhotograph());
    expect(question).toBe(QUESTION);
    // What the model gets is one resize away from the original.
    expect([image.width, image.height]).toEqual([10_000, 6_000]);
    expectColour(await colourAt(page, 0.1, 0.5), RED);
    expectColour(await colourAt(page, 0.9, 0.5), BLUE);
  });

  await test.step('a transparent PNG lies on white', async () => {
    await uploaded(page, await transparentPicture());
    expectColour(await colourAt(page, 0.2, 0.5), RED);
    expectColour(await colourAt(page, 0.8, 0.5), [255, 255, 255]);
  });

  await test.step('of an animated GIF the first frame is taken', async () => {
    const { image } = await uploaded(page, await animatedPicture());
    expect([image.width, image.height]).toEqual([120, 120]);
    expectColour(await colourAt(page, 0.5, 0.5), RED);
  });

  await test.step('an EXIF-rotated JPEG is shown upright', async () => {
    const { image, question } = await uploaded(page, await rotatedPhotograph());
    expect([image.width, image.height]).toEqual([200, 400]);
    expectColour(await colourAt(page, 0.5, 0.1), RED);
    expectColour(await colourAt(page, 0.5, 0.9), BLUE);
    expect(question).toBe(QUESTION);
  });
});

test('questions that are none, or too long, or of unknown words', async ({ page, openPlayground }) => {
  await openPlayground();
  const { image } = await settled(page);

  await test.step('an empty question', async () => {
    for (const nothing of ['', '   ']) {
      await questionBox(page).fill(nothing);
      await expect(statusLine(page)).toHaveText('Ready');
      await expect(page.getByText('Ask something about this picture.')).toBeVisible();
      expect(await page.evaluate(() => window.whylight.last())).toBeUndefined();
    }
  });

  await test.step('a 2,000-word question is cut at the model’s length, and that is said', async () => {
    const words = Array.from({ length: 2000 }, (_, i) => (i % 2 ? 'dog' : 'red')).join(' ');
    await questionBox(page).fill(words);
    // No file and no link holds more than the first 4,000 letters, of which the model reads a few.
    await page.waitForFunction((asked) => window.whylight.last()?.question === asked, words.slice(0, 4000));
    const document = await settled(page);
    expect(document.tokens.length).toBeLessThanOrEqual(77);
    await expect(page.getByText(`The question was cut at ${document.tokens.length} tokens`)).toBeVisible();
    await expect(questionBox(page)).toHaveValue(words.slice(0, 4000));
  });

  await test.step('words that the tokenizer has never seen', async () => {
    const document = await ask(page, 'Is the flibberzq beside the 😀?');
    expect(document.answers[0]!.probability).toBeGreaterThan(0);
    const notice = page.getByText(/“flibberzq”/);
    await expect(notice).toBeVisible();
    expectSentence(await notice.innerText());
    await expect(page.getByRole('list', { name: 'Weighted, question' })).toContainText('flibberzq');
  });

  expect((await ask(page, QUESTION)).image.sha256).toBe(image.sha256);
});
