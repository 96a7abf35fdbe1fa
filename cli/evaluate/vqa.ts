import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { permutation, prng } from '../../src/relevance';
import { WhylightError } from '../../src/tensor/error';
import { decodeImageFile } from '../image';
import type { Dataset, Item, Picture } from './dataset';

const ID = v.union([v.number(), v.string()]);
const QUESTIONS = v.object({
  questions: v.array(v.object({ question_id: ID, image_id: ID, question: v.string() })),
});
const ANNOTATIONS = v.object({
  annotations: v.array(
    v.object({
      question_id: ID,
      multiple_choice_answer: v.string(),
      answer_type: v.optional(v.string()),
      answers: v.optional(v.array(v.object({ answer: v.string() }))),
    }),
  ),
});
type Annotation = v.InferOutput<typeof ANNOTATIONS>['annotations'][number];

const IMAGE = /\.(jpe?g|png|webp)$/i;

/**
 * A folder in VQAv2's format: one `…questions.json`, one `…annotations.json`, and images whose names end with the
 * image's number (`COCO_val2014_000000000042.jpg`) or are its id, in the folder or one below. With `n`, that many
 * questions drawn by `seed`. @throws WhylightError naming the file and the entry that is wrong
 */
export async function vqaDataset(dir: string, options: { n?: number; seed: number }): Promise<Dataset> {
  const files = await listFiles(dir);
  const questions = await readJson(dir, pick(dir, files, /questions\.json$/i, 'questions'), QUESTIONS);
  const annotations = await readJson(
    dir,
    pick(dir, files, /annotations\.json$/i, 'annotations'),
    ANNOTATIONS,
  );
  const truths = new Map(annotations.annotations.map((one) => [String(one.question_id), one]));
  const images = imagesById(files);
  const chosen = choose(questions.questions, options, dir);
  const byImage = new Map<string, { file: string; items: Item[] }>();
  for (const { question_id, image_id, question } of chosen) {
    const truth = truths.get(String(question_id));
    if (!truth) {
      throw new WhylightError(
        'bad-input',
        `Question ${question_id} of "${dir}" has no annotation; give the annotations that belong to these questions.`,
      );
    }
    const file = images.get(normalId(image_id));
    if (file === undefined) {
      throw new WhylightError(
        'bad-input',
        `Image ${image_id} of question ${question_id} is not in "${dir}"; put it there under a name that ends with ${image_id}.`,
      );
    }
    const entry = byImage.get(String(image_id)) ?? { file, items: [] };
    byImage.set(String(image_id), entry);
    entry.items.push(item(String(question_id), question, truth));
  }
  const pictures = [...byImage].map(([id, { file, items }]): Picture => ({
    id,
    items,
    draw: async () => ({
      pixels: await decodeImageFile(path.join(dir, file)),
      coverage: items.map(() => null),
    }),
  }));
  const asked = chosen.map(({ question, question_id }) => ({
    question,
    truth: truths.get(String(question_id))!,
  }));
  return {
    name: dir,
    pictures,
    hasTruth: false,
    baselines: () => vqaBaselines(annotations.annotations, asked),
  };
}

function item(id: string, question: string, truth: Annotation): Item {
  return {
    id,
    question,
    family: truth.answer_type ?? 'all',
    truth: truth.multiple_choice_answer,
    credit: (answer) => vqaCredit(answer, truth),
  };
}

/**
 * VQA accuracy (Goyal et al. 2017, arXiv 1612.00837): min(people who said it / 3, 1), averaged over leaving each person
 * out; 0 or 1 by the one given answer where people's answers are not listed.
 */
export function vqaCredit(
  answer: string,
  { answers, multiple_choice_answer }: Pick<Annotation, 'answers' | 'multiple_choice_answer'>,
): number {
  if (answers === undefined || answers.length < 2) return Number(answer === multiple_choice_answer);
  const said = answers.filter((one) => one.answer === answer).length;
  const without = answers.map((one) => Math.min(1, (said - Number(one.answer === answer)) / 3));
  return without.reduce((a, b) => a + b, 0) / answers.length;
}

