import path from 'node:path';
import { byId, entriesOf, idOf, normalId, textOf, type Entry } from './entries';
import { badData, isRecord, readJsonFile } from './json';
import { listFiles } from './list';

/** A question with its right answer. */
export interface LabelledQuestion {
  readonly id: string;
  readonly imageId: string;
  readonly text: string;
  readonly answer: string;
  /** `answer_type` of its annotation, where it has one. */
  readonly type?: string;
  /** What each person answered, where the annotation lists it. */
  readonly people?: readonly string[];
  /** The entries that it comes from, for errors. */
  readonly where: string;
  readonly answerWhere: string;
}

/** A folder in VQAv2's format, read and checked, except that no image has been opened. */
export interface QuestionFolder {
  readonly dir: string;
  readonly questions: readonly LabelledQuestion[];
  /** Image files by id, of the images that questions ask about. */
  readonly images: ReadonlyMap<string, string>;
}

const IMAGE = /\.(jpe?g|png|webp|gif|avif|tiff?)$/i;

/**
 * Reads a folder in VQAv2's format (Goyal et al. 2017, arXiv 1612.00837): one or more JSON files with a list
 * `questions` (`question_id`, `image_id`, `question`), one or more with a list `annotations` (`question_id`,
 * `multiple_choice_answer`; `answer_type` and `answers` if there are any), and images, in the folder or below it, named by
 * their id alone (`123.png`) or with it at the end (`COCO_train2014_000000000123.jpg`). JSON files are recognised by what is
 * in them, not by their names; COCO's own annotations (captions, boxes, outlines), which often lie beside, are passed over.
 * @throws WhylightError ('bad-input') naming file and entry: malformed JSON, ids that stand twice, questions without
 * annotation and the reverse, missing and ambiguous images
 */
export async function readQuestionFolder(dir: string): Promise<QuestionFolder> {
  const files = await listFiles(
    dir,
    `There is no dataset "${dir}": name scenes, or a folder with questions, annotations and images in VQAv2's format.`,
  );
  const lists = await readLists(files.filter((file) => /\.json$/i.test(file)));
  for (const [key, found] of Object.entries(lists)) {
    if (found.length > 0) continue;
    throw badData(
      `No JSON file in "${dir}" has a list "${key}" with entries in it; a folder in VQAv2's format needs questions and annotations.`,
    );
  }
  const questions = byId(lists.questions, 'question_id');
  const annotations = byId(lists.annotations, 'question_id');
  const asked = [...questions].map(([id, question]) => pair(id, question, annotations.get(id)));
  for (const [id, { where }] of annotations) {
    if (!questions.has(id)) throw badData(`${where} annotates the question ${id}, which there is none of.`);
  }
  return { dir, questions: asked, images: findImages(dir, files, asked) };
}

function pair(id: string, question: Entry, annotation: Entry | undefined): LabelledQuestion {
  const { where } = question;
  if (!annotation) throw badData(`${where} has no annotation: none has the question_id ${id}.`);
  const imageId = idOf(question, 'image_id');
  if (annotation.fields['image_id'] !== undefined && idOf(annotation, 'image_id') !== imageId) {
    throw badData(`${annotation.where} is about another image than the question ${id}, ${where}.`);
  }
  return {
    id,
    imageId,
    text: textOf(question, 'question'),
    answer: textOf(annotation, 'multiple_choice_answer'),
    ...(annotation.fields['answer_type'] === undefined ? {} : { type: textOf(annotation, 'answer_type') }),
    ...peopleOf(annotation),
    where,
    answerWhere: annotation.where,
  };
}

function peopleOf({ fields, where }: Entry): { people?: string[] } {
  const { answers } = fields;
  if (answers === undefined) return {};
  if (!Array.isArray(answers)) throw badData(`${where} has "answers", but not as a list.`);
  return {
    people: answers.map((one: unknown, i) => {
      const place = `${where}.answers[${i}]`;
      if (!isRecord(one)) throw badData(`${place} is no object; see VQAv2's format.`);
      return textOf({ fields: one, where: place }, 'answer');
    }),
  };
}

async function readLists(files: readonly string[]): Promise<Record<'questions' | 'annotations', Entry[]>> {
  const lists: Record<'questions' | 'annotations', Entry[]> = { questions: [], annotations: [] };
  for (const file of files) {
    const json = await readJsonFile(file);
    if (!isRecord(json)) continue;
    for (const key of ['questions', 'annotations'] as const) {
      const list = json[key];
      if (list === undefined) continue;
      if (!Array.isArray(list)) throw badData(`"${file}" has "${key}", but not as a list.`);
      if (key === 'annotations' && isAboutImages(list)) continue;
      for (const entry of entriesOf(file, key, list)) lists[key].push(entry);
    }
  }
  return lists;
}

/** What COCO's annotations of images hold, and none of questions. */
const OF_IMAGES = ['caption', 'bbox', 'segmentation', 'category_id', 'keypoints'];

const isAboutImages = (list: readonly unknown[]): boolean =>
  list.length > 0 &&
  list.every(
    (entry) =>
      isRecord(entry) && !('question_id' in entry) && OF_IMAGES.some((name) => Object.hasOwn(entry, name)),
  );

function findImages(
  dir: string,
  files: readonly string[],
  asked: readonly LabelledQuestion[],
): Map<string, string> {
  const named = new Map<string, string[]>();
  for (const file of files.filter((name) => IMAGE.test(name))) {
    for (const id of idsOf(path.basename(file).replace(IMAGE, ''))) {
      named.set(id, [...(named.get(id) ?? []), file]);
    }
  }
  const images = new Map<string, string>();
  for (const { imageId, where } of asked) {
    if (images.has(imageId)) continue;
    const found = named.get(imageId) ?? [];
    if (found.length === 0) {
      throw badData(
        `${where} asks about the image ${imageId}, which is not in "${dir}": put it there as ${imageId}.jpg or .png.`,
      );
    }
    if (found.length > 1) {
      throw badData(
        `${where} asks about the image ${imageId}, and ${found.length} files may be it (${found.join(', ')}): leave one.`,
      );
    }
    images.set(imageId, found[0]!);
  }
  return images;
}

/** Ids that a file's name may stand for: the whole name, and the number after its last `_`. */
function idsOf(name: string): string[] {
  const number = /_(\d+)$/.exec(name)?.[1];
  return [...new Set([normalId(name), ...(number === undefined ? [] : [normalId(number)])])];
}
