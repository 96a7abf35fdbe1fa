import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  journalLines,
  parseJournal,
  requireSame,
  type Journal,
  type Writer,
} from '../../src/evaluate/journal';
import type { Header, PictureRecord } from '../../src/evaluate/records';
import { WhylightError } from '../../src/tensor/error';

/** Name of the journal inside of a result folder. */
export const JOURNAL_FILE = 'records.jsonl';

/** Writes a whole journal into a folder, as one run without a stop would have left it. */
export async function writeJournal(folder: string, { header, records }: Journal): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, JOURNAL_FILE), journalLines([header, ...records]));
}

/**
 * Opens the journal of a folder, or goes on with the one that is there.
 * @throws WhylightError when that one was written with other settings, naming those that differ
 */
export async function openJournal(folder: string, header: Header): Promise<Writer> {
  const file = path.join(folder, JOURNAL_FILE);
  await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new WhylightError(
      'bad-input',
      `"${folder}" cannot be made (${error.message}); choose another folder.`,
    );
  });
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new WhylightError('bad-input', `"${file}" could not be read (${error.message}).`);
  });
  let done: readonly PictureRecord[] = [];
  if (text !== undefined && text.includes('\n')) {
    const found = parseJournal(text, file);
    requireSame(found.header, header, file);
    done = found.records;
  } else if (text !== undefined && !journalLines([header]).startsWith(text)) {
    throw new WhylightError(
      'bad-input',
      `"${file}" is no journal of an evaluation: choose another folder for the results.`,
    );
  }
  // Rewritten whole: an interrupted run may have left half a line at the end.
  await writeFile(`${file}.part`, journalLines([header, ...done]));
  await rename(`${file}.part`, file);
  return { done, write: (records) => appendFile(file, journalLines(records)) };
}

/** Reads a journal. @throws WhylightError naming the file, and the line that is broken */
export async function readJournal(file: string): Promise<Journal> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new WhylightError(
      'bad-input',
      error.code === 'ENOENT'
        ? `There is no file "${file}"; name the ${JOURNAL_FILE} of each shard.`
        : `"${file}" could not be read (${error.message}).`,
    );
  });
  return parseJournal(text, file);
}
