/** Model files that are not what they should be: one clear sentence each, and all is well once the right files are there. */
import type { Page } from '@playwright/test';
import { sha256Hex } from '../../src/weights/digest';
import { bundled, replaceModelFiles, restoreModelFiles, type Files } from '../support/models';
import { questionBox, settled, statusLine } from '../support/playground';
import { expect, test } from '../support/test';

const WEIGHTS = 'model.safetensors';
const QUESTION = 'Is there a dog?';

async function wrongDigest(): Promise<Files> {
  const weights = await bundled(WEIGHTS);
  weights[weights.length - 1]! ^= 1;
  return { [WEIGHTS]: weights };
}

/** Weights in which a tensor has another name; the manifest agrees with them. */
async function missingTensor(name: string): Promise<Files> {
  const weights = await bundled(WEIGHTS);
  const length = Number(weights.readBigUInt64LE(0));
  const header = weights.toString('utf8', 8, 8 + length);
  expect(header).toContain(`"${name}"`);
  // As long as before, so that nothing else in the file moves.
  weights.write(header.replace(`"${name}"`, `"${name.replace('weight', 'missed')}"`), 8);
  const manifest = JSON.parse((await bundled('manifest.json')).toString()) as {
    files: { path: string; sha256: string }[];
  };
  manifest.files.find(({ path }) => path === WEIGHTS)!.sha256 = await sha256Hex(weights);
  return { [WEIGHTS]: weights, 'manifest.json': JSON.stringify(manifest) };
}

/** One sentence for a person: no stack, nothing undefined, no line breaks. */
async function expectSaid(page: Page, said: RegExp): Promise<void> {
  await expect(statusLine(page)).toHaveText(said);
  const sentence = await statusLine(page).innerText();
  expect(sentence).toMatch(/^\S.*\.$/);
  expect(sentence).not.toMatch(/undefined|\[object|\n|\bat .*:\d+/);
  await expect(questionBox(page)).toHaveValue(QUESTION);
}

const TENSOR = 'vision_model.pre_layrnorm.weight';
const PAGE = '<!doctype html><title>Not found</title>';

/** What is wrong, the files, and what is said about them. */
const CASES: readonly (readonly [string, () => Promise<Files>, RegExp])[] = [
  ['a wrong digest', wrongDigest, /model\.safetensors is not the file that .*manifest\.json names .*SHA-256/],
  ['a missing tensor', () => missingTensor(TENSOR), /vision_model\.pre_layrnorm\.weight/],
  [
    'a web page in its place',
    () => Promise.resolve({ [WEIGHTS]: PAGE }),
    /is a web page, not a model's file/,
  ],
  [
    'a manifest cut off',
    () => Promise.resolve({ 'manifest.json': '{"schema": 1,' }),
    /manifest\.json .*not JSON/,
  ],
];

test('a broken model is named, and the right one is taken up without a reload', async ({
  page,
  openPlayground,
}) => {
  const retry = page.getByRole('button', { name: 'Try again' });
  await page.route('**/models/stickers/manifest.json', (route) => route.fulfill({ status: 404 }));
  await openPlayground();
  await expect(page.getByRole('button', { name: 'A picnic' })).toHaveAttribute('aria-pressed', 'true');
  await questionBox(page).fill(QUESTION);
  await expectSaid(page, /manifest\.json/);

  for (const [what, files, said] of CASES) {
    await test.step(what, async () => {
      await restoreModelFiles(page);
      await replaceModelFiles(page, await files());
      await retry.click();
      await expectSaid(page, said);
    });
  }

  await restoreModelFiles(page);
  await retry.click();
  expect((await settled(page)).question).toBe(QUESTION);
});
