import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { WhylightError } from '../../src/tensor/error';
import { EVALUATION_SCHEMA, type Header, type PictureRecord } from '../../src/evaluate/records';

/** Name of the journal inside of a result folder. */
export const JOURNAL_FILE = 'records.jsonl';

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

/** Writes a whole journal into a folder, as one run without a stop would have left it. */
export async function writeJournal(folder: string, { header, records }: Journal): Promise<void> {
  await mkdir(folder, { recursive: true });
  const lines = [header, ...records].map((line) => `${JSON.stringify(line)}\n`);
  await writeFile(path.join(folder, JOURNAL_FILE), lines.join(''));
}

/** Keeps records in memory only. */
export const noJournal = (): Writer => ({ done: [], write: async () => undefined });

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
  }
  // Rewritten whole: an interrupted run may have left half a line at the end.
  const lines = [header, ...done].map((line) => `${JSON.stringify(line)}\n`);
  await writeFile(`${file}.part`, lines.join(''));
  await rename(`${file}.part`, file);
  return {
    done,
    write: (records) => appendFile(file, records.map((record) => `${JSON.stringify(record)}\n`).join('')),
  };
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

function parseJournal(text: string, file: string): Journal {
  const lines = text.split('\n');
  lines.pop(); // what follows the last line break: nothing, or half a line of an interrupted run
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
  const differences = differingSettings(flat(found), flat(wanted));
  if (differences.length === 0) return;
  throw new WhylightError(
    'bad-input',
    `"${file}" was written with other settings (${differences.join('; ')}): use those, or another folder.`,
  );
}

/** "name A instead of B" for every entry in which two flat records differ. */
export function differingSettings(
  found: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
): string[] {
  const names = [...new Set([...Object.keys(found), ...Object.keys(wanted)])];
  return names
    .filter((name) => found[name] !== wanted[name])
    .map((name) => `${name} ${found[name] ?? 'none'} instead of ${wanted[name] ?? 'none'}`);
}

/** What must agree between a journal and the run that goes on with it. */
function flat({ model, settings, shard }: Header): Record<string, string> {
  return { ...flatSettings({ model, settings }), shard: shard.join('/') };
}

/** What must agree between the shards of one evaluation. */
export function flatSettings({
  model,
  settings,
}: Pick<Header, 'model' | 'settings'>): Record<string, string> {
  const entries = Object.entries(settings).map(([name, value]): [string, string] => [name, String(value)]);
  return { model: `${model.id} ${model.sha256.slice(0, 12)}`, ...Object.fromEntries(entries) };
}
