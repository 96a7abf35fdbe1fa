import { describe, expect, it } from 'vitest';
import { readAt } from '../anatomy';
import { attentionMaps, relevanceOf, ruleOf } from '../methods/compute';
import { accumulate, normaliseRows } from './accumulate';
import { IMPORTANCES } from './importance';
import {
  inOrder,
  looseModel,
  makeBlock,
  randomModel,
  twoStreams,
  type LooseBlock,
  type ModelShape,
} from './testing/blocks';
import type { Block, Importance } from './types';

const round = (values: ArrayLike<number>) => Array.from(values, (value) => Number(value.toFixed(12)));

const EQUAL = ruleOf({ id: 'equal' })!;
const TWO = twoStreams({ text: 2, image: 2 });

/** R of two tokens of text and two of the image. */
const relevance = (blocks: readonly LooseBlock[], options = { id: 'equal' }) =>
  relevanceOf({ streams: TWO, blocks: inOrder(blocks), readOuts: [] }, options);

const SHAPE: ModelShape = {
  text: 4,
  image: 5,
  visionLayers: 2,
  textLayers: 2,
  mapper: [
    { cross: 'both', self: true },
    { cross: 'both', self: true },
  ],
};

/** The same blocks with both parts of every importance replaced. */
function withImportance(blocks: readonly Block[], output: number, residual: number): Block[] {
  return blocks.map((block) => {
    const pair = {
      output: new Float64Array(block.rows).fill(output),
      residual: new Float64Array(block.rows).fill(residual),
    };
    return { ...block, importance: { norm: pair, 'norm-ln': pair, gradient: pair, mixing: pair } };
  });
}

