import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { badData } from '../data/json';

/** Where a model folder keeps what its training needs to go on: checkpoints, log, tokenizer, cached features. */
export const trainingFolder = (out: string): string => path.join(out, 'training');

/**
 * Makes sure that a new training overwrites nothing, and that there is one to go on with.
 * @throws WhylightError ('bad-input') saying what to do
 */
export async function checkOut(out: string, resume: boolean): Promise<void> {
  const names = await namesIn(out);
  const isBegun = names.includes(path.basename(trainingFolder(out)));
  if (resume && !isBegun) {
    throw badData(`There is no training in "${out}" to go on with: leave --resume out to begin one.`);
  }
  if (resume || names.length === 0) return;
  throw badData(
    isBegun
      ? `There is a training in "${out}" already: add --resume to go on with it, or choose another folder.`
      : `The folder "${out}" is not empty: choose another one for the model.`,
  );
}

async function namesIn(dir: string): Promise<string[]> {
  try {
    return await readdir(dir);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    throw badData(
      code === 'ENOTDIR' ? `"${dir}" is a file: name a folder.` : `"${dir}" cannot be used (${message}).`,
    );
  }
}
