import { describe, expect, it } from 'vitest';
import { logOdds, meanOverWindows, occlusion, windowSide, windowsOf } from './occlusion';
import type { Probe, ProbedMaps, Shortened } from './probe';
import { madeProbe } from './testing/probe';

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);

describe('windows', () => {
  it('are centred on each patch and cut at the border', () => {
    const square = windowsOf({ rows: 3, cols: 3 }, 3);
    expect(square[0]).toEqual([0, 1, 3, 4]);
    expect(square[4]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect([4, 7, 12, 14, 24].map(windowSide)).toEqual([1, 1, 3, 3, 7]);
  });

  it('lie on grids that are not square', () => {
    // 0 1 2 3
    // 4 5 6 7
    const wide = windowsOf({ rows: 2, cols: 4 }, 3);
    expect(wide.length).toBe(8);
    expect(wide[0]).toEqual([0, 1, 4, 5]);
    expect(wide[2]).toEqual([1, 2, 3, 5, 6, 7]);
    expect(wide[7]).toEqual([2, 3, 6, 7]);
    // 0 1
    // 2 3
    // 4 5
    const high = windowsOf({ rows: 3, cols: 2 }, 3);
    expect(high[2]).toEqual([0, 1, 2, 3, 4, 5]);
    expect(high[5]).toEqual([2, 3, 4, 5]);
    expect(windowsOf({ rows: 2, cols: 3 }, 1)).toEqual([[0], [1], [2], [3], [4], [5]]);
  });

  it('give each patch their mean', () => {
    // Patch 0 is in the windows of 0 and 1, patch 1 in all three of a row of three.
    const windows = windowsOf({ rows: 1, cols: 3 }, 3);
    expect(windows).toEqual([
      [0, 1],
      [0, 1, 2],
      [1, 2],
    ]);
    expect([...meanOverWindows(windows, [3, 6, 0], 3)]).toEqual([4.5, 3, 3]);
  });
});

describe('log-odds', () => {
  it('are those of the answer against all others, or against the rival', () => {
    const logits = [Math.log(0.2), Math.log(0.5), Math.log(0.3)];
    expect(logOdds(logits, Float32Array.of(0, 1, 0))).toBeCloseTo(Math.log(0.5 / 0.5), 6);
    expect(logOdds(logits, Float32Array.of(1, 0, 0))).toBeCloseTo(Math.log(0.2 / 0.8), 6);
    expect(logOdds(logits, Float32Array.of(1, 0, -1))).toBeCloseTo(Math.log(0.2 / 0.3), 6);
  });

  it('hold where logits are large', () => {
    expect(logOdds([1000, 1001], Float32Array.of(0, 1))).toBeCloseTo(1, 6);
    expect(logOdds([-1000, -1002], Float32Array.of(0, 1))).toBeCloseTo(-2, 6);
  });
});

describe('occlusion', () => {
  const run = (probe: Probe): Promise<ProbedMaps> => {
    const { compute } = occlusion;
    if (compute.kind !== 'probe') throw new TypeError('Occlusion is a probe.');
    return compute.maps(probe);
  };

  it('tells what the model runs on: a made-up model that looks at patch 5 and the second word only', async () => {
    const runs: Shortened[][] = [];
    const probe = madeProbe({
      target: Float32Array.of(0, 1),
      logits: (batch) => {
        runs.push([...batch]);
        return Promise.resolve(
          Float32Array.from(
            batch.flatMap(({ patches, words }) => [
              0,
              (patches === undefined || patches.includes(5) ? 2 : 0) +
                (words === undefined || words.includes(1) ? 1 : 0),
            ]),
          ),
        );
      },
    });
    const { maps, facts } = await run(probe);
    expect(facts).toEqual({ window: 1, stride: 1 });
    expect(maps.image![5]).toBeCloseTo(2, 6);
    expect(sum(maps.image!)).toBeCloseTo(2, 6);
    // The second word's two tokens share what it is worth.
    [0, 0, 0.5, 0.5, 0].forEach((value, token) => expect(maps.text![token]).toBeCloseTo(value, 6));
    // The whole input, each patch and each word; inputs of one batch are equally long.
    expect(runs.flat().length).toBe(1 + 16 + 2);
    const length = ({ patches, words }: Shortened) => `${patches?.length} ${words?.join()}`;
    for (const batch of runs) {
      expect(batch.length).toBeLessThanOrEqual(8);
      expect(new Set(batch.map(length)).size).toBe(1);
    }
  });

  it('takes its window from the shorter side of the grid, and keeps the grid’s order', async () => {
    const grid = { rows: 2, cols: 8 };
    const probe = madeProbe({
      grid,
      wordIds: [-1],
      target: Float32Array.of(1, -1),
      logits: (batch) =>
        Promise.resolve(
          Float32Array.from(
            batch.flatMap(({ patches }) => [patches === undefined || patches.includes(9) ? 3 : 0, 0]),
          ),
        ),
    });
    const { maps, facts } = await run(probe);
    expect(facts).toEqual({ window: 1, stride: 1 });
    expect([...maps.image!]).toEqual(Array.from({ length: 16 }, (_, patch) => (patch === 9 ? 3 : 0)));
    expect([...maps.text!]).toEqual([0]);
  });
});
