/** Puts other files in the place of the bundled model's, on their way to the page. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { FolderFiles } from '../../models/hub/folder-write';
import { toyClipmapper } from '../../models/fixtures/clipmapper';

const ADDRESS = '**/models/stickers/';
const BUNDLED = 'dist/models/stickers';

/** Files of a model folder by name, as their bytes. */
export type Files = Readonly<Record<string, Uint8Array | string>>;

/** A file of the bundled model as the build has it. */
export const bundled = (name: string): Promise<Buffer> => readFile(path.join(BUNDLED, name));

/** Answers requests for these files of the model; the others come from the build. Takes effect at the next load. */
export async function replaceModelFiles(page: Page, files: Files): Promise<void> {
  for (const [name, contents] of Object.entries(files)) {
    const body = typeof contents === 'string' ? contents : Buffer.from(contents);
    await page.route(`${ADDRESS}${name}`, (route) =>
      route.fulfill({ body, contentType: typeOf(name, contents) }),
    );
  }
}

/** Lets the bundled model through again. */
export async function restoreModelFiles(page: Page): Promise<void> {
  await page.unrouteAll({ behavior: 'wait' });
}

function typeOf(name: string, contents: Uint8Array | string): string {
  if (typeof contents === 'string' && contents.startsWith('<')) return 'text/html';
  return name.endsWith('.json') ? 'application/json' : 'application/octet-stream';
}

/** A model so small that software WebGPU runs it in a second: everything about it is real but its answers. */
export const TOY_MODEL = { seed: 5, maxTokens: 24 } as const;

export async function useToyModel(page: Page): Promise<void> {
  const files: FolderFiles = await toyClipmapper(TOY_MODEL);
  await replaceModelFiles(page, { ...files });
}
