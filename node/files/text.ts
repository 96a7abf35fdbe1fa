import { WhylightError } from '../../src/tensor/error';
import { readBounded, Unread } from './bounded';
import { decodeText } from './decode';

/**
 * A text file with or without a mark of its byte order.
 * @param what what its path is that of, for errors: `the scene`
 * @throws WhylightError ('bad-input') naming the file
 */
export async function readTextFile(file: string, most: number, what?: string): Promise<string> {
  try {
    return decodeText(await readBounded(file, most));
  } catch (error) {
    if (!(error instanceof Unread)) throw error;
    throw new WhylightError(
      'bad-input',

      error.trouble === 'missing'
        ? `There is no file "${file}"; check ${what === undefined ? 'its path' : `the path of ${what}`}.`
        : `"${file}" ${error.message}.`,
    );
  }
}
