import { readBounded } from '../../files/bounded';
import { decodeText } from '../../files/decode';
import { badData, readJsonFile } from '../../data/json';
import type { LabelledQuestion } from '../../data/folder';

/** How often each answer is given, most frequent first, ties in code-unit order. */
function answerCounts(asked: readonly LabelledQuestion[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { answer } of asked) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  return [...counts].sort(([p, a], [q, b]) => b - a || (p < q ? -1 : 1));
}

/** The most frequent answers. @throws WhylightError when there are fewer than two to tell apart */
export function frequentAnswers(asked: readonly LabelledQuestion[], count: number): string[] {
  const answers = answerCounts(asked)
    .slice(0, count)
    .map(([answer]) => answer);
  if (answers.length >= 2) return answers;
  throw badData(
    `The training questions have ${answers.length} different answer${answers.length === 1 ? '' : 's'}; there must be at least 2.`,
  );
}

/** Answers from a file: a JSON list of texts, or one per line. @throws WhylightError naming the file and the entry */
export async function readVocabulary(file: string): Promise<string[]> {
  const entries = /\.json$/i.test(file) ? await readJsonFile(file) : await readLines(file);
  if (!Array.isArray(entries)) throw badData(`"${file}" is no list of answers.`);
  const answers = entries.map((entry: unknown, index) => {
    if (typeof entry === 'string' && entry.trim() !== '') return entry.trim();
    throw badData(`"${file}", entry ${index + 1}, is ${JSON.stringify(entry)}; expected an answer.`);
  });
  answers.forEach((answer, index) => {
    const first = answers.indexOf(answer);
    if (first < index)
      throw badData(`"${file}" has the answer "${answer}" as entries ${first + 1} and ${index + 1}.`);
  });
  if (answers.length < 2) throw badData(`"${file}" has ${answers.length} answers; there must be at least 2.`);
  return answers;
}

/** @throws WhylightError naming the annotation whose answer is not in the vocabulary */
export function requireKnownAnswers(
  asked: readonly LabelledQuestion[],
  answers: readonly string[],
  file: string,
): void {
  const known = new Set(answers);
  for (const { answer, answerWhere } of asked) {
    if (known.has(answer)) continue;
    throw badData(
      `${answerWhere} has the answer "${answer}", which is not in the vocabulary "${file}": add it there, or leave --vocabulary out to drop rare answers.`,
    );
  }
}

/** Bytes of a vocabulary. */
const MOST_BYTES = 64 * 2 ** 20;

async function readLines(file: string): Promise<string[]> {
  const bytes = await readBounded(file, MOST_BYTES).catch((error: Error) => {
    throw badData(`The vocabulary "${file}" could not be read (it ${error.message}).`);
  });
  const text = decodeText(bytes);
  return text.replace(/\r/g, '').replace(/\n+$/, '').split('\n');
}
