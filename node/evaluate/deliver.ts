import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { resultFiles } from '../../src/evaluate/files';
import type { Header, PictureRecord } from '../../src/evaluate/records';
import { evaluationDocument } from '../../src/evaluate/report';
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
  else process.stdout.write(`${evaluationText(document)}\n`);
}

/** The same for sanity checks, with `sanity.json` as the file. */
export async function deliverSanity(
  document: SanityDocument,
  { out, json }: Delivery,
  printJson: (document: unknown) => void,
): Promise<void> {
  if (out !== undefined) await writeFiles(out, { 'sanity.json': `${JSON.stringify(document, null, 2)}\n` });
  if (json) printJson(document);
  else process.stdout.write(`${sanityText(document)}\n`);
}

async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, contents] of Object.entries(files)) await writeFile(path.join(folder, name), contents);
}
