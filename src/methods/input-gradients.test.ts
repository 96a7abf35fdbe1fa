import { describe, expect, it } from 'vitest';
import { inputTimesGradient, rowProducts } from './input-times-gradient';
import { integratedGradientsMaps, missed, pathPoint } from './integrated-gradients';
import type { Probe, ProbedInputs, ProbeInputs } from './probe';
import { madeProbe } from './testing/probe';

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);

/**
 * y = Σ w x² over two numbers a patch, plus Σ v x³ over two a token, with w = 1, 2, … and v = 1, 2, …: gradients 2wx and
 * 3vx².
 */
const score = ({ patches, embeds }: ProbeInputs) =>
  sum(patches.map((x, i) => (i + 1) * x ** 2)) + sum(embeds.map((x, i) => (i + 1) * x ** 3));
const inputs = (given: ProbeInputs, empty: ProbeInputs): ProbedInputs => ({
  given,
  empty,
  gradients: (rows) =>
    Promise.resolve({
      patches: Float32Array.from(rows.flatMap(({ patches }) => [...patches.map((x, i) => 2 * (i + 1) * x)])),
      embeds: Float32Array.from(
        rows.flatMap(({ embeds }) => [...embeds.map((x, i) => 3 * (i + 1) * x ** 2)]),
      ),
    }),
  scores: (rows) => Promise.resolve(rows.map(score)),
});

/** Two patches in a row and two tokens. */
const probe = (probed?: ProbedInputs): Probe =>
  madeProbe({
    grid: { rows: 1, cols: 2 },
    wordIds: [0, 1],
    target: Float32Array.of(1),
    logits: () => Promise.reject(new Error('The model is not run as a whole.')),
    ...(probed === undefined ? {} : { inputs: probed }),
  });

const given = { patches: Float32Array.of(1, 2, 3, -1), embeds: Float32Array.of(1, 2, 0, -1) };
const empty = { patches: new Float32Array(4), embeds: Float32Array.of(1, 0, 0, 0) };

describe('rowProducts', () => {
  it('sums products row by row', () => {
    expect([...rowProducts(Float32Array.of(1, 2, 3, 4), [10, 1, 0, -1], 2)]).toEqual([12, -4]);
    expect([...rowProducts(Float32Array.of(1, 2, 3), [1, 1, 1], 3)]).toEqual([1, 2, 3]);
  });
});

describe('input × gradient', () => {
  const run = (of: Probe) => {
    const { compute } = inputTimesGradient;
    if (compute.kind !== 'probe') throw new TypeError('Input × gradient is a probe.');
    return compute.maps(of);
  };

  it('multiplies pixels, and embeddings without their positions, by their gradients', async () => {
    const { maps, facts } = await run(probe(inputs(given, empty)));
    // x · 2wx: 2·1·1 + 2·2·4 and 2·3·9 + 2·4·1.
    expect([...maps.image!]).toEqual([18, 62]);
    // (x − x′) · 3vx²: 0·3 + 2·3·2·4, and 0 − 3·4·1.
    expect([...maps.text!]).toEqual([48, -12]);
    expect(facts).toEqual({ baseline: expect.stringContaining('mean-colour') as string });
  });

  it('says what a model lacks', async () => {
    await expect(run(probe())).rejects.toThrow('Method inputxgradient needs gradients of the inputs');
    await expect(integratedGradientsMaps(probe())).rejects.toThrow(
      'Method integrated-gradients needs gradients',
    );
  });
});

describe('integrated gradients', () => {
  it('weigh the points of a path so that powers of the share integrate', () => {
    const points = Array.from({ length: 32 }, (_, n) => pathPoint(n, 32));
    // ∫ 1 dα = 1, ∫ α dα = 1/2, ∫ α² dα = 1/3.
    [1, 1 / 2, 1 / 3].forEach((integral, power) =>
      expect(sum(points.map(({ share, weight }) => weight * share ** power))).toBeCloseTo(integral, 2.5),
    );
  });

  it('state what is missed as a share of the change', () => {
    expect(missed(Float64Array.of(1, 0.5), 2)).toBe(0.25);
    expect(missed(Float64Array.of(0.5), 0)).toBe(0.5);
    expect(missed(Float64Array.of(-1, -2), -4)).toBe(0.25);
  });

  it('give each input what it changes, one path for the image and one for the text', async () => {
    const { maps, facts } = await integratedGradientsMaps(probe(inputs(given, empty)), 200);
    // w x² and v (x³ − x′³), row by row.
    [1 + 8, 27 + 4].forEach((value, n) => expect(maps.image![n]).toBeCloseTo(value, 2));
    [16, -4].forEach((value, n) => expect(maps.text![n]).toBeCloseTo(value, 2));
    expect(facts.steps).toBe(200);
    expect(facts.completenessErrorImage).toBeLessThan(1e-3);
    expect(facts.completenessErrorText).toBeLessThan(1e-3);
  });

  it('come closer with more steps, also where they do not fill the last batch', async () => {
    const error = async (steps: number) => {
      const { facts } = await integratedGradientsMaps(probe(inputs(given, empty)), steps);
      return facts.completenessErrorImage as number;
    };
    const [few, more, many] = [await error(2), await error(13), await error(40)];
    expect(many).toBeLessThan(more);
    expect(more).toBeLessThan(few);
  });
});
