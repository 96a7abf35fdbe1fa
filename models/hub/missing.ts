import { WhylightError } from '../../src/tensor/error';

/** A file that is not there, as opposed to one that cannot be had: what decides which kind of folder this is. */
export class MissingFile extends WhylightError {}

/** A file of the browser's store that is not, or no longer, what was fetched. */
export class DamagedFile extends WhylightError {}

/** What `read` gives, or undefined when the file is missing; every other error passes through. */
export async function ifThere<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof MissingFile) return undefined;
    throw error;
  }
}
