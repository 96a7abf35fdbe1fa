import { WhylightError } from '../../src/tensor/error';
import { differingSettings, flatSettings, readJournal, type Journal } from './journal';
import type { PictureRecord } from '../../src/evaluate/records';

/**
 * Joins the journals of all shards of one evaluation, in any order.
 * @throws WhylightError when they belong to different evaluations (naming the settings that differ), or when a picture
 *   is missing or there twice
 */
export async function mergeFiles(files: readonly string[]): Promise<Journal> {
  const journals = await Promise.all(files.map(readJournal));
  return mergeJournals(journals, files);
}

export function mergeJournals(journals: readonly Journal[], names: readonly string[]): Journal {
  const first = journals[0]!;
  const records = new Map<number, { record: PictureRecord; from: string }>();
  journals.forEach((journal, n) => {
    const differences = differingSettings(flatSettings(journal.header), flatSettings(first.header));
    if (differences.length > 0) {
      throw new WhylightError(
        'bad-input',
        `"${names[n]!}" belongs to another evaluation than "${names[0]!}": ${differences.join('; ')}.`,
      );
    }
    for (const record of journal.records) {
      const known = records.get(record.index);
      if (known) {
        throw new WhylightError(
          'bad-input',
          `Picture ${record.picture} is both in "${known.from}" and in "${names[n]!}"; give each shard once.`,
        );
      }
      records.set(record.index, { record, from: names[n]! });
    }
  });
  const { pictures } = first.header;
  if (records.size !== pictures) {
    throw new WhylightError(
      'bad-input',
      `These files hold ${records.size} of ${pictures} pictures; finish every shard, and give the files of all.`,
    );
  }
  const ordered = Array.from({ length: pictures }, (_, index) => records.get(index)!.record);
  return { header: { ...first.header, shard: [1, 1] }, records: ordered };
}
