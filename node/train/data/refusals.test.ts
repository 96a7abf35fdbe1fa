import { rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clipPreprocessing } from '../../../src/image/config';
import { WhylightError } from '../../../src/tensor/error';
import { colourFolder, type ColourFolder } from '../testing/colours';
import { readQuestionFolder } from '../../data/folder';
import { Pictures } from './pictures';
import { prepareData, type DataOptions } from './prepare';

let data: ColourFolder;
beforeEach(async () => {
  data = await colourFolder(3);
});
afterEach(() => rm(data.dir, { recursive: true }));

const QUESTIONS = 'v2_OpenEnded_mscoco_train2014_questions.json';
const ANNOTATIONS = 'v2_mscoco_train2014_annotations.json';

/** Everything that is looked at before training begins. */
async function prepare(more: Partial<DataOptions> = {}) {
  const folder = await readQuestionFolder(data.dir);
  await new Pictures(folder, clipPreprocessing(16)).check();
  return prepareData(folder, { seed: 1, validation: 0, answers: 10, ...more });
}

async function refusal(more: Partial<DataOptions> = {}): Promise<string> {
  const error = await prepare(more).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(WhylightError);
  const { code, message } = error as WhylightError;
  expect(code).toBe('bad-input');
  expect(message).not.toContain('\n');
  return message;
}

describe("a folder in VQAv2's format", () => {
  it('is read: images by plain and by COCO names, lists by their keys', async () => {
    const { answers, train, validation } = await prepare();
    expect(train.map(({ imageId }) => imageId)).toEqual(['1', '2', '3']);
    expect(train[0]!.questions).toHaveLength(3);
    expect(validation).toEqual([]);
    // Right halves are all red; left ones green, blue, yellow: once each, so in code-unit order.
    expect(answers).toEqual(['no', 'red', 'blue', 'green', 'yellow']);
  });

  it('is split by image and seed, the same way whatever else is in the folder', async () => {
    const sides = async () => {
      const { train, validation } = await prepare({ validation: 0.5, seed: 7 });
      return new Map([...train, ...validation].map((image) => [image.imageId, train.includes(image)]));
    };
    const all = await sides();
    expect(all.size).toBe(3);
    data.questions.splice(0, 3);
    data.annotations.splice(0, 3);
    await data.write();
    for (const [id, isTrain] of await sides()) expect(isTrain).toBe(all.get(id));
  });

  it('is refused when JSON is malformed, with file and line', async () => {
    await writeFile(path.join(data.dir, QUESTIONS), '{"questions": [\n{"question_id": 1,}\n]}');
    expect(await refusal()).toMatch(new RegExp(`${QUESTIONS}" is not valid JSON at line 2`));
  });

  it('is refused when a question id stands twice, with both entries', async () => {
    data.questions[4]!.question_id = data.questions[1]!.question_id;
    await data.write();
    expect(await refusal()).toMatch(
      /questions\[4\] has the question_id 101, which ".*questions\[1\] has already/,
    );
  });

  it('is refused when an annotation stands twice', async () => {
    data.annotations.push({ ...data.annotations[2]! });
    await data.write();
    expect(await refusal()).toMatch(
      new RegExp(`${ANNOTATIONS}", annotations\\[9\\] has the question_id 102`),
    );
  });

  it('is refused when a question has no annotation, or an annotation no question', async () => {
    const [last] = data.annotations.splice(8, 1);
    await data.write();
    expect(await refusal()).toMatch(new RegExp(`${QUESTIONS}", questions\\[8\\] has no annotation`));
    data.annotations.push(last!);
    data.questions.splice(8, 1);
    await data.write();
    expect(await refusal()).toMatch(/annotations\[8\] annotates the question 308, which there is none of/);
  });

  it('is refused when an image is missing, or two files may be it', async () => {
    await rm(data.image(2));
    expect(await refusal()).toMatch(/questions\[3\] asks about the image 2, which is not in/);
    await writeFile(path.join(data.dir, '2.jpg'), '');
    await writeFile(path.join(data.dir, 'COCO_val2014_000000000002.jpg'), '');
    expect(await refusal()).toMatch(/the image 2, and 2 files may be it \(.*2\.jpg, .*0002\.jpg\)/);
  });

  it('is refused when an image cannot be read, with the question that asks about it', async () => {
    await truncate(data.image(3), 60);
    expect(await refusal()).toMatch(/0003\.png” is .* \(asked about by ".*", questions\[6\]\)/);
  });

  it('is refused when an answer is not in the given vocabulary; rare ones are dropped and counted otherwise', async () => {
    const file = path.join(data.dir, 'answers.txt');
    await writeFile(file, 'red\nno\nblue\ngreen\n');
    expect(await refusal({ vocabulary: file })).toMatch(
      /annotations\[6\] has the answer "yellow", which is not in the vocabulary ".*answers\.txt"/,
    );
    const { dropped, train } = await prepare({ answers: 2 });
    expect(dropped).toEqual({ questions: 3, answers: 3 });
    expect(train.flatMap(({ questions }) => questions)).toHaveLength(6);
    await writeFile(file, 'red\nno\nred\n');
    expect(await refusal({ vocabulary: file })).toMatch(/has the answer "red" as entries 1 and 3/);
  });

  it('is refused when entries are not what they should be', async () => {
    Object.assign(data.questions[1]!, { question: ' ' });
    await data.write();
    expect(await refusal()).toMatch(/questions\[1\] has " " as its question/);
    Object.assign(data.questions[1]!, { question: 'Why?', image_id: 1.5 });
    await data.write();
    expect(await refusal()).toMatch(/questions\[1\] has 1\.5 as its image_id/);
    Object.assign(data.questions[1]!, { image_id: 1 });
    Object.assign(data.annotations[5]!, { answers: [{ answer: 'red' }, { answer: 3 }] });
    await data.write();
    expect(await refusal()).toMatch(/annotations\[5\]\.answers\[1\] has 3 as its answer/);
    await rm(path.join(data.dir, ANNOTATIONS));
    expect(await refusal()).toMatch(/has a list "annotations"/);
    await expect(readQuestionFolder(path.join(data.dir, 'none'))).rejects.toThrow('There is no dataset');
  });
});
