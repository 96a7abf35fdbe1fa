import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WhylightError } from '../../src/tensor/error';
import { readQuestionFolder } from './folder';

const QUESTIONS = {
  questions: [
    { question_id: 1, image_id: 1, question: 'is it red?' },
    { question_id: 2, image_id: 2, question: 'is it “blue”?' },
  ],
};
const ANNOTATIONS = {
  annotations: [1, 2].map((id) => ({ question_id: id, image_id: id, multiple_choice_answer: 'yes' })),
};

let dir = '';
const at = (...names: string[]) => path.join(dir, ...names);
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'whylight-folder-'));
  await writeFile(at('questions.json'), JSON.stringify(QUESTIONS));
  await writeFile(at('annotations.json'), JSON.stringify(ANNOTATIONS));
  for (const id of [1, 2]) await writeFile(at(`COCO_val2014_00000000000${id}.jpg`), 'picture');
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const texts = async () => (await readQuestionFolder(dir)).questions.map(({ text }) => text);
const refusal = async (): Promise<Error> => {
  const error: unknown = await readQuestionFolder(dir).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(WhylightError);
  return error as Error;
};

describe('a folder of questions from real life', () => {
  it.each([
    ['UTF-8 with a mark', (text: string) => Buffer.from(`\ufeff${text}`)],
    ['UTF-16, as PowerShell writes it', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 the other way round', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['lines of Windows', (text: string) => Buffer.from(text.replace(/\n/g, '\r\n'))],
  ])('is read in %s', async (_, encoded) => {
    await writeFile(at('questions.json'), encoded(JSON.stringify(QUESTIONS, null, 2)));
    expect(await texts()).toEqual(['is it red?', 'is it “blue”?']);
  });

  it('is read past the files that macOS leaves behind', async () => {
    await mkdir(at('__MACOSX'));
    for (const name of ['._COCO_val2014_000000000001.jpg', '._questions.json', '__MACOSX/1.jpg', '.DS_Store'])
      await writeFile(at(name), Buffer.from([0, 5, 22, 7, 0, 2]));
    const { images } = await readQuestionFolder(dir);
    expect(images.get('1')).toBe(at('COCO_val2014_000000000001.jpg'));
  });

  it("is read past COCO's captions and boxes", async () => {
    const captions = [{ image_id: 1, id: 7, caption: 'a cat' }];
    await writeFile(at('captions_val2014.json'), JSON.stringify({ annotations: captions, images: [] }));
    await writeFile(at('instances.json'), JSON.stringify({ annotations: [{ id: 1, bbox: [0, 0, 1, 1] }] }));
    expect(await texts()).toHaveLength(2);
    // An annotation of a question that lacks its id is still a mistake.
    await writeFile(
      at('annotations.json'),
      JSON.stringify({ annotations: [{ multiple_choice_answer: 'yes' }] }),
    );
    expect((await refusal()).message).toMatch(/annotations\[0\] has nothing as its question_id/);
  });

  it('is read through links to files and folders, also where they lead in circles', async () => {
    const elsewhere = await mkdtemp(path.join(tmpdir(), 'whylight-elsewhere-'));
    await cp(at('COCO_val2014_000000000001.jpg'), path.join(elsewhere, '1.jpg'));
    await cp(at('COCO_val2014_000000000002.jpg'), path.join(elsewhere, 'two.jpg'));
    for (const id of [1, 2]) await rm(at(`COCO_val2014_00000000000${id}.jpg`));
    await symlink(elsewhere, at('images'));
    await symlink(path.join(elsewhere, 'two.jpg'), at('2.jpg'));
    await symlink(dir, at('circle'));
    await symlink(at('nowhere'), at('9.jpg'));
    const { images } = await readQuestionFolder(dir);
    expect([...images.values()]).toEqual([at('images', '1.jpg'), at('2.jpg')]);
    await rm(elsewhere, { recursive: true });
  });

  it('is refused without saying again what strangers wrote of controls', async () => {
    await writeFile(at('questions.json'), '\u0000\u001b[31m{"questions":[');
    const { message } = await refusal();
    expect(message).toMatch(/questions\.json" is not valid JSON/);
    // eslint-disable-next-line no-control-regex -- none of them may be there
    expect(message).not.toMatch(/[\u0000-\u001f\u007f]/);
  });
});