/** Most frequent answer of all, and of the question's first three words; from the annotations themselves. */
function vqaBaselines(
  all: readonly Annotation[],
  asked: readonly { readonly question: string; readonly truth: Annotation }[],
): { majority: number; questionOnly: number } {
  const majority = mostFrequent(all.map((one) => one.multiple_choice_answer));
  const kindOf = (question: string) => question.toLowerCase().split(/\s+/).slice(0, 3).join(' ');
  const kinds = new Map<string, string[]>();
  for (const { question, truth } of asked) {
    const kind = kindOf(question);
    kinds.set(kind, [...(kinds.get(kind) ?? []), truth.multiple_choice_answer]);
  }
  const best = new Map([...kinds].map(([kind, answers]) => [kind, mostFrequent(answers)]));
  const mean = (of: (one: (typeof asked)[number]) => number) =>
    asked.reduce((sum, one) => sum + of(one), 0) / asked.length;
  return {
    majority: mean(({ truth }) => vqaCredit(majority, truth)),
    questionOnly: mean(({ question, truth }) => vqaCredit(best.get(kindOf(question))!, truth)),
  };
}

function mostFrequent(values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), ['', 0] as [
    string,
    number,
  ])[0];
}

function choose<T>(questions: readonly T[], { n, seed }: { n?: number; seed: number }, dir: string): T[] {
  if (questions.length === 0) {
    throw new WhylightError('bad-input', `The questions of "${dir}" are an empty list; give at least one.`);
  }
  if (n === undefined) return [...questions];
  if (n > questions.length) {
    throw new WhylightError(
      'bad-input',
      `--n asks for ${n} questions, and "${dir}" has ${questions.length}; ask for that many at most.`,
    );
  }
  const drawn = permutation(questions.length, prng(seed)).slice(0, n).sort();
  return [...drawn].map((index) => questions[index]!);
}

async function listFiles(dir: string): Promise<string[]> {
  try {
    const found = await readdir(dir, { recursive: true });
    return found.sort();
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new WhylightError(
      'bad-input',
      missing
        ? `There is no dataset "${dir}"; name scenes:test, scenes:val, scenes:compositional or a folder in VQAv2's format.`
        : `The dataset "${dir}" could not be read (${(error as Error).message}).`,
    );
  }
}

function pick(dir: string, files: readonly string[], pattern: RegExp, what: string): string {
  const found = files.filter((file) => pattern.test(file));
  if (found.length === 1) return found[0]!;
  throw new WhylightError(
    'bad-input',
    found.length === 0
      ? `The dataset "${dir}" has no ${what}: a file whose name ends with ${what}.json is expected.`
      : `The dataset "${dir}" has ${found.length} files of ${what} (${found.join(', ')}); expected one.`,
  );
}

async function readJson<T extends v.GenericSchema>(
  dir: string,
  file: string,
  schema: T,
): Promise<v.InferOutput<T>> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path.join(dir, file), 'utf8'));
  } catch (error) {
    throw new WhylightError(
      'bad-input',
      `"${path.join(dir, file)}" is not JSON (${(error as Error).message}).`,
    );
  }
  const result = v.safeParse(schema, json, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new WhylightError(
    'bad-input',
    `"${path.join(dir, file)}" is not in VQAv2's format at ${v.getDotPath(issue) ?? 'its top'}: ${issue.message}.`,
  );
}

/** Image files by the number that their names end with, or by the whole name. */
function imagesById(files: readonly string[]): Map<string, string> {
  const images = new Map<string, string>();
  for (const file of files.filter((name) => IMAGE.test(name))) {
    const name = path.basename(file).replace(IMAGE, '');
    const digits = /(\d+)$/.exec(name)?.[1];
    if (digits !== undefined) images.set(normalId(digits), file);
    images.set(name, file);
  }
  return images;
}

const normalId = (id: number | string): string => {
  const text = String(id);
  return /^\d+$/.test(text) ? text.replace(/^0+(?=\d)/, '') : text;
};
