import { mergeJournals, type Journal } from '../../src/evaluate/journal';
import { readJournal } from './journal';

/**
 * Joins the journals of all shards of one evaluation, in any order.
 * @throws WhylightError for files that are no journals, or do not make up one evaluation (see `mergeJournals`)
 */
export async function mergeFiles(files: readonly string[]): Promise<Journal> {
  return mergeJournals(await Promise.all(files.map(readJournal)), files);
}
