import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAt, withVersions, type Grid, type StreamId } from '../../anatomy';
import { attentionMaps, relevanceOf, replayOf } from '../../methods/compute';
import type { Evidence, MethodOptions } from '../../methods/method';
import { METHODS } from '../../methods/registry';
import { twoStreams } from '../testing/blocks';
import { distance } from '../testing/distance';
import { abarOf, gradcamOf, meanOf } from '../testing/evidence';
import { floats, openFile } from '../testing/floats';
import type { Block, Importance, Numbers } from '../types';

/** NAME.json; see README.md. */
interface Case {
  readonly sizes: { readonly text: number; readonly image: number; readonly grid: Grid };
  readonly readOut: { readonly mode: 'cross' | 'towers'; readonly row: number };
  readonly importances: readonly Importance[];
  readonly blocks: readonly {
    readonly kind: string;
    readonly layer: number;
    readonly depth: number | null;
    /** Blocks of one group read the state before it. */
    readonly group: number;
    readonly query: StreamId;
    readonly key: StreamId;
    readonly heads: number;
    readonly reached: boolean;
  }[];
  readonly maps: readonly (MethodOptions & { readonly name: string })[];
  readonly relevance: readonly string[];
  readonly replay: readonly string[];
}

const FOLDER = import.meta.dirname;
const NAMES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => path.basename(file, '.json'));

function open(name: string) {
  const recorded = JSON.parse(readFileSync(path.join(FOLDER, `${name}.json`), 'utf8')) as Case;
  const file = openFile(path.join(FOLDER, `${name}.safetensors`));
  const read = (tensor: string): Numbers => floats(file, tensor);
  const readOf = (block: number, of: string): Numbers => read(`${String(block).padStart(3, '0')}.${of}`);
  const has = (block: number, of: string): boolean =>
    file.tensors.has(`${String(block).padStart(3, '0')}.${of}`);
  return { recorded, read, readOf, has, evidence: evidenceOf(recorded, readOf, has) };
}

function evidenceOf(
  { sizes, readOut, importances, blocks: listed }: Case,
  readOf: (block: number, of: string) => Numbers,
  has: (block: number, of: string) => boolean,
): Evidence {
  const lengths = sizes as unknown as Readonly<Record<StreamId, number>>;
  const blocks: Block[] = withVersions(
    listed.map(({ group, reached: _, ...block }, n) => {
      const [rows, cols] = [lengths[block.query]!, lengths[block.key]!];
      const importance = readOf(n, 'importance');
      const pair = (at: number) => ({
        output: importance.slice(2 * at * rows, (2 * at + 1) * rows),
        residual: importance.slice((2 * at + 1) * rows, (2 * at + 2) * rows),
      });
      return {
        ...block,
        together: String(group),
        section: '',
        rows,
        cols,
        abar: readOf(n, 'abar'),
        attention: readOf(n, 'mean_attention'),
        ...(has(n, 'gradcam') ? { gradcam: readOf(n, 'gradcam') } : {}),
        ...(has(n, 'eclip')
          ? { eclip: { votes: readOf(n, 'eclip').slice(0, cols), cosine: readOf(n, 'eclip').slice(cols) } }
          : {}),
        importance: Object.fromEntries(importances.map((id, at) => [id, pair(at)])),
      };
    }),
  );
  const towers = readOut.mode === 'towers' ? [readAt(blocks, 'image', 0, sizes.image)] : [];
  return {
    streams: twoStreams(sizes),
    blocks,
    readOuts: [...towers, readAt(blocks, 'text', readOut.row, sizes.text)],
  };
}

/** Part `n` of `count` that were stored one after another. */
const nth = (stored: Numbers, n: number, count: number): Numbers =>
  stored.slice((n * stored.length) / count, ((n + 1) * stored.length) / count);

const optionsOf = ({ maps }: Case, name: string): MethodOptions => maps.find((one) => one.name === name)!;

it('covers every method that is computed from attention blocks', () => {
  const covered = new Set(NAMES.flatMap((name) => open(name).recorded.maps.map(({ id }) => id)));
  const computed = METHODS.filter(({ compute }) => compute.kind !== 'probe').map(({ id }) => id);
  expect([...covered].sort()).toEqual(computed.sort());
});

describe.each(NAMES)('%s', (name) => {
  const { recorded, read, readOf, has, evidence } = open(name);
  const { blocks } = evidence;

  it('has the recorded maps, all methods computed together', () => {
    const { maps: options } = recorded;
    const got = attentionMaps(evidence, options);
    const [image, text] = [read('maps.image'), read('maps.text')];
    options.forEach(({ name }, n) => {
      // The class token was dropped from what was recorded.
      expect(distance(got[n]!.image!.subarray(1), nth(image, n, options.length)), name).toBeLessThan(1e-9);
      expect(distance(got[n]!.text!, nth(text, n, options.length)), name).toBeLessThan(1e-9);
    });
  });

  it('has the recorded matrices', () => {
    const { relevance: names } = recorded;
    names.forEach((name, n) => {
      const R = relevanceOf(evidence, optionsOf(recorded, name));
      for (const s of ['text', 'image'])
        for (const t of ['text', 'image']) {
          const want = nth(read(`R.${s[0]}${t[0]}`), n, names.length);
          expect(distance(R[s]![t]!, want), `${name}, R of ${s} and ${t}`).toBeLessThan(1e-9);
        }
    });
  });

  it('has the recorded replay', () => {
    const { replay: names } = recorded;
    const [image, text] = [read('replay.image'), read('replay.text')];
    names.forEach((name, n) => {
      const steps = replayOf(evidence, optionsOf(recorded, name));
      expect(steps.length).toBe(blocks.length);
      steps.forEach((step, block) => {
        const at = n * blocks.length + block;
        const count = names.length * blocks.length;
        expect(distance(step.image!.subarray(1), nth(image, at, count)), name).toBeLessThan(1e-9);
        expect(distance(step.text!, nth(text, at, count)), name).toBeLessThan(1e-9);
      });
    });
  });

  it('has evidence that follows from the recorded attention and gradients', () => {
    blocks.forEach(({ abar, attention, gradcam, heads }, n) => {
      const [A, gradient] = [readOf(n, 'attention'), readOf(n, 'gradient')];
      if (!recorded.blocks[n]!.reached) {
        // Nothing is reduced where the answer does not depend on the block.
        for (const values of [gradient, abar, attention])
          expect(values.every((value) => value === 0)).toBe(true);
        return;
      }
      // Reduced in float32 by other programs.
      expect(distance(abar, abarOf(A, gradient, heads))).toBeLessThan(1e-5);
      expect(distance(attention, meanOf(A, heads))).toBeLessThan(1e-6);
      if (has(n, 'gradcam')) expect(distance(gradcam!, gradcamOf(A, gradient, heads))).toBeLessThan(1e-5);
    });
  });

  it('has maps of evidence computed in float64 that are as near as its rounding allows', () => {
    const again = blocks.map((block, n) => ({
      ...block,
      abar: abarOf(readOf(n, 'attention'), readOf(n, 'gradient'), block.heads),
    }));
    const [maps] = attentionMaps({ ...evidence, blocks: again }, [{ id: 'equal' }]);
    const [want] = attentionMaps(evidence, [{ id: 'equal' }]);
    for (const stream of ['image', 'text'])
      expect(distance(maps![stream]!, want![stream]!)).toBeLessThan(1e-5);
  });
});
