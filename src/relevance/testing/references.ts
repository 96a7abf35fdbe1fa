/** Relevance that other programs computed; references/README.md tells what the files hold. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { START, type PartKind, type Stream } from '../../anatomy';
import type { Evidence } from '../../methods/method';
import type { WeightsFile } from '../../weights/safetensors';
import type { Block, Numbers } from '../types';
import { abarOf } from './evidence';
import { floats, openFile } from './floats';

interface BlockEntry {
  readonly name: string;
  readonly query: string;
  readonly key: string;
  readonly queryVersion: number;
  readonly keyVersion: number;
  readonly reached: boolean;
}

/** A run of a model: a family's own, or one of its cases. */
interface RunEntry {
  readonly streams: Readonly<
    Record<string, readonly { readonly kind: string; readonly from: number; readonly to: number }[]>
  >;
  readonly blocks: readonly BlockEntry[];
  /** Tokens that the target is read from, by their stream. */
  readonly readout: Readonly<Record<string, readonly number[]>>;
}

interface FamilyEntry extends RunEntry {
  readonly family: string;
  readonly cases?: readonly (RunEntry & { readonly label: string; readonly reference: string })[];
}

export interface Reference {
  readonly name: string;
  readonly evidence: Evidence;
  /** Blocks that the target depends on. */
  readonly reached: readonly boolean[];
  /** R_st after all blocks. */
  relevance(s: string, t: string): Numbers;
}

export const REFERENCES = path.join(import.meta.dirname, 'references');

/** All runs in a folder whose relevance is known; none where there is no such folder. */
export function readReferences(folder: string): Reference[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.sort().flatMap((file) => {
    const family = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as FamilyEntry;
    const { family: name, cases = [] } = family;
    const runs = [
      { name, run: family as RunEntry, tensors: `${name}.reference.safetensors` },
      ...cases.map((run) => ({ name: `${name}, ${run.label}`, run, tensors: run.reference })),
    ];
    return runs
      .map(({ name, run, tensors }) => referenceOf(name, run, openFile(path.join(folder, tensors))))
      .filter((reference) => reference !== null);
  });
}

/** Null where no relevance was computed. */
function referenceOf(name: string, run: RunEntry, tensors: WeightsFile): Reference | null {
  if (![...tensors.tensors.keys()].some((tensor) => tensor.startsWith('relevance.'))) return null;
  const streams = Object.entries(run.streams).map(([id, parts]): Stream => ({
    id,
    parts: parts.map(({ kind, from, to }) => ({ kind: kindOf(kind), from, to, label: kind })),
  }));
  const lengths = new Map(streams.map(({ id, parts }) => [id, parts.at(-1)!.to]));
  const readOuts = Object.entries(run.readout).map(([stream, rows]) => ({
    stream,
    version: run.blocks.reduce((last, { query }, n) => (query === stream ? n : last), START),
    weights: Array.from({ length: lengths.get(stream)! }, (_, n) => (rows.includes(n) ? 1 / rows.length : 0)),
  }));
  const blocks = run.blocks.map((entry) =>
    blockOf(entry, lengths.get(entry.query)!, lengths.get(entry.key)!, tensors),
  );
  return {
    name,
    evidence: { streams, blocks, readOuts },
    reached: run.blocks.map(({ reached }) => reached),
    relevance: (s, t) => floats(tensors, `relevance.${s}.${t}`),
  };
}

function blockOf(entry: BlockEntry, rows: number, cols: number, tensors: WeightsFile): Block {
  const { name, query, key, queryVersion, keyVersion } = entry;
  const stored = tensors.tensors.has(`abar.${name}`);
  const A = stored ? null : floats(tensors, `attention64.${name}`);
  const heads = A === null ? 1 : A.length / (rows * cols);
  const abar =
    A === null ? floats(tensors, `abar.${name}`) : abarOf(A, floats(tensors, `gradient64.${name}`), heads);
  const place = { kind: name, section: '', layer: 0, heads, query, key, queryVersion, keyVersion };
  return { ...place, depth: null, rows, cols, abar, attention: abar, importance: {} };
}

/** Regions of an image that a detector found have no kind of their own. */
const kindOf = (kind: string): PartKind => (kind === 'regions' ? 'other' : (kind as PartKind));
