import { describe, expect, it } from 'vitest';
import { START, streamOf } from '../anatomy';
import { attentionMaps } from './compute';
import type { Evidence, MethodOptions } from './method';
import { atClass, atProbe, EVEN, pooledModel, PROBED } from './testing/pooled';

function mapsOf(evidence: Evidence, options: MethodOptions) {
  const [maps] = attentionMaps(evidence, [options]);
  return { joint: [...maps!.joint!], probe: [...maps!.probe!] };
}

function expectNear(got: readonly number[], want: readonly number[]): void {
  expect(got.length).toBe(want.length);
  got.forEach((value, n) => expect(value).toBeCloseTo(want[n]!, 12));
}

/** Attention of the second block: each token attends mostly to the next. */
const NEXT = [
  [0, 0.5, 0.25, 0.25],
  [0, 0, 1, 0],
  [0, 0, 0, 1],
  [1, 0, 0, 0],
];

describe('raw attention', () => {
  it('is the row of the last block that reads a stream: the probe’s', () => {
    const { joint, probe } = mapsOf(pooledModel([atClass, atProbe], NEXT), { id: 'raw' });
    expect(joint).toEqual(PROBED);
    // Nothing attends to a probe.
    expect(probe).toEqual([0]);
  });

  it('is the class token’s row where that alone is read', () => {
    expect(mapsOf(pooledModel([atClass], NEXT), { id: 'raw' }).joint).toEqual([0, 0.5, 0.25, 0.25]);
  });

  it('is the weighted sum of the rows that are read', () => {
    const mean = { ...atClass, weights: [0.5, 0, 0.25, 0.25] };
    // ½ [0, .5, .25, .25] + ¼ [0, 0, 0, 1] + ¼ [1, 0, 0, 0].
    expect(mapsOf(pooledModel([mean], NEXT), { id: 'raw' }).joint).toEqual([0.25, 0.25, 0.125, 0.375]);
  });

  it('looks at the last block before the state that is read', () => {
    expect(mapsOf(pooledModel([{ ...atClass, version: 0 }], NEXT), { id: 'raw' }).joint).toEqual(EVEN[0]);
  });

  it('does not depend on the order of a target’s read-outs', () => {
    const { streams, blocks } = pooledModel([], NEXT);
    // Two depths of the probe, both after the block that reads the tokens: two rows of nothing else than it.
    const later = {
      ...blocks[2]!,
      key: 'probe',
      queryVersion: 2,
      keyVersion: 2,
      cols: 1,
      kind: 'probe.self',
    };
    const one = Float64Array.of(1);
    const deep = [...blocks, { ...later, abar: one, attention: one, gradcam: one }];
    const readOuts = [0.75, 0.25].map((weight, n) => ({
      stream: 'probe',
      version: 2 + n,
      weights: [weight],
    }));
    const [there, back] = [readOuts, [...readOuts].reverse()].map((read) =>
      mapsOf({ streams, blocks: deep, readOuts: read }, { id: 'raw' }),
    );
    expect(there).toEqual(back);
  });

  it('says which words or patches nobody looks at', () => {
    const text = streamOf('text', [{ kind: 'words', count: 2, label: 'words' }]);
    const { streams, ...rest } = pooledModel([atClass]);
    expect(() => mapsOf({ ...rest, streams: [...streams, text] }, { id: 'raw' })).toThrow(
      'no block in which a stream that is read attends to text tokens',
    );
  });
});

describe('Grad-CAM on attention', () => {
  it('reads the map of the same block', () => {
    const { joint, probe } = mapsOf(pooledModel([atClass, atProbe], NEXT), { id: 'gradcam' });
    expectNear(joint, [1, 2, 3, 4]);
    expect(probe).toEqual([0]);
    expectNear(mapsOf(pooledModel([atClass], NEXT), { id: 'gradcam' }).joint, [0, 5, 2.5, 2.5]);
  });

  it('says which block lacks it', () => {
    const { gradcam: _, ...bare } = pooledModel([]).blocks[2]!;
    const { blocks, ...rest } = pooledModel([atProbe]);
    expect(() => mapsOf({ ...rest, blocks: [...blocks.slice(0, 2), bare] }, { id: 'gradcam' })).toThrow(
      'needs the Grad-CAM map of block probe.pooling 0',
    );
  });
});

