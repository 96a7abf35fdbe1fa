/**
 * Foreign files against PyTorch: attention, gradients and relevance of models that their usual exporters wrote
 * (`../shared/data/onnx/hf`; skipped where that folder is absent).
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import { afterAll, describe, expect, it } from 'vitest';
import { lengthOf } from '../../src/anatomy';
import { TensorPool } from '../../src/engine/program';
import { readBlocks } from '../../src/engine/blocks';
import { Refusal } from '../../src/import';
import { readReferences, type Reference } from '../../src/import/testing/references';
import { accumulate } from '../../src/relevance/accumulate';
import { UNSCALED } from '../../src/relevance/rule';
import { AnatomyError } from '../../src/anatomy/find';
import { explainReference } from './testing/explainReference';
import { describedFamily, HF_FOLDER, Truth, type Described } from './testing/described';

const isThere = existsSync(HF_FOLDER);

/** Largest difference; and in units of the largest entry. */
const difference = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length);
  let most = 0;
  for (let n = 0; n < b.length; n++) most = Math.max(most, Math.abs(a[n]! - b[n]!));
  return most;
};
const largest = (a: ArrayLike<number>): number => Array.from(a, Math.abs).reduce((x, y) => Math.max(x, y), 0);

/** What their README allows: of A, of ∇A in units of its largest entry, of R. */
const TOLERANCES: Readonly<Record<string, readonly [number, number]>> = {
  fp16: [2e-3, 2e-3],
  q4f16: [2e-3, 2e-3],
  qdq: [1e-3, 1e-3],
};
const FLOAT = [1e-5, 1e-5] as const;

/** Folded into constants by the exporter: the file holds one block less than the model. */
const FOLDED: Readonly<Record<string, string>> = {
  'detr dynamo': 'decoder.0.self',
  'detr slim': 'decoder.0.self',
};

const REFUSED: Readonly<Record<string, RegExp>> = {
  'bert bnb4': /MatMulBnb4/,
  'swin optimum': /windows/,
  'swin dynamo': /windows/,
  'segformer optimum': /merges or convolves/,
  'segformer dynamo': /merges or convolves/,
};

const references: readonly Reference[] = isThere ? readReferences(HF_FOLDER) : [];

describe.skipIf(!isThere)(
  `foreign files against PyTorch (skipped where ${path.basename(HF_FOLDER)} is absent)`,
  () => {
    afterAll(() => expect(TensorPool.live).toBe(0));

    it.each(references.map((reference) => [`${reference.name} ${reference.label}`, reference] as const))(
      '%s',
      async (id, reference) => {
        const refused = REFUSED[id];
        if (refused) {
          const error: unknown = await explainReference(reference, ort).catch((reason: unknown) => reason);
          expect(error instanceof Refusal || error instanceof AnatomyError, String(error)).toBe(true);
          expect((error as Error).message).toMatch(refused);
          return;
        }
        const described = describedFamily(reference.name);
        const truth = new Truth(reference.name, reference.label);
        const { foreign, pool, readOuts, full } = await explainReference(reference, ort);
        const { anatomy, blocks } = foreign.plan;
        const [forA, forGradient] = TOLERANCES[reference.label] ?? FLOAT;
        const wanted = described.blocks.filter(({ reached, name }) => reached && name !== FOLDED[id]);
        expect(blocks).toHaveLength(wanted.length);

        // Blocks of one file may stand in another order than in the model: the one that fits is meant.
        const names = matched(
          blocks.length,
          wanted.map(({ name }) => name),
          (n) => full.heads(n),
          truth,
        );
        names.forEach((name, n) => {
          const [A, G] = [truth.get(`attention64.${name}`)!, truth.get(`gradient64.${name}`)!];
          expect(difference(full.heads(n), A), `attention of ${name}`).toBeLessThan(forA);
          expect(difference(full.gradient(n), G) / largest(G), `gradient of ${name}`).toBeLessThan(
            forGradient,
          );
        });

        const streams = new Map<string, string>();
        blocks.forEach((block, n) => {
          const { query, key } = described.blocks.find(({ name }) => name === names[n])!;
          streams.set(block.query, query).set(block.key, key);
        });
        expectParts(described, anatomy.streams, streams);
        expectReadOuts(described, readOuts, streams);

        if (truth.isVariant || FOLDED[id]) return;
        const sizes = Object.fromEntries(anatomy.streams.map((stream) => [stream.id, lengthOf(stream)]));
        const R = accumulate(
          readBlocks(blocks, (name) => pool.get(name), sizes),
          anatomy.streams,
          {
            normalise: true,
            selfTerm: true,
            scale: () => UNSCALED,
          },
        );
        for (const [s, row] of Object.entries(R))
          for (const [t, matrix] of Object.entries(row)) {
            const known = truth.get(`relevance.${streams.get(s)}.${streams.get(t)}`);
            if (known) expect(difference(matrix, known), `R of ${s} and ${t}`).toBeLessThan(1e-5);
          }
      },
    );
  },
);

function matched(
  count: number,
  names: readonly string[],
  heads: (block: number) => Float32Array,
  truth: Truth,
): string[] {
  const left = new Set(names);
  return Array.from({ length: count }, (_, n) => {
    const own = heads(n);
    const fits = [...left].filter((name) => truth.get(`attention64.${name}`)!.length === own.length);
    const best = fits
      .map((name) => [name, difference(own, truth.get(`attention64.${name}`)!)] as const)
      .reduce((a, b) => (b[1] < a[1] ? b : a));
    left.delete(best[0]);
    return best[0];
  });
}

/** Patches and their grid, and how many tokens there are. */
function expectParts(
  described: Described,
  streams: readonly {
    readonly id: string;
    readonly parts: readonly {
      kind: string;
      from: number;
      to: number;
      grid?: { rows: number; cols: number };
    }[];
  }[],
  names: ReadonlyMap<string, string>,
): void {
  for (const { id, parts } of streams) {
    const known = described.streams[names.get(id)!]!;
    expect(parts.at(-1)!.to).toBe(known.at(-1)!.to);
    for (const { kind, from, to, grid } of known) {
      if (kind !== 'patches') continue;
      const found = parts.find((part) => part.kind === 'patches');
      expect([found?.from, found?.to]).toEqual([from, to]);
      if (grid) expect(found?.grid).toEqual({ rows: grid[0], cols: grid[1] });
    }
  }
}

function expectReadOuts(
  { readout }: Described,
  found: readonly { readonly stream: string; readonly weights: readonly number[] }[],
  names: ReadonlyMap<string, string>,
): void {
  const rows = (weights: readonly number[]) => weights.flatMap((weight, row) => (weight > 1e-6 ? [row] : []));
  expect(new Set(found.map(({ stream }) => names.get(stream)))).toEqual(new Set(Object.keys(readout)));
  for (const { stream, weights } of found) {
    expect(rows(weights)).toEqual(readout[names.get(stream)!]);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 6);
  }
}
