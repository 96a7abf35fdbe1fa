import { WhylightError } from '../../src/tensor/error';
import { shortened } from '../../src/tensor/quote';
import { readTextFile } from '../files/text';

/** An error about somebody's own data: one sentence that names the file and, where there is one, the entry. */
export const badData = (message: string): WhylightError => new WhylightError('bad-input', message);

/** VQAv2's own questions take 60 MB. */
const MOST_BYTES = 1 << 29;

/** A parsed JSON file. @throws WhylightError ('bad-input') naming the file and, for malformed JSON, the line */
export async function readJsonFile(file: string): Promise<unknown> {
  const text = await readTextFile(file, MOST_BYTES);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const reason = (error as Error).message;
    const position = /position (\d+)/.exec(reason)?.[1];
    const line =
      position === undefined ? '' : ` at line ${text.slice(0, Number(position)).split('\n').length}`;
    // The reason quotes the file, in which anything may stand.
    throw badData(
      `"${file}" is not valid JSON${line} (${shortened(reason, 160)}); repair it or get it again.`,
    );
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
