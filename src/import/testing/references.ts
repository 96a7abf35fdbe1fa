/** Folders of exported models with a description of what each of their inputs is fed (`../shared/data/onnx/hf`). */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { openSafetensors } from '../../weights/safetensors';
import { tensorBytes } from '../../weights/values';
import { sizeOf } from '../../tensor/tensor';
import { tensorNumbers } from '../read/tensor';
import type { Feed } from './numbers';
import type { Feeds } from './parity';

type Source = string | { readonly zeros: readonly number[] } | { readonly false: readonly number[] };

interface FileEntry {
  readonly file: string;
  readonly feeds: Readonly<Record<string, Source>>;
}

interface Described {
  readonly exports: readonly { readonly label: string; readonly files: readonly FileEntry[] }[];
  readonly variants: readonly {
    readonly label: string;
    readonly files: readonly FileEntry[];
    readonly reference?: string;
  }[];
}

/** A model of one file, or of several of which each may read what the one before gave. */
export interface Reference {
  readonly name: string;
  readonly label: string;
  readonly files: readonly { readonly bytes: Uint8Array; readonly feeds: Readonly<Record<string, Source>> }[];
  readonly inputs: Feeds;
  /** What PyTorch gives with a variant's own weights, by the outputs' names; where that is known. */
  readonly outputs: Feeds | undefined;
}

/** @param family only this one; all that are described where it is left out */
export function readReferences(folder: string, family?: string): Reference[] {
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length));
  return names
    .filter((name) => family === undefined || name === family)
    .flatMap((name) => {
      const described = JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8')) as Described;
      const inputs = readTensors(path.join(folder, `${name}.reference.safetensors`), 'input.', 'input.');
      return [...described.exports, ...described.variants].map(({ label, files, ...more }) => ({
        name,
        label,
        inputs,
        outputs:
          'reference' in more && typeof more.reference === 'string'
            ? readTensors(path.join(folder, more.reference), 'output.', '')
            : undefined,
        files: files.map(({ file, feeds }) => ({ bytes: readFileSync(path.join(folder, file)), feeds })),
      }));
    });
}

/** Tensors whose names begin so. @param kept what of that beginning their names keep */
function readTensors(file: string, start: string, kept: string): Feeds {
  const weights = openSafetensors(readFileSync(file));
  const found: Record<string, Feed> = {};
  for (const [name, { dtype, shape }] of weights.tensors) {
    if (!name.startsWith(start)) continue;
    found[kept + name.slice(start.length)] = {
      dtype,
      shape,
      data: tensorNumbers(dtype, tensorBytes(weights, name)),
    };
  }
  return found;
}

/** What a file's inputs are fed. @param previous outputs of the file before */
export function feedsOf(
  feeds: Readonly<Record<string, Source>>,
  inputs: Feeds,
  previous: ReadonlyMap<string, Feed>,
): Feeds {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, source]): [string, Feed] => {
      if (typeof source !== 'string') {
        const [dtype, shape] =
          'zeros' in source ? (['float32', source.zeros] as const) : (['bool', source.false] as const);
        return [name, { dtype, shape, data: new Float64Array(sizeOf(shape)) }];
      }
      const feed = source.startsWith('previous:')
        ? previous.get(source.slice('previous:'.length))
        : inputs[source];
      if (!feed) throw new Error(`Nothing is known of ${source}.`);
      return [name, feed];
    }),
  );
}
