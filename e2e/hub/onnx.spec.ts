/** A classifier as transformers.js has it: chosen from this device, explained without a question, and linked. */
import { CLASSIFIER_LABELS, classifierFolder } from '../../models/imported/testing/classifier';
import { useLocalFiles } from '../support/hub';
import { answers, last, linkInBar, questionBox, settled } from '../support/playground';
import { expect, test } from '../support/test';

test('an ONNX classifier says what it sees, takes no question, and says why', async ({
  page,
  openPlayground,
}) => {
  await openPlayground();
  const before = await settled(page);
  await useLocalFiles(page, classifierFolder());
  await expect(answers(page)).toContainText(CLASSIFIER_LABELS[0]!);
  const found = await settled(page);
  expect(found.answers.map(({ text }) => text).sort()).toEqual([...CLASSIFIER_LABELS].sort());
  expect(found.question).toBe('');
  expect(found.image).not.toEqual(before.image);
  await expect(questionBox(page)).toBeHidden();
  const [first] = found.answers;
  await answers(page).getByRole('button').nth(1).click();
  await expect.poll(async () => (await last(page)).target.answer).not.toBe(first!.text);
  await expect(page.getByRole('figure').first()).toBeVisible();
  expect(await linkInBar(page)).toContain('#');
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.getByText('This model takes no question.')).toBeVisible();
  await expect(questionBox(page)).toBeHidden();
});
