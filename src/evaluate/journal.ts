/** Journals: what an evaluation found, a line a picture, so that one that was cut off goes on and shards can be joined. */
import { WhylightError } from '../tensor/error';
import { EVALUATION_SCHEMA, type Header, type PictureRecord } from './records';

export interface Journal {
  readonly header: Header;
  readonly records: readonly PictureRecord[];
}

/** Where a run writes what it has found, picture by picture. */
export interface Writer {
  /** Records of an earlier, interrupted run with the same settings. */
  readonly done: readonly PictureRecord[];
  write(records: readonly PictureRecord[]): Promise<void>;
}

/** Keeps nothing: the records are what the run returns. */
export const noJournal = (): Writer => ({ done: [], write: async () => undefined });

/** Lines of a journal, each ended by a line break. */
export const journalLines = (lines: readonly (Header | PictureRecord)[]): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join('');

/** Reads a journal from its text; half a line at the end, of an interrupted run, is left out. */
export function parseJournal(text: string, file: string): Journal {
  const lines = text.split('\n');
  lines.pop(); // what follows the last line break: nothing, or half a line
  const parsed = lines.map((line, n) => {
    try {
      return JSON.parse(line) as unknown;
    } catch {
      throw new WhylightError(
        'bad-input',
        `Line ${n + 1} of "${file}" is not JSON; remove the file and evaluate again.`,
      );
    }
  });
  const [header, ...records] = parsed;
  if (!isHeader(header)) {
    throw new WhylightError(
      'bad-input',
      `"${file}" is not a journal of whylight evaluate (schema ${EVALUATION_SCHEMA}); choose another file or folder.`,
    );
  }
  return { header, records: records as PictureRecord[] };
}

const isHeader = (value: unknown): value is Header =>
  typeof value === 'object' &&
  value !== null &&
  'whylight' in value &&
  value.whylight === 'evaluation' &&
  'schema' in value &&
  value.schema === EVALUATION_SCHEMA;

/** @throws WhylightError that names every setting in which the two differ, with both values */
export function requireSame(found: Header, wanted: Header, file: string): void {
  const differences = differingSettings(settingsOfShard(found), settingsOfShard(wanted));
  if (differences.length === 0) return;
  throw new WhylightError(
    'bad-input',
    `"${file}" was written with other settings (${differences.join('; ')}): use those, or another folder.`,
  );
}

/**
 * Joins the journals of all shards of one evaluation, in any order.
 * @param names of the journals, for errors
 * @throws WhylightError when they belong to different evaluations (naming the settings that differ), or when a picture
 *   is missing or there twice
 */
export function mergeJournals(journals: readonly Journal[], names: readonly string[]): Journal {
  const first = journals[0]!;
  const records = new Map<number, { record: PictureRecord; from: string }>();
  journals.forEach((journal, n) => {
    const differences = differingSettings(settingsOf(journal.header), settingsOf(first.header));
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

type Flat = Readonly<Record<string, string>>;

/** "name A instead of B" for every setting in which two evaluations differ. */
function differingSettings(found: Flat, wanted: Flat): string[] {
  const names = [...new Set([...Object.keys(found), ...Object.keys(wanted)])];
  return names
    .filter((name) => found[name] !== wanted[name])
    .map((name) => `${name} ${found[name] ?? 'none'} instead of ${wanted[name] ?? 'none'}`);
}

/** What must agree between a journal and the run that goes on with it. */
const settingsOfShard = (header: Header): Flat => ({ ...settingsOf(header), shard: header.shard.join('/') });

/** What must agree between the shards of one evaluation. */
function settingsOf({ model, settings }: Header): Flat {
  const entries = Object.entries(settings).map(([name, value]): [string, string] => [name, String(value)]);
  return { model: `${model.id} ${model.sha256.slice(0, 12)}`, ...Object.fromEntries(entries) };
}
