import { readFile, rename, writeFile } from 'node:fs/promises';

/** What a JSON file holds; where there is none it is made, and kept for the next time. */
export async function keptJson(file: string, make: () => unknown): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text !== undefined) return JSON.parse(text) as unknown;
  const made = await make();
  await writeFile(`${file}.part`, JSON.stringify(made));
  await rename(`${file}.part`, file);
  return made;
}
