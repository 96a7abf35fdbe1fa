/** Ways to give the page a picture or a file, other than by its button. */
import type { Page } from '@playwright/test';
import type { Explanation } from './explanation';
import type { PictureFile } from './pictures';
import { settled } from './playground';

/** Drops a file from outside on the page; `path` is where it lies on disk. */
export async function dropFile(page: Page, path: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  const { width, height } = page.viewportSize()!;
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: width / 2, y: height / 3, data });
  await session.detach();
}

/** Drops what a browser makes of something dragged out of another page, by its types. */
export async function dropTexts(page: Page, texts: Readonly<Record<string, string>>): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const items = Object.entries(texts).map(([mimeType, data]) => ({ mimeType, data }));
  const { width, height } = page.viewportSize()!;
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', {
      type,
      x: width / 2,
      y: height / 3,
      data: { items, dragOperationsMask: 1 },
    });
  await session.detach();
}

/** Pastes a picture, as from a screenshot tool, wherever the focus is. */
export async function pastePicture(page: Page, { buffer, name, mimeType }: PictureFile): Promise<void> {
  await page.evaluate(
    ({ bytes, name, mimeType }) => {
      const data = Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0));
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File([data], name, { type: mimeType }));
      document.body.dispatchEvent(
        new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData }),
      );
    },
    { bytes: buffer.toString('base64'), name, mimeType },
  );
}

/** Waits for maps of another picture than the one that `before` explains. */
export async function another(page: Page, before: Explanation): Promise<Explanation> {
  await page.waitForFunction((sha256) => {
    const now = window.whylight.last()?.image?.sha256;
    return now !== undefined && now !== sha256;
  }, before.image.sha256);
  return settled(page);
}
