/** What a person does on the page and sees there. Everything is found by the names that assistive technology uses. */
import { expect, type Page, type Worker } from '@playwright/test';
import type {} from '../../app/main';
import { onBoth, type Explanation } from './explanation';
import type { PictureFile } from './pictures';

export const questionBox = (page: Page) => page.getByRole('textbox', { name: 'Question' });
export const statusLine = (page: Page) => page.locator('.status');
/** What ran where, and each time. */
export const computedOn = async (page: Page, said: string | RegExp, options = {}): Promise<void> =>
  expect(statusLine(page)).toHaveAttribute(
    'title',
    typeof said === 'string' ? new RegExp(said) : said,
    options,
  );
export const answers = (page: Page) => page.getByRole('list', { name: 'Answers' });

/** The explanation on show; there must be one. */
export async function last(page: Page): Promise<Explanation> {
  const document = await page.evaluate(() => window.whylight.last());
  if (!document) throw new Error('No explanation is on show yet.');
  return onBoth(document);
}

/** Waits until the page is at rest with an explanation on show, and returns it. */
export async function settled(page: Page): Promise<Explanation> {
  await expect(statusLine(page)).toHaveText(/Answered and explained in /);
  return last(page);
}

/** More than the address bar waits before it follows what is on show. */
const PAUSE = 900;

/** The address once it rests: the link of what is on show. */
export async function linkInBar(page: Page): Promise<string> {
  for (;;) {
    const link = page.url();
    await page.waitForTimeout(PAUSE);
    if (page.url() === link) return link;
  }
}

/** Waits until an answer is the one that is explained. */
export async function explained(page: Page, answer: string): Promise<void> {
  await page.waitForFunction((text) => window.whylight.last()?.target.answer === text, answer);
}

/** The last word of the question on show, as it stands in lists of words. */
export async function noun(page: Page): Promise<string> {
  return (await last(page)).question.match(/\w+/g)!.at(-1)!;
}

/** Asks, and waits for the maps that answer it. */
export async function ask(page: Page, question: string): Promise<Explanation> {
  await questionBox(page).fill(question);
  await page.waitForFunction((asked) => window.whylight.last()?.question === asked, question);
  return settled(page);
}

/** Opens what the + tile opens; on a phone it lies in a sheet. */
export async function openMenu(page: Page): Promise<void> {
  const sheet = page.getByRole('button', { name: 'Choose the picture' });
  if (await sheet.isVisible()) await sheet.click();
  await page.getByRole('button', { name: 'Open a picture, a model, or a saved explanation' }).click();
}

/** Chooses one of the tiles, or a scene that is not among them. */
export async function choosePicture(page: Page, title: string): Promise<void> {
  const sheet = page.getByRole('button', { name: 'Choose the picture' });
  if (await sheet.isVisible()) await sheet.click();
  const tile = page.getByRole('group', { name: 'Pictures' }).getByRole('button', { name: title });
  if (await tile.isVisible()) return tile.click();
  await page.getByRole('button', { name: 'Open a picture, a model, or a saved explanation' }).click();
  await page.getByRole('group', { name: 'Scenes' }).getByRole('button', { name: title }).click();
}

/** Gives a file by the button, as a person would. */
export async function upload(page: Page, file: PictureFile): Promise<void> {
  await openMenu(page);
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a file' }).click();
  await (await chooser).setFiles({ ...file });
}

/** Where a model that knows photographs is offered in the place of the maps, asks for the guess all the same. */
export async function showGuess(page: Page): Promise<void> {
  const guess = page.getByRole('button', { name: 'Show where its guess came from' });
  await expect(guess.or(page.locator('.columns')).first()).toBeVisible();
  if (await guess.isVisible()) await guess.click();
}

/** Gives a file and waits for the maps on it, be they a guess. */
export async function uploaded(page: Page, file: PictureFile): Promise<Explanation> {
  const before = (await page.evaluate(() => window.whylight.last()))?.image?.sha256;
  await upload(page, file);
  await page.waitForFunction((old) => {
    const now = window.whylight.last()?.image?.sha256;
    return now !== undefined && now !== old;
  }, before);
  await showGuess(page);
  return settled(page);
}

/** Gives a file and asks, at once, as one may while the model still loads; waits for the maps that answer. */
export async function askAbout(page: Page, file: PictureFile, question: string): Promise<Explanation> {
  const sample = page.getByRole('button', { name: 'A picnic' });
  // The page opens with its first sample; what is given before that would be a race.
  await expect(sample).toHaveAttribute('aria-pressed', 'true');
  await upload(page, file);
  await expect(sample).toHaveAttribute('aria-pressed', 'false');
  const document = await ask(page, question);
  await showGuess(page);
  return document;
}

/** Colour of the picture on show at a point, given as shares of its width and height. */
export async function colourAt(page: Page, x: number, y: number): Promise<number[]> {
  const canvas = page.getByRole('figure', { name: 'Weighted relevance' }).locator('canvas.picture');
  return canvas.evaluate(
    (element: HTMLCanvasElement, [left, top]) => {
      const at = [Math.floor(left * element.width), Math.floor(top * element.height)] as const;
      return [...element.getContext('2d')!.getImageData(...at, 1, 1).data];
    },
    [x, y] as const,
  );
}

/** The worker that runs the model (the runtime's threads are workers of their own). */
export function modelWorker(page: Page): Worker {
  const found = page
    .workers()
    .filter((worker) => worker.url().includes('explain.worker'))
    .at(-1);
  if (!found) throw new Error('The page has started no worker.');
  return found;
}