describe('equal accumulation on paper', () => {
  // Two text tokens, two image tokens (CLS and one patch).
  const T = [
    [0.5, 0],
    [0.25, 0.5],
  ];
  const C = [
    [0.2, 0.4],
    [0, 0.1],
  ];
  const text = makeBlock('text.self', { layer: 0 }, T);
  const image = makeBlock('vision.self', { layer: 0 }, [
    [0, 0],
    [0.5, 1.5],
  ]);
  const cross = makeBlock('mapper.text_to_image', { layer: 0 }, C);

  it('adds Ā R_ss in self-attention', () => {
    // R_tt = I + T.
    expect(round(relevance([text]).text!.text!)).toEqual([1.5, 0, 0.25, 1.5]);
    // A second time: (I + T)(I + T): row 2 is [0.25·1.5 + 1.5·0.25, 1.5²] = [0.75, 2.25].
    const twice = [text, { ...text, layer: 1 }];
    expect(round(relevance(twice).text!.text!)).toEqual([2.25, 0, 0.75, 2.25]);
  });

  it('adds R̄_ssᵀ Ā R̄_kk in cross-attention, with rows of R̂ normalised and zero rows left zero', () => {
    // R̂_tt = T: rows sum to 0.5 and 0.75, so R̄_tt = [[1, 0], [1/3, 2/3]] + I = [[2, 0], [1/3, 5/3]].
    // R̂_ii: row 1 is zero and stays zero; row 2 sums to 2, so R̄_ii = [[0, 0], [1/4, 3/4]] + I = [[1, 0], [1/4, 7/4]].
    // C R̄_ii = [[0.2 + 0.1, 0.7], [0.025, 0.175]].
    // R̄_ttᵀ (C R̄_ii): row 1 = 2·[0.3, 0.7] + ⅓·[0.025, 0.175]; row 2 = 5/3·[0.025, 0.175].
    const { image: ti, text: tt } = relevance([text, image, cross]).text!;
    expect(round(ti!)).toEqual(round([0.6 + 0.025 / 3, 1.4 + 0.175 / 3, 0.125 / 3, 0.875 / 3]));
    // Eq. 11 adds C R_it, and R_it is still zero.
    expect(round(tt!)).toEqual([1.5, 0, 0.25, 1.5]);
  });

  it('lets both directions of a co-attention layer read the state before it', () => {
    const back = makeBlock('mapper.image_to_text', { layer: 0 }, [
      [1, 2],
      [3, 4],
    ]);
    // R̄ = I on both sides: R_ti = C, R_it = [[1, 2], [3, 4]]; eq. 11 sees R_it = R_ti = 0 and adds nothing.
    const together = [cross, back].map((block) => ({ ...block, together: 'layer 0' }));
    const both = relevance(together);
    expect([...both.text!.text!]).toEqual([1, 0, 0, 1]);
    expect([...both.text!.image!]).toEqual(C.flat());
    expect([...both.image!.text!]).toEqual([1, 2, 3, 4]);
    expect([...both.image!.image!]).toEqual([1, 0, 0, 1]);
    // One after the other the second sees the first: R_ii = I + [[1, 2], [3, 4]] C = I + [[.2, .6], [.6, 1.6]].
    expect(round(relevance([cross, back]).image!.image!)).toEqual([1.2, 0.6, 0.6, 2.6]);
  });

  it('stays finite when cross-attention comes first', () => {
    expect([...relevance([cross]).text!.image!]).toEqual(C.flat());
  });

  it('keeps small rows of R̂ that R − I would lose', () => {
    // R̄_tt of rows near 1e-20 is [[1.25, .75], …]: in R = I + R̂ they would be rounded away.
    const tiny = makeBlock('text.self', { layer: 0 }, [
      [1e-20, 3e-20],
      [0, 0],
    ]);
    // R̄_ttᵀ C with R̄_tt = [[1.25, 0.75], [0, 1]].
    expect(round(relevance([tiny, cross]).text!.image!)).toEqual(round([0.25, 0.5, 0.15, 0.3 + 0.1]));
  });

  it('follows the reference ablations', () => {
    const blocks = [text, image, cross];
    // No self term: R_ti = C. No normalisation: R_ttᵀ C R_ii with R_tt = I + T and R_ii = [[1, 0], [.5, 2.5]].
    expect([...relevance(blocks, { id: 'equal-no-self' }).text!.image!]).toEqual(C.flat());
    // C R_ii = [[.4, 1], [.05, .25]]; R_ttᵀ = [[1.5, .25], [0, 1.5]].
    expect(round(relevance(blocks, { id: 'equal-no-normalisation' }).text!.image!)).toEqual(
      round([0.6 + 0.0125, 1.5 + 0.0625, 0.075, 0.375]),
    );
  });
});

