import type { Header, PictureRecord } from '../../src/evaluate/records';
import { evaluationDocument } from '../../src/evaluate/report';
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
  if (out !== undefined) {
    const { writeResults } = await import('./files');
    await writeResults(out, document);
  }
  if (json) printJson(document);
  else process.stdout.write(`${evaluationText(document)}\n`);
}
