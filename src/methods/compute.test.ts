import { describe, expect, it } from 'vitest';
import { readAt } from '../anatomy';
import {
  inOrder,
  looseModel,
  makeBlock,
  randomModel,
  twoStreams,
  type ModelShape,
} from '../relevance/testing/blocks';
import { TWO_LAYERS } from '../relevance/testing/shapes';
import type { Block } from '../relevance/types';
import { attentionMaps, isProbe, relevanceOf, replayOf, ruleOf } from './compute';
import type { Evidence, MethodOptions } from './method';

const SIZES = { text: 3, image: 5, grid: { rows: 2, cols: 2 } };

/** Read at a token of the text, and at the image's class token where the two are towers. */
function evidenceOf(blocks: readonly Block[], sizes = SIZES, token = 2, towers = false): Evidence {
  const image = towers ? [readAt(blocks, 'image', 0, sizes.image)] : [];
  const readOuts = [...image, readAt(blocks, 'text', token, sizes.text)];
  return { streams: twoStreams(sizes), blocks, readOuts };
}
const mapsOf = (evidence: Evidence, options: MethodOptions) => {
  const { image, text } = attentionMaps(evidence, [options])[0]!;
  return { image: image!, text: text! };
};

const evidence = evidenceOf(randomModel(TWO_LAYERS, 11));
const { blocks } = evidence;

