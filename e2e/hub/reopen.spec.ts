/** An exported explanation of a model that answers zero-shot brings its candidates and its rival along. */
import { readFile, writeFile } from 'node:fs/promises';
import type { ExplanationDocument } from '../../src/ask/document';
import { dropFile } from '../support/give';
import { useLocalFiles } from '../support/hub';
import { ask, last, settled } from '../support/playground';
import { openShare } from '../support/share';
import { expect, test } from '../support/test';

test('candidates, and a text that was taken as a caption, come back with an exported file', async ({
  page,
  openPlayground,
}, testInfo) => {
  await openPlayground();
  await settled(page);
  await useLocalFiles(page);
  const texts = async () => (await last(page)).answers.map(({ text }) => text).sort();
  await ask(page, 'is it a cat or a dog?');
  const candidates = page.getByRole('region', { name: 'Candidates' });
  await candidates.getByRole('textbox', { name: 'Add candidates' }).fill('a bus');
  await candidates.getByRole('button', { name: 'Add' }).click();
  await expect.poll(texts).toEqual(['a bus', 'a cat', 'a dog']);
  await settled(page);

  const verification = page.getByRole('note', { name: 'Verification' });
  const keep = async (name: string): Promise<string> => {
    await openShare(page);
    const download = page.waitForEvent('download');
    await page.getByRole('dialog', { name: 'Share' }).getByRole('button', { name: /^JSON/ }).click();
    const path = testInfo.outputPath(name);
    await writeFile(path, await readFile(await (await download).path()));
    return path;
  };
  const given = await keep('given.json');
  await candidates.getByRole('radio', { name: 'Text matches image' }).click();
  await expect.poll(texts).toEqual(['(no text)', 'is it a cat or a dog?']);
  await settled(page);
  const caption = await keep('caption.json');
  const choicesOf = async (path: string) =>
    (JSON.parse(await readFile(path, 'utf8')) as ExplanationDocument).choices;
  expect(await choicesOf(given)).toEqual(['a cat', 'a dog', 'a bus']);
  expect(await choicesOf(caption)).toBe('caption');

  await dropFile(page, given);
  await expect(verification).toHaveText(/^Reproduced/);
  await expect(candidates.getByRole('radio', { name: 'Question' })).toBeChecked();
  await expect.poll(texts).toEqual(['a bus', 'a cat', 'a dog']);
  await dropFile(page, caption);
  await expect(verification).toHaveText(/^Reproduced/);
  await expect(candidates.getByRole('radio', { name: 'Text matches image' })).toBeChecked();
});
