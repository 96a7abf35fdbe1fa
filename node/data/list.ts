import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { badData } from './json';

/** What systems leave in folders beside a person's own files: macOS's halves of files (`._1.jpg`) and archives. */
const isLeftover = (name: string): boolean =>
  name.startsWith('._') || ['.DS_Store', '__MACOSX', 'Thumbs.db', 'desktop.ini'].includes(name);

/** Folders inside of one another that are gone into; links can make more of them than there are. */
const MAX_DEPTH = 32;

/**
 * Paths of all files in a folder and below it, sorted; symbolic links count as what they lead to. A link to a folder that is
 * being read already is not followed, and one that leads nowhere is no file.
 * @throws WhylightError ('bad-input') when there is no such folder
 */
export async function listFiles(dir: string, missing: string): Promise<string[]> {
  const found = await stat(dir).catch(() => undefined);
  if (!found?.isDirectory()) throw badData(missing);
  const files: string[] = [];
  await visit(dir, [], files);
  return files.sort();
}

async function visit(dir: string, above: readonly string[], files: string[]): Promise<void> {
  const real = await realpath(dir);
  if (above.includes(real) || above.length >= MAX_DEPTH) return;
  for (const entry of await readdir(dir, { withFileTypes: true })) {
    if (isLeftover(entry.name)) continue;
    const file = path.join(dir, entry.name);
    const kind = entry.isSymbolicLink() ? await stat(file).catch(() => undefined) : entry;
    if (kind?.isDirectory()) await visit(file, [...above, real], files);
    else if (kind?.isFile()) files.push(file);
  }
}
