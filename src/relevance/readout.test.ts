import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accumulate } from './accumulate';
import { explainAll, explainMaps, readMatrices, relevanceOf } from './explain';
import { IMPORTANCES } from './importance';
import { permutation, prng } from './prng';
import { readRows } from './readout';
import { ruleOf, type MethodOptions } from '../methods/rules';
import { toProgram } from './steps';
import { randomModel, type ModelShape } from './testing/blocks';
import { naiveRelevance } from './testing/naive';
import type { ReadOut } from './types';

const PLAIN = ['equal', 'equal-no-normalisation', 'equal-no-self'].map((id): MethodOptions => ({ id }));
const WITH_IMPORTANCE = ['weighted', 'convex', 'layer-mean', 'shuffled'].flatMap((id) =>
  IMPORTANCES.map((importance): MethodOptions => ({ id, importance, seed: 3 })),
);
const ACCUMULATING = [...PLAIN, ...WITH_IMPORTANCE];

const shapes: fc.Arbitrary<ModelShape> = fc.record({
  text: fc.integer({ min: 1, max: 5 }),
  image: fc.integer({ min: 2, max: 6 }),
  visionLayers: fc.integer({ min: 0, max: 3 }),
  textLayers: fc.integer({ min: 0, max: 3 }),
  mapper: fc.array(
    fc.record({
      cross: fc.constantFrom('both', 'text', 'image', 'apart', 'none' as const),
      self: fc.boolean(),
    }),
    { maxLength: 4 },
  ),
});
const cases = fc.record({
  shape: shapes,
  seed: fc.integer(),
  method: fc.constantFrom(...ACCUMULATING),
  startLayer: fc.integer({ min: 0, max: 2 }),
});
const SEEDED = { seed: 2021, numRuns: 400 };

/** Largest difference, relative to the largest value. */
function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  const largest = Math.max(...Array.from(b, Math.abs), 1e-300);
  return Math.max(...Array.from(a, (value, n) => Math.abs(value - b[n]!))) / largest;
}

describe('accumulate', () => {
  it('equals the equations written out with nested loops, for any order of blocks', () => {
    fc.assert(
      fc.property(cases, ({ shape, seed, method, startLayer }) => {
        const blocks = randomModel(shape, seed);
        const options = { ...method, startLayer };
        const got = relevanceOf(blocks, shape, options);
        const want = naiveRelevance(blocks, shape.text, shape.image, options, (block, index) => [
          ...permutation(block.rows, prng(3, index)),
        ]);
        // The naive R − I keeps only 1e-16 beside the identity; its rows here are down to 1e-6 of that.
        for (const name of ['tt', 'ti', 'it', 'ii'] as const) {
          expect(distance(got[name], want[name].flat())).toBeLessThan(1e-7);
        }
      }),
      SEEDED,
    );
  });

  it('never makes relevance negative', () => {
    fc.assert(
      fc.property(cases, ({ shape, seed, method, startLayer }) => {
        const { tt, ti, it, ii } = relevanceOf(randomModel(shape, seed), shape, { ...method, startLayer });
        for (const matrix of [tt, ti, it, ii]) expect(matrix.every((value) => value >= 0)).toBe(true);
      }),
      SEEDED,
    );
  });
});

describe('readRows', () => {
  it('equals the row of the full matrices up to rounding, for every method and any order of blocks', () => {
    fc.assert(
      fc.property(cases, fc.nat(), fc.boolean(), ({ shape, seed, method, startLayer }, at, towers) => {
        const blocks = randomModel(shape, seed);
        const rule = ruleOf(method)!;
        const readOut: ReadOut = { mode: towers ? 'towers' : 'cross', row: at % shape.text };
        const rows = readRows(toProgram(blocks, shape, [rule], startLayer), readOut);
        const want = readMatrices(accumulate(blocks, shape, rule, startLayer), shape, readOut);
        expect(distance(rows.image, want.image)).toBeLessThan(1e-12);
        expect(distance(rows.text, want.text)).toBeLessThan(1e-12);
        expect(rows.image.every((value) => value >= 0)).toBe(true);
      }),
      SEEDED,
    );
  });

  it('gives each method the same bits alone and in company', () => {
    fc.assert(
      fc.property(cases, ({ shape, seed, startLayer }) => {
        const blocks = randomModel(shape, seed);
        const readOut: ReadOut = { mode: 'cross', row: shape.text - 1 };
        const methods = ACCUMULATING.map((method) => ({ ...method, startLayer }));
        const together = explainAll(blocks, shape, readOut, methods);
        methods.forEach((method, n) => {
          const alone = explainMaps(blocks, shape, readOut, method);
          expect(together[n]!.image).toEqual(alone.image);
          expect(together[n]!.text).toEqual(alone.text);
        });
      }),
      { seed: 7, numRuns: 20 },
    );
  });
});