describe('attentionMaps', () => {
  it('reads row p of R_ti and R_tt', () => {
    const { image: ti, text: tt } = relevanceOf(evidence, { id: 'equal' }).text!;
    const { image, text } = mapsOf(evidence, { id: 'equal' });
    expect(image.length).toBe(5);
    image.forEach((value, n) => expect(value).toBeCloseTo(ti![2 * 5 + n]!, 10));
    text.forEach((value, n) => expect(value).toBeCloseTo(tt![2 * 3 + n]!, 10));
  });

  it('falls back to full matrices for deep mappers with the same result', () => {
    const deep: ModelShape = {
      ...TWO_LAYERS,
      mapper: Array.from({ length: 8 }, () => ({ cross: 'both', self: true }) as const),
    };
    const many = evidenceOf(randomModel(deep, 3));
    const { image: ti } = relevanceOf(many, { id: 'equal' }).text!;
    expect([...mapsOf(many, { id: 'equal' }).image]).toEqual([...ti!.slice(10, 15)]);
  });

  it('reads raw attention and Grad-CAM from the last blocks', () => {
    const lastCross = blocks.filter(({ kind }) => kind === 'mapper.text_to_image').at(-1)!;
    const lastText = blocks.filter(({ kind }) => kind === 'mapper.text.self').at(-1)!;
    const raw = mapsOf(evidence, { id: 'raw' });
    expect([...raw.image]).toEqual([...lastCross.attention.slice(10, 15)]);
    expect([...raw.text]).toEqual([...lastText.attention.slice(6, 9)]);
    const cam = mapsOf(evidence, { id: 'gradcam' });
    expect([...cam.image]).toEqual([...lastCross.gradcam!.slice(10, 15)]);
    expect([...cam.text]).toEqual([...lastText.gradcam!.slice(6, 9)]);
    const towers = inOrder(looseModel(TWO_LAYERS, 11).filter(({ kind }) => !kind.startsWith('mapper')));
    const lastVision = towers.filter(({ kind }) => kind === 'vision.self').at(-1)!;
    const apart = evidenceOf(towers, SIZES, 2, true);
    expect([...mapsOf(apart, { id: 'raw' }).image]).toEqual([...lastVision.attention.slice(0, 5)]);
  });

  it('rolls attention out on paper', () => {
    const half = [
      [0.5, 0.5],
      [0, 1],
    ];
    const A = [
      [0.2, 0.3, 0.5],
      [0.1, 0.6, 0.3],
    ];
    const model = inOrder([
      makeBlock('text.self', { layer: 0 }, half),
      makeBlock('mapper.text_to_image', { layer: 0 }, A),
      makeBlock('mapper.text.self', { layer: 0 }, half),
    ]);
    // (half + I)/2 = [[.75, .25], [0, 1]] =: M. R_ti = Mᵀ A I, row 0 = .75·A₀ (column 0 of M is [.75, 0]).
    // R_tt = M², row 0 = [.5625, .75·.25 + .25] = [.5625, .4375].
    const sizes = { text: 2, image: 3, grid: { rows: 1, cols: 2 } };
    const { image, text } = mapsOf(evidenceOf(model, sizes, 0), { id: 'rollout' });
    expect(image[1]).toBeCloseTo(0.225, 12);
    expect(image[2]).toBeCloseTo(0.375, 12);
    expect([...text]).toEqual([0.5625, 0.4375]);
  });

  it('rolls out two towers row by row', () => {
    // Vision (A + I)/2 twice for A all 1/3: M = I/2 + J/6; M² = I/4 + J/6 + J/12 (J² = 3J): off the diagonal 1/4.
    const third = Array.from({ length: 3 }, () => [1 / 3, 1 / 3, 1 / 3]);
    const model = inOrder([0, 1].map((layer) => makeBlock('vision.self', { layer }, third)));
    const sizes = { text: 1, image: 3, grid: { rows: 1, cols: 2 } };
    const { image } = mapsOf(evidenceOf(model, sizes, 0, true), { id: 'rollout' });
    expect(image[1]).toBeCloseTo(0.25, 12);
    expect(image[2]).toBeCloseTo(0.25, 12);
  });

  it('draws the same random map for the same seed, and another for another', () => {
    const draw = (seed: number) => mapsOf(evidence, { id: 'random', seed });
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('puts a Gaussian in the middle', () => {
    // 2 × 2 patches lie at ±1/4 of each side, one standard deviation away: exp(−½)² each.
    const { image } = mapsOf(evidence, { id: 'centre' });
    expect(image[0]).toBe(0);
    image.slice(1).forEach((value) => expect(value).toBeCloseTo(Math.exp(-1), 12));
  });

  it('gives maps in the order asked', () => {
    const ids = ['centre', 'equal', 'raw', 'equal-no-self'];
    const options = ids.map((id) => ({ id }));
    expect(attentionMaps(evidence, options)).toEqual(options.map((one) => attentionMaps(evidence, [one])[0]));
    expect(attentionMaps(evidence, [])).toEqual([]);
  });
});

describe('replayOf', () => {
  it('ends with the final maps, has one step a block, and no image map before text has seen the image', () => {
    const steps = replayOf(evidence, { id: 'equal' });
    expect(steps.length).toBe(blocks.length);
    expect(steps.at(-1)).toEqual(mapsOf(evidence, { id: 'equal' }));
    expect([...steps[3]!.image!]).toEqual([0, 0, 0, 0, 0]);
    expect([...steps[0]!.text!]).toEqual([0, 0, 1]);
  });

  it('shows after each block what the model would show if it ended there', () => {
    const loose = looseModel(TWO_LAYERS, 11);
    const steps = replayOf(evidence, { id: 'weighted', importance: 'norm', startLayer: 1 });
    steps.forEach((step, n) => {
      const short = evidenceOf(inOrder(loose.slice(0, n + 1)));
      expect(step).toEqual(mapsOf(short, { id: 'weighted', importance: 'norm', startLayer: 1 }));
    });
  });

  it('stops at a state that is read before the last', () => {
    const readOuts = [
      { stream: 'text', version: 4, weights: [0, 0, 0.5] },
      ...evidence.readOuts.map((last) => ({ ...last, weights: [0, 0, 0.5] })),
    ];
    const [early, late] = readOuts.map((one) => replayOf({ ...evidence, readOuts: [one] }, { id: 'equal' }));
    expect(early!.slice(4)).toEqual(early!.slice(4).fill(early![4]!));
    replayOf({ ...evidence, readOuts }, { id: 'equal' }).forEach(({ text }, n) =>
      text!.forEach((value, token) =>
        expect(value).toBeCloseTo(early![n]!.text![token]! + late![n]!.text![token]!, 9),
      ),
    );
  });

  it('gives the final maps throughout for methods that read the last block only', () => {
    const steps = replayOf(evidence, { id: 'raw' });
    expect(steps).toEqual(blocks.map(() => mapsOf(evidence, { id: 'raw' })));
  });
});

describe('ruleOf and isProbe', () => {
  it('tell how a method is computed', () => {
    expect(['equal', 'raw', 'occlusion'].map((id) => [ruleOf({ id }) !== null, isProbe(id)])).toEqual([
      [true, false],
      [false, false],
      [false, true],
    ]);
  });
});
