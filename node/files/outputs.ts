/** Files that a command writes: never over something of the person's that they did not mean. */
import { realpath, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { WhylightError } from '../../src/tensor/error';
import { note } from '../terminal';

/** An output with the option that names it. */
export interface Output {
  readonly option: string;
  readonly file: string | undefined;
}

export interface OutputRules {
  /** Files that are read: no output may be one of them, whatever the person says. */
  readonly inputs?: readonly (string | undefined)[];
  /** Whether the person wants files that exist to be replaced. */
  readonly force?: boolean | undefined;
}

const bad = (sentence: string): WhylightError => new WhylightError('bad-input', sentence);

/**
 * Looked at before anything slow.
 * @throws WhylightError ('bad-input') for an output that is an input, that exists already, or that two options name
 */
export async function checkOutputs(
  outputs: readonly Output[],
  { inputs = [], force = false }: OutputRules = {},
): Promise<void> {
  const read = await Promise.all(inputs.filter((file) => file !== undefined).map(identity));
  const written = new Map<string, string>();
  for (const { option, file } of outputs) {
    if (file === undefined) continue;
    const found = await identity(file);
    if (found.kind === 'device') continue;
    if (read.some(({ id }) => id === found.id))
      throw bad(`${option} names "${file}", which is what is read: choose another file.`);
    const other = written.get(found.id);
    if (other !== undefined)
      throw bad(`${option} and ${other} name the same file "${file}": choose another one.`);
    written.set(found.id, option);
    if (found.kind === 'file' && !force)
      throw bad(`"${file}" exists already: add --force to write over it, or choose another file.`);
  }
}

interface Identity {
  /** The same for all names of a file, links of both kinds included. */
  readonly id: string;
  readonly kind: 'file' | 'device' | 'none';
}

async function identity(file: string): Promise<Identity> {
  const found = await stat(file, { bigint: true }).catch(() => undefined);
  if (found)
    return {
      id: `${found.dev}:${found.ino}`,
      kind: found.isFile() ? 'file' : found.isDirectory() ? 'none' : 'device',
    };
  const dir = await realpath(path.dirname(file)).catch(() => path.resolve(path.dirname(file)));
  return { id: path.join(dir, path.basename(file)), kind: 'none' };
}

/** Says that a picture is PNG where its name says something else. */
export function notePng(file: string): void {
  const ending = path.extname(file).toLowerCase();
  if (ending !== '' && ending !== '.png')
    note(`"${file}" is written as PNG, though its name ends in ${ending}.`);
}

/** @throws WhylightError ('bad-input') when the file cannot be written */
export async function writeOutput(file: string, contents: Uint8Array | string): Promise<void> {
  await writeFile(file, contents).catch((error: Error) => {
    throw bad(`"${file}" could not be written (${error.message}); choose another path.`);
  });
}
