import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { EvaluationDocument } from './report';

/** Writes what a result consists of into a folder. */
export async function writeResults(folder: string, document: EvaluationDocument): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'result.json'), `${JSON.stringify(document, null, 2)}\n`);
}
