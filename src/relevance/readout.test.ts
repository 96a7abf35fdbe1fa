import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastVersion, readAt } from '../anatomy';
import { attentionMaps, ruleOf } from '../methods/compute';
import type { Evidence, MethodOptions } from '../methods/method';
import { accumulatedMaps, readMatrices } from './maps';
import { mutualBlocks, toNetwork } from './network';
import { readRows } from './readout';
import { toSteps } from './steps';
import { randomModel, twoStreams } from './testing/blocks';
import { shapes } from './testing/shapes';
import { distance } from './testing/distance';
import { ACCUMULATING, permuted } from './testing/methods';
import { naiveRows } from './testing/naive';
import { networkOf, networkPlans } from './testing/networks';
import type { StreamMaps } from './types';

const options = fc.record({
  method: fc.constantFrom(...ACCUMULATING),
  startLayer: fc.integer({ min: 0, max: 2 }),
});

/** More of them than this are read by matrices only: by vectors each doubles the work. */
const MOST_MUTUAL = 7;

/** Furthest of the maps of all streams. */
function furthest(got: StreamMaps, want: Readonly<Record<string, ArrayLike<number>>>): number {
  expect(Object.keys(got)).toEqual(Object.keys(want));
  return Math.max(...Object.entries(want).map(([stream, map]) => distance(got[stream]!, map)));
}

/** Maps by vectors, and by full matrices. */
function bothWays({ streams, blocks, readOuts }: Evidence, method: MethodOptions, startLayer: number) {
  const rule = ruleOf(method)!;
  const network = toNetwork(blocks, streams, startLayer);
  return {
    matrices: readMatrices(network, rule, readOuts),
    rows: mutualBlocks(network) > MOST_MUTUAL ? null : readRows(toSteps(network, [rule]), readOuts),
  };
}

describe('readRows', () => {
  it('equals the row of the full matrices up to rounding, for every method and any order of two streams', () => {
    fc.assert(
      fc.property(
        shapes,
        fc.integer(),
        options,
        fc.nat(),
        fc.boolean(),
        (shape, seed, chosen, at, towers) => {
          const blocks = randomModel(shape, seed);
          const text = readAt(blocks, 'text', at % shape.text, shape.text);
          const readOuts = towers ? [readAt(blocks, 'image', 0, shape.image), text] : [text];
          const evidence = { streams: twoStreams(shape), blocks, readOuts };
          const { rows, matrices } = bothWays(evidence, chosen.method, chosen.startLayer);
          expect(furthest(rows!, matrices)).toBeLessThan(1e-12);
          for (const map of Object.values(rows!)) expect(map.every((value) => value >= 0)).toBe(true);
        },
      ),
      { seed: 2021, numRuns: 300 },
    );
  });

  it('equals the equations with nested loops, for any number of streams and any read-outs', () => {
    let byVectors = 0;
    fc.assert(
      fc.property(networkPlans, options, (plan, { method, startLayer }) => {
        const evidence = networkOf(plan);
        const want = naiveRows(evidence, { ...method, startLayer }, permuted);
        const { rows, matrices } = bothWays(evidence, method, startLayer);
        expect(furthest(matrices, want)).toBeLessThan(1e-11);
        if (rows === null) return;
        byVectors++;
        expect(furthest(rows, want)).toBeLessThan(1e-11);
        expect(furthest(rows, matrices)).toBeLessThan(1e-12);
        for (const map of Object.values(rows)) expect(map.every((value) => value >= 0)).toBe(true);
      }),
      { seed: 2021, numRuns: 500 },
    );
    expect(byVectors).toBeGreaterThan(400);
  });

  it('equals the full matrices for options that no method has together', () => {
    const convex = ruleOf({ id: 'convex', importance: 'mixing' })!;
    fc.assert(
      fc.property(networkPlans, fc.boolean(), fc.boolean(), (plan, normalise, selfTerm) => {
        const { streams, blocks, readOuts } = networkOf(plan);
        const network = toNetwork(blocks, streams, 0);
        if (mutualBlocks(network) > MOST_MUTUAL) return;
        const rule = { ...convex, normalise, selfTerm };
        const rows = readRows(toSteps(network, [rule]), readOuts);
        expect(furthest(rows, readMatrices(network, rule, readOuts))).toBeLessThan(1e-12);
      }),
      { seed: 2021, numRuns: 100 },
    );
  });
});

describe('maps', () => {
  it.each(ACCUMULATING.map((method) => [`${method.id} ${method.importance ?? ''}`, method] as const))(
    'of %s equal the equations for networks of any shape',
    (_, method) => {
      fc.assert(
        fc.property(networkPlans, fc.integer({ min: 0, max: 2 }), (plan, startLayer) => {
          const evidence = networkOf(plan);
          const [maps] = attentionMaps(evidence, [{ ...method, startLayer }]);
          expect(furthest(maps!, naiveRows(evidence, { ...method, startLayer }, permuted))).toBeLessThan(
            1e-9,
          );
        }),
        { seed: 7, numRuns: 40 },
      );
    },
  );

  it('have the same bits for a method alone and in company', () => {
    fc.assert(
      fc.property(networkPlans, fc.integer({ min: 0, max: 2 }), (plan, startLayer) => {
        const evidence = networkOf(plan);
        const methods = ACCUMULATING.map((method) => ({ ...method, startLayer }));
        const together = attentionMaps(evidence, methods);
        methods.forEach((method, n) => expect(together[n]).toEqual(attentionMaps(evidence, [method])[0]));
      }),
      { seed: 7, numRuns: 25 },
    );
  });

  it('add up over the read-outs of a target', () => {
    fc.assert(
      fc.property(networkPlans, options, (plan, { method, startLayer }) => {
        const { streams, blocks, readOuts } = networkOf(plan);
        const of = (read: Evidence['readOuts']) =>
          accumulatedMaps(blocks, streams, read, [ruleOf(method)!], startLayer)[0]!;
        const apart = readOuts.map((readOut) => of([readOut]));
        const sums = Object.fromEntries(
          streams.map(({ id }) => [
            id,
            apart.map((maps) => maps[id]!).reduce((sum, map) => sum.map((value, n) => value + map[n]!)),
          ]),
        );
        expect(furthest(of(readOuts), sums)).toBeLessThan(1e-12);
      }),
      { seed: 7, numRuns: 60 },
    );
  });

  it('of a state before the last are those of the model that ends there', () => {
    fc.assert(
      fc.property(networkPlans, fc.nat({ max: 11 }), ({ pieces, ...plan }, at) => {
        const whole = networkOf({ ...plan, pieces });
        const { blocks, streams } = whole;
        const count = Math.min(at, blocks.length);
        const readOuts = streams.map(({ id, parts }) => ({
          stream: id,
          version: lastVersion(blocks, id, count),
          weights: Array.from({ length: parts[0]!.to }, () => 1 / parts[0]!.to),
        }));
        const [long] = attentionMaps({ streams, blocks, readOuts }, [{ id: 'equal' }]);
        const [short] = attentionMaps({ streams, blocks: blocks.slice(0, count), readOuts }, [
          { id: 'equal' },
        ]);
        expect(furthest(long!, short!)).toBeLessThan(1e-12);
      }),
      { seed: 7, numRuns: 60 },
    );
  });
});
