import { readFile } from 'node:fs/promises';
import { WhylightError } from '../../src/tensor/error';

/** An error about somebody's own data: one sentence that names the file and, where there is one, the entry. */
export const badData = (message: string): WhylightError => new WhylightError('bad-input', message);

/** A parsed JSON file. @throws WhylightError ('bad-input') naming the file and, for malformed JSON, the line */
export async function readJsonFile(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw badData(
      missing
        ? `There is no file "${file}"; check its path.`
        : `"${file}" could not be read (${(error as Error).message}).`,
    );
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const reason = (error as Error).message;
    const position = /position (\d+)/.exec(reason)?.[1];
    const line =
      position === undefined ? '' : ` at line ${text.slice(0, Number(position)).split('\n').length}`;
    throw badData(`"${file}" is not valid JSON${line} (${reason}); repair it or get it again.`);
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
