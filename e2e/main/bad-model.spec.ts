/** Model files that are not what they should be: one clear sentence, and all is well once the right file is there. */
import type { Page } from '@playwright/test';
import { sha256Hex } from '../../models/hub/digest';
import { bundled, replaceModelFiles, restoreModelFiles, type Files } from '../support/models';
import { questionBox, settled, statusLine } from '../support/playground';
import { expect, test } from '../support/test';

const WEIGHTS = 'model.safetensors';
const QUESTION = 'Is there a dog?';

/** The page with these model files: it says what is wrong, keeps the question, and works once the files are right. */
async function expectRefusal(
  page: Page,
  open: () => Promise<void>,
  files: Files,
  said: RegExp,
): Promise<void> {
  await replaceModelFiles(page, files);
  await open();
  await expect(statusLine(page)).toHaveText(said);
  const sentence = await statusLine(page).innerText();
  expect(sentence).toMatch(/^\S.*\.$/);
  expect(sentence).not.toMatch(/undefined|\[object|\n/);
  await questionBox(page).fill(QUESTION);
  await restoreModelFiles(page);
  await page.getByRole('button', { name: 'Try again' }).click();
  expect((await settled(page)).question).toBe(QUESTION);
}

test('a model file with a wrong digest', async ({ page, openPlayground }) => {
  const weights = await bundled(WEIGHTS);
  weights[weights.length - 1]! ^= 1;
  await expectRefusal(
    page,
    openPlayground,
    { [WEIGHTS]: weights },
    /model\.safetensors is not the file that .*manifest\.json names .*SHA-256/,
  );
});

test('a model file that lacks a tensor', async ({ page, openPlayground }) => {
  const name = 'vision_model.pre_layrnorm.weight';
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
  await expectRefusal(
    page,
    openPlayground,
    { [WEIGHTS]: weights, 'manifest.json': JSON.stringify(manifest) },
    /vision_model\.pre_layrnorm\.weight/,
  );
});

test('a web page in the place of a model file', async ({ page, openPlayground }) => {
  const html = '<!doctype html><title>Not found</title>';
  await expectRefusal(page, openPlayground, { [WEIGHTS]: html }, /is a web page, not a model's file/);
});

test('a manifest that is no JSON', async ({ page, openPlayground }) => {
  await expectRefusal(
    page,
    openPlayground,
    { 'manifest.json': '{"schema": 1,' },
    /manifest\.json .*not JSON/,
  );
});

test('a model that is not there', async ({ page, openPlayground }) => {
  await page.route('**/models/stickers/manifest.json', (route) => route.fulfill({ status: 404 }));
  await expectRefusal(page, openPlayground, {}, /There is no such file: .*manifest\.json/);
});
