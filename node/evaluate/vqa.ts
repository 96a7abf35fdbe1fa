import type { Dataset, Item, Picture } from '../../src/evaluate/dataset';
import { vqaCredit } from '../../src/evaluate/vqa-answer';
import { permutation, prng } from '../../src/relevance';
import { readQuestionFolder, type LabelledQuestion } from '../data/folder';
import { badData } from '../data/json';
import { decodeImageFile } from '../library/image';

/**
 * A folder in VQAv2's format (`readQuestionFolder` says what is read); with `n`, that many questions drawn by `seed`.
 * @throws WhylightError naming the file and the entry that is wrong
 */
export async function vqaDataset(dir: string, options: { n?: number; seed: number }): Promise<Dataset> {
  const { questions, images } = await readQuestionFolder(dir);
  const chosen = choose(questions, options, dir);
  const byImage = new Map<string, Item[]>();
  for (const asked of chosen)
    byImage.set(asked.imageId, [...(byImage.get(asked.imageId) ?? []), item(asked)]);
  const pictures = [...byImage].map(([id, items]): Picture => ({
    id,
    items,
    draw: async () => ({
      pixels: await decodeImageFile(images.get(id)!),
      coverage: items.map(() => null),
    }),
  }));
  return { name: dir, pictures, hasTruth: false, baselines: () => vqaBaselines(questions, chosen) };
}

function item(asked: LabelledQuestion): Item {
  return {
    id: asked.id,
    question: asked.text,
    family: asked.type ?? 'all',
    truth: asked.answer,
    credit: (given) => vqaCredit(given, asked),
  };
}

/** Most frequent answer of all, and of the question's first three words; from the annotations themselves. */
function vqaBaselines(
  all: readonly LabelledQuestion[],
  asked: readonly LabelledQuestion[],
): { majority: number; questionOnly: number } {
  const majority = mostFrequent(all.map(({ answer }) => answer));
  const kindOf = (question: string) => question.toLowerCase().split(/\s+/).slice(0, 3).join(' ');
  const kinds = new Map<string, string[]>();
  for (const { text, answer } of asked) kinds.set(kindOf(text), [...(kinds.get(kindOf(text)) ?? []), answer]);
  const best = new Map([...kinds].map(([kind, answers]) => [kind, mostFrequent(answers)]));
  const mean = (of: (one: LabelledQuestion) => number) =>
    asked.reduce((sum, one) => sum + of(one), 0) / asked.length;
  return {
    majority: mean((one) => vqaCredit(majority, one)),
    questionOnly: mean((one) => vqaCredit(best.get(kindOf(one.text))!, one)),
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
  if (n === undefined) return [...questions];
  if (n > questions.length) {
    throw badData(
      `--n asks for ${n} questions, and "${dir}" has ${questions.length}; ask for that many at most.`,
    );
  }
  const drawn = permutation(questions.length, prng(seed)).slice(0, n).sort();
  return [...drawn].map((index) => questions[index]!);
}