describe('weighted accumulation on paper', () => {
  const A = [
    [0.5, 0.1],
    [0.25, 0.5],
  ];
  const place = { layer: 0 };
  // w = [1/2, 4/2] = [0.5, 2].
  const block = makeBlock('text.self', place, A, { output: [1, 4], residual: [2, 2] });
  const of = (
    blocks: readonly LooseBlock[],
    options: { id: string; importance: Importance; seed?: number },
  ) => relevance(blocks, options).text!;

  it('scales rows of what attention adds', () => {
    expect(round(of([block], { id: 'weighted', importance: 'norm' }).text!)).toEqual([1.25, 0.05, 0.5, 2]);
  });

  it('leaves the diagonal to the token itself with the mixing importance', () => {
    expect(round(of([block], { id: 'weighted', importance: 'mixing' }).text!)).toEqual([1.5, 0.05, 0.5, 1.5]);
  });

  it('weighs the diagonal position like any other in cross-attention', () => {
    const cross = makeBlock('mapper.text_to_image', place, A, { output: [1, 4], residual: [2, 2] });
    expect(round(of([cross], { id: 'weighted', importance: 'mixing' }).image!)).toEqual([0.25, 0.05, 0.5, 1]);
  });

  it('cuts weights at 20 and takes 1 where both importances are 0', () => {
    const odd = makeBlock('text.self', place, A, { output: [5, 0], residual: [0, 0] });
    expect(round(of([odd], { id: 'weighted', importance: 'norm' }).text!)).toEqual([11, 2, 0.25, 1.5]);
  });

  it('gives every token the mean weight in the layer-mean control', () => {
    // Mean of 0.5 and 2 is 1.25.
    const { text } = of([block], { id: 'layer-mean', importance: 'norm' });
    expect(round(text!)).toEqual([1.625, 0.125, 0.3125, 1.625]);
  });

  it('deals the same weights to other tokens in the shuffled control', () => {
    const seen = new Set(
      [0, 1, 2, 3, 4, 5, 6, 7].map((seed) =>
        round(of([block], { id: 'shuffled', importance: 'norm', seed }).text!).join(),
      ),
    );
    // Weights [0.5, 2] as they are, or swapped.
    expect([...seen].sort()).toEqual(['1.25,0.05,0.5,2', '2,0.2,0.125,1.25']);
  });

  it('moves the identity with α in the convex ablation', () => {
    // α = 2·2/(2+1) = 4/3 and 2·2/(2+4) = 2/3; β = 2/3 and 4/3. R = αI + βA.
    const { text } = of([block], { id: 'convex', importance: 'norm' });
    expect(round(text!)).toEqual(round([4 / 3 + 1 / 3, 0.2 / 3, 1 / 3, 2 / 3 + 2 / 3]));
    // Before a cross block R̄_tt = rownorm(R − D) + rownorm(D) = [[5/6, 1/6], [1/3, 2/3]] + I.
    const cross = makeBlock('mapper.text_to_image', place, [
      [0, 1],
      [0, 0],
    ]);
    // Importances 1 and 1: α = β = 1. R̄_ttᵀ C: column 2 holds row 1 of R̄_tt.
    const { image } = of([block, cross], { id: 'convex', importance: 'norm' });
    expect(round(image!)).toEqual(round([0, 1 + 5 / 6, 0, 1 / 6]));
  });
});

describe('invariants', () => {
  const blocks = randomModel(SHAPE, 5);
  const streams = twoStreams(SHAPE);
  const evidence = (of: readonly Block[]) => ({
    streams,
    blocks: of,
    readOuts: [readAt(of, 'text', 3, SHAPE.text)],
  });

  it.each(IMPORTANCES)('w = 1 under %s gives equal to the bit', (importance: Importance) => {
    const same = evidence(withImportance(blocks, 3, 3));
    const weighted = relevanceOf(same, { id: 'weighted', importance });
    expect(weighted).toEqual(relevanceOf(same, { id: 'equal' }));
    expect(attentionMaps(same, [{ id: 'weighted', importance }])).toEqual(
      attentionMaps(same, [{ id: 'equal' }]),
    );
    expect(relevanceOf(same, { id: 'convex', importance })).toEqual(weighted);
  });

  it('constant w = c gives equal with cĀ', () => {
    const constant = withImportance(blocks, 3, 4);
    const scaled = blocks.map((block) => ({ ...block, abar: block.abar.map((value) => value * 0.75) }));
    const weighted = ruleOf({ id: 'weighted', importance: 'norm' })!;
    expect(accumulate(constant, streams, weighted)).toEqual(accumulate(scaled, streams, EQUAL));
  });

  it('leaves out tower blocks below the start layer, never the mapper', () => {
    const kept = inOrder(
      looseModel(SHAPE, 5).filter(({ kind, layer }) => kind.startsWith('mapper') || layer >= 1),
    );
    expect(kept.length).toBe(blocks.length - 2);
    expect(relevanceOf(evidence(blocks), { id: 'equal', startLayer: 1 })).toEqual(
      relevanceOf(evidence(kept), { id: 'equal' }),
    );
  });
});

describe('normaliseRows', () => {
  it('leaves zero rows zero', () => {
    expect([...normaliseRows(Float64Array.of(1, 3, 0, 0), 2)]).toEqual([0.25, 0.75, 0, 0]);
  });
});