describe('attention rollout', () => {
  // With U all ¼ and U² = U: M = (U + I)/2, M² = (3U + I)/4.
  it('multiplies through what the class token has seen', () => {
    const { joint, probe } = mapsOf(pooledModel([atClass]), { id: 'rollout' });
    expectNear(joint, [7 / 16, 3 / 16, 3 / 16, 3 / 16]);
    expect(probe).toEqual([0]);
  });

  it('adds what the probe has seen, through the tokens that it pools', () => {
    // aᵀM² = 3/16 + a/4 with a the probe's attention.
    const pooled = [0.2125, 0.2375, 0.2625, 0.2875];
    expectNear(mapsOf(pooledModel([atProbe]), { id: 'rollout' }).joint, pooled);
    const both = mapsOf(pooledModel([atClass, atProbe]), { id: 'rollout' });
    expectNear(both.joint, [0.65, 0.425, 0.45, 0.475]);
    // Its one token is what it was.
    expect(both.probe).toEqual([1]);
  });

  it('leaves out blocks below the start layer', () => {
    const { joint } = mapsOf(pooledModel([atClass]), { id: 'rollout', startLayer: 1 });
    expectNear(joint, [5 / 8, 1 / 8, 1 / 8, 1 / 8]);
  });

  it('ends at the state that is read', () => {
    // One block only: e₀ᵀM.
    const { joint } = mapsOf(pooledModel([{ ...atClass, version: 0 }]), { id: 'rollout' });
    expectNear(joint, [5 / 8, 1 / 8, 1 / 8, 1 / 8]);
  });

  it('begins at the state that the keys are read from', () => {
    // The probe pools what is there after one block: aᵀM = 1/8 + a/2.
    const { joint } = mapsOf(pooledModel([atProbe], EVEN, { keyVersion: 0 }), { id: 'rollout' });
    expectNear(joint, [0.175, 0.225, 0.275, 0.325]);
  });
});

describe('random', () => {
  it('draws from 0 to 1 for each token of every stream, by the seed', () => {
    const draw = (seed: number, startLayer = 0) =>
      mapsOf(pooledModel([atClass]), { id: 'random', seed, startLayer });
    const { joint, probe } = draw(1);
    expect([joint.length, probe.length]).toEqual([4, 1]);
    expect(new Set([...joint, ...probe]).size).toBe(5);
    for (const value of [...joint, ...probe]) expect(value >= 0 && value < 1).toBe(true);
    expect(draw(1, 5)).toEqual(draw(1));
    expect(draw(2)).not.toEqual(draw(1));
    expect(mapsOf(pooledModel([atClass]), { id: 'random' })).toEqual(draw(0));
  });
});

describe('centre', () => {
  it('puts a bump on the grid and one on the words, nothing on special tokens', () => {
    // Two patches in a row lie ±1/4 of the side from the middle, one standard deviation: exp(−½).
    const { joint, probe } = mapsOf(pooledModel([atClass]), { id: 'centre' });
    const side = Math.exp(-0.5);
    expectNear(joint, [0, 1, side, side]);
    expect(probe).toEqual([1]);
  });

  it('knows rows from columns, and lies over all tokens of a text', () => {
    const image = streamOf('image', [
      { kind: 'patches', count: 3, grid: { rows: 3, cols: 1 }, label: 'patches' },
    ]);
    const text = streamOf('text', [
      { kind: 'special', count: 1, label: 'start' },
      { kind: 'words', count: 3, label: 'words' },
    ]);
    const readOuts = [{ stream: 'image', version: START, weights: [1, 0, 0] }];
    const [maps] = attentionMaps({ streams: [image, text], blocks: [], readOuts }, [{ id: 'centre' }]);
    // Thirds lie 4/3 standard deviations from the middle: exp(−8/9). Quarters: at 3/8 and 1/8, 1.5 and 0.5 deviations.
    expectNear([...maps!.image!], [Math.exp(-8 / 9), 1, Math.exp(-8 / 9)]);
    const [far, near] = [Math.exp(-1.125), Math.exp(-0.125)];
    expectNear([...maps!.text!], [far, near, near, far]);
  });
});

describe('accumulated relevance of the same model', () => {
  it('adds up what the class token and the probe read', () => {
    // Ā = U twice: R_jj = (I + U)² = I + 3U. Class token: e₀ᵀR = ¾ everywhere and 1 more for itself.
    const classRow = [1.75, 0.75, 0.75, 0.75];
    expectNear(mapsOf(pooledModel([atClass]), { id: 'equal' }).joint, classRow);
    // R̂ = 3U has rows of ¾ each that sum to 3: R̄ = U + I. R_pj = aᵀ(U + I) = ¼ + a.
    const probeRow = [0.35, 0.45, 0.55, 0.65];
    expectNear(mapsOf(pooledModel([atProbe]), { id: 'equal' }).joint, probeRow);
    const both = mapsOf(pooledModel([atClass, atProbe]), { id: 'equal' });
    expectNear(
      both.joint,
      classRow.map((value, n) => value + probeRow[n]!),
    );
    expect(both.probe).toEqual([1]);
    // Without self terms: Ā alone. Without normalisation: aᵀ(I + 3U) = a + ¾.
    expectNear(mapsOf(pooledModel([atProbe]), { id: 'equal-no-self' }).joint, PROBED);
    expectNear(
      mapsOf(pooledModel([atProbe]), { id: 'equal-no-normalisation' }).joint,
      PROBED.map((value) => value + 0.75),
    );
  });
});
