import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { START, streamOf } from '../anatomy';
import { relevanceOf, ruleOf } from '../methods/compute';
import { accumulate } from './accumulate';
import { makeBlock, randomModel, twoStreams } from './testing/blocks';
import { shapes } from './testing/shapes';
import { distance } from './testing/distance';
import { ACCUMULATING, permuted } from './testing/methods';
import { naiveRelevance } from './testing/naive';
import { networkOf, networkPlans } from './testing/networks';
import type { Block } from './types';

const EQUAL = ruleOf({ id: 'equal' })!;

describe('more than two streams on paper', () => {
  const stream = (id: string, count: number) => streamOf(id, [{ kind: 'other', count, label: id }]);
  /** Block n of a model in which everything reads the latest state, unless `more` says otherwise. */
  const block = (
    query: string,
    key: string,
    versions: [number, number],
    abar: number[][],
    more = {},
  ): Block => ({
    ...makeBlock('text.self', { layer: 0 }, abar),
    query,
    key,
    queryVersion: versions[0],
    keyVersion: versions[1],
    ...more,
  });

  it('passes relevance down a chain: an answer that reads a question that has read an image', () => {
    const streams = [stream('image', 2), stream('question', 2), stream('answer', 1)];
    const blocks = [
      block(
        'question',
        'image',
        [START, START],
        [
          [0.5, 0],
          [0.25, 1],
        ],
      ),
      block('answer', 'question', [START, 0], [[0.5, 2]]),
    ];
    const R = accumulate(blocks, streams, EQUAL);
    expect([...R.question!.image!]).toEqual([0.5, 0, 0.25, 1]);
    // R̄_qq = I: the question has only read the image. R_aq = [.5, 2]; R_ai = [.5, 2] R_qi = [.25 + .5, 2].
    expect([...R.answer!.question!]).toEqual([0.5, 2]);
    expect([...R.answer!.image!]).toEqual([0.75, 2]);
    expect([...R.answer!.answer!]).toEqual([1]);
    expect([...R.image!.answer!, ...R.question!.answer!]).toEqual([0, 0, 0, 0]);
  });

  it('reads a probe at its start and its keys late', () => {
    const streams = [stream('joint', 2), stream('probe', 1)];
    const self = (version: number) =>
      block(
        'joint',
        'joint',
        [version, version],
        [
          [0, 1],
          [0, 1],
        ],
      );
    const pooling = block('probe', 'joint', [START, 1], [[0.5, 0.25]], { pooling: true });
    // R_jj after one block: [[1, 1], [0, 2]]; after two: + A R = [[1, 3], [0, 4]].
    // R̂ = [[0, 3], [0, 3]], R̄ = [[1, 1], [0, 2]]; R_pj = [.5, .25] R̄ = [.5, 1].
    const R = accumulate([self(START), self(0), pooling], streams, EQUAL);
    expect([...R.joint!.joint!]).toEqual([1, 3, 0, 4]);
    expect([...R.probe!.joint!]).toEqual([0.5, 1]);
    // Of the state before any block R̄ is I alone.
    const early = accumulate([self(START), self(0), { ...pooling, keyVersion: START }], streams, EQUAL);
    expect([...early.probe!.joint!]).toEqual([0.5, 0.25]);
    // Without a residual connection there is nothing to weigh against, so importances change nothing.
    const weighed = {
      ...pooling,
      importance: { norm: { output: Float64Array.of(8), residual: Float64Array.of(2) } },
    };
    const weighted = ruleOf({ id: 'weighted', importance: 'norm' })!;
    expect([...accumulate([self(START), self(0), weighed], streams, weighted).probe!.joint!]).toEqual([
      0.5, 1,
    ]);
  });

  it('begins a stream with a pooling head, whatever its queries were before', () => {
    const streams = [stream('image', 2), stream('probe', 1)];
    const before = block('probe', 'image', [START, START], [[2, 4]]);
    const pooling = block('probe', 'image', [0, START], [[0.5, 0.25]], { pooling: true });
    // R_pp = I before it, so R_pi = [.5, .25] and nothing of what the probe had read.
    const R = accumulate([before, pooling], streams, EQUAL);
    expect([...R.probe!.image!]).toEqual([0.5, 0.25]);
  });

  it('keeps apart streams that never meet', () => {
    const streams = [stream('one', 1), stream('other', 2)];
    const R = accumulate([block('one', 'one', [START, START], [[3]])], streams, EQUAL);
    expect([...R.one!.one!]).toEqual([4]);
    expect([...R.one!.other!]).toEqual([0, 0]);
    expect([...R.other!.other!]).toEqual([1, 0, 0, 1]);
  });
});

describe('accumulate', () => {
  const options = fc.record({
    method: fc.constantFrom(...ACCUMULATING),
    startLayer: fc.integer({ min: 0, max: 2 }),
  });

  it('equals the equations written out with nested loops, for any order of blocks of two streams', () => {
    fc.assert(
      fc.property(shapes, fc.integer(), options, (shape, seed, { method, startLayer }) => {
        const evidence = { streams: twoStreams(shape), blocks: randomModel(shape, seed), readOuts: [] };
        const got = relevanceOf(evidence, { ...method, startLayer });
        const want = naiveRelevance(evidence, { ...method, startLayer }, permuted);
        // The naive R − I keeps only 1e-16 beside the identity; its rows here are down to 1e-6 of that.
        for (const s of ['text', 'image'])
          for (const t of ['text', 'image'])
            expect(distance(got[s]![t]!, want.last(s)[t]!.flat())).toBeLessThan(1e-7);
      }),
      { seed: 2021, numRuns: 300 },
    );
  });

  it('equals them for any number of streams, whatever states their blocks read', () => {
    fc.assert(
      fc.property(networkPlans, options, (plan, { method, startLayer }) => {
        const evidence = networkOf(plan);
        const got = relevanceOf(evidence, { ...method, startLayer });
        const want = naiveRelevance(evidence, { ...method, startLayer }, permuted);
        for (const { id: s } of evidence.streams)
          for (const { id: t } of evidence.streams)
            expect(distance(got[s]![t]!, want.last(s)[t]!.flat())).toBeLessThan(1e-11);
      }),
      { seed: 2021, numRuns: 400 },
    );
  });

  it('never makes relevance negative', () => {
    fc.assert(
      fc.property(networkPlans, options, (plan, { method, startLayer }) => {
        const relevance = relevanceOf(networkOf(plan), { ...method, startLayer });
        for (const rows of Object.values(relevance))
          for (const matrix of Object.values(rows)) expect(matrix.every((value) => value >= 0)).toBe(true);
      }),
      { seed: 2021, numRuns: 200 },
    );
  });
});
