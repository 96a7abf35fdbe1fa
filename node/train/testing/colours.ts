import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';

const COLOURS: readonly (readonly [string, string])[] = [
  ['red', '#d22'],
  ['green', '#2a3'],
  ['blue', '#23d'],
  ['yellow', '#ee3'],
];

export interface ColourFolder {
  readonly dir: string;
  readonly questions: { question_id: number; image_id: number; question: string }[];
  readonly annotations: { question_id: number; image_id: number; multiple_choice_answer: string }[];
  /** Path of an image. */
  image(id: number): string;
  /** Writes the lists, changed or not, as files. */
  write(): Promise<void>;
}

/**
 * A folder in VQAv2's format, in a new temporary place: images of two halves, each of one of four colours, named in both
 * usual ways; three questions per image, whose answers need both image and question.
 */
export async function colourFolder(images = 16): Promise<ColourFolder> {
  const dir = await mkdtemp(path.join(tmpdir(), 'whylight-train-'));
  await mkdir(path.join(dir, 'images'));
  const image = (id: number) =>
    path.join(
      dir,
      'images',
      id % 2 === 0 ? `${id}.png` : `COCO_train2014_${String(id).padStart(12, '0')}.png`,
    );
  const folder: ColourFolder = {
    dir,
    questions: [],
    annotations: [],
    image,
    async write() {
      const { questions, annotations } = folder;
      const file = (name: string) => path.join(dir, name);
      await writeFile(file('v2_OpenEnded_mscoco_train2014_questions.json'), JSON.stringify({ questions }));
      await writeFile(file('v2_mscoco_train2014_annotations.json'), JSON.stringify({ annotations }));
    },
  };
  for (let id = 1; id <= images; id++) {
    const [left, leftCode] = COLOURS[id % 4]!;
    const [right, rightCode] = COLOURS[Math.floor(id / 4) % 4]!;
    const half = { create: { width: 20, height: 40, channels: 3 as const, background: rightCode } };
    await sharp({ create: { width: 40, height: 40, channels: 3, background: leftCode } })
      .composite([{ input: half, left: 20, top: 0 }])
      .png()
      .toFile(image(id));
    const add = (question: string, answer: string) => {
      const question_id = 100 * id + folder.questions.length;
      folder.questions.push({ question_id, image_id: id, question });
      folder.annotations.push({ question_id, image_id: id, multiple_choice_answer: answer });
    };
    add('What colour is on the left?', left);
    add('What colour is on the right?', right);
    add('Are both sides the same?', left === right ? 'yes' : 'no');
  }
  await folder.write();
  return folder;
}
