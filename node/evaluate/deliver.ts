import { access, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { resultFiles } from '../../src/evaluate/files';
import type { Header, PictureRecord } from '../../src/evaluate/records';
import { evaluationDocument } from '../../src/evaluate/report';
import { checkOutputs } from '../files/outputs';
import { say } from '../terminal';
import { sanityText, type SanityDocument } from '../../src/evaluate/sanity/report';
import { evaluationText } from '../../src/evaluate/text';

export interface Delivery {
  /** Folder for tables and curves. */
  readonly out?: string;
  readonly json: boolean;
}

/** Turns records into the result: on stdout as JSON or for people, and as files where a folder is named. */
export async function deliver(
  header: Header,
  records: readonly PictureRecord[],
  { out, json }: Delivery,
  printJson: (document: unknown) => void,
): Promise<void> {
  const document = evaluationDocument(header, records);
  if (out !== undefined) await writeFiles(out, resultFiles(document));
  if (json) printJson(document);
  else say(evaluationText(document));
}

/** The same for sanity checks, with `sanity.json` as the file. */
export async function deliverSanity(
  document: SanityDocument,
  { out, json }: Delivery,
  printJson: (document: unknown) => void,
): Promise<void> {
  if (out !== undefined) await writeFiles(out, { 'sanity.json': `${JSON.stringify(document, null, 2)}\n` });
  if (json) printJson(document);
  else say(sanityText(document));
}

/** Names of everything that a result may be written to. */
const RESULTS = [
  ...['records.jsonl', 'result.json', 'result.csv', 'result.md', 'sanity.json'],
  ...['image', 'text'].flatMap((modality) =>
    ['positive', 'negative'].map((direction) => `${modality}-${direction}.svg`),
  ),
];

export interface ResultRules {
  /** The file by which an evaluation knows its own folder, in which it goes on; absent where nothing goes on. */
  readonly journal?: string;
  readonly inputs?: readonly string[];
  readonly force: boolean;
}

/**
 * Makes sure that a folder for results holds none of another evaluation, nor files of the person's by the same names.
 * @throws WhylightError ('bad-input') naming a file that would be written over
 */
export async function checkResults(folder: string, { journal, inputs, force }: ResultRules): Promise<void> {
  const isOurs = journal !== undefined && (await isThere(path.join(folder, journal)));
  const outputs = RESULTS.map((name) => ({ option: '--out', file: path.join(folder, name) }));
  await checkOutputs(outputs, { force: force || isOurs, ...(inputs ? { inputs } : {}) });
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, contents] of Object.entries(files)) await writeFile(path.join(folder, name), contents);
}
