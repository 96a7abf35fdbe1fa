import { createHash } from 'node:crypto';
import { frequentAnswers, readVocabulary, requireKnownAnswers } from './answers';
import type { QuestionFolder } from '../../data/folder';
import { badData } from '../../data/json';
import { byImage, splitImages, type ImageQuestions } from './split';

export interface DataOptions {
  readonly seed: number;
  /** Share of the images to validate on, 0 … 1. */
  readonly validation: number;
  /** Size of the answer vocabulary, made of the most frequent answers. */
  readonly answers: number;
  /** File with the answer vocabulary, instead. */
  readonly vocabulary?: string;
}

/** A folder's questions, ready to train on. */
export interface TrainingData {
  readonly folder: QuestionFolder;
  readonly answers: readonly string[];
  /** Questions whose answer is in the vocabulary. */
  readonly train: readonly ImageQuestions[];
  /** All questions: an answer that the vocabulary lacks counts as wrong. */
  readonly validation: readonly ImageQuestions[];
  /** Training questions left out because their answer is rare, and how many answers those are. */
  readonly dropped: { readonly questions: number; readonly answers: number };
  /** Identifies questions, answers and split. */
  readonly digest: string;
}

/** @throws WhylightError ('bad-input') when an answer is not in the given vocabulary, or too little is left to train on */
export async function prepareData(folder: QuestionFolder, options: DataOptions): Promise<TrainingData> {
  const { train, validation } = splitImages(byImage(folder.questions), options.validation, options.seed);
  if (train.length === 0) {
    throw badData(
      `Of the ${folder.images.size} images of "${folder.dir}" none is left to train on: give a smaller --validation.`,
    );
  }
  const asked = train.flatMap(({ questions }) => questions);
  const { vocabulary } = options;
  const answers =
    vocabulary === undefined ? frequentAnswers(asked, options.answers) : await readVocabulary(vocabulary);
  if (vocabulary !== undefined) requireKnownAnswers(folder.questions, answers, vocabulary);
  const known = new Set(answers);
  const rare = asked.filter(({ answer }) => !known.has(answer));
  return {
    folder,
    answers,
    train: byImage(asked.filter(({ answer }) => known.has(answer))),
    validation,
    dropped: { questions: rare.length, answers: new Set(rare.map(({ answer }) => answer)).size },
    digest: digestOf([answers, train.map(brief), validation.map(brief)]),
  };
}

const brief = ({ imageId, questions }: ImageQuestions) => [
  imageId,
  questions.map(({ id, text, answer }) => [id, text, answer]),
];

/** First half of a SHA-256 in hexadecimal: enough to tell data apart. */
const digestOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
