import { describe, expect, it } from 'vitest';
import { toBibTeX, CITATIONS } from '../methods/citations';
import { explainMaps, relevanceOf, replay } from './explain';
import { METHODS, methodById, requireServes } from '../methods/registry';
import { makeBlock, randomModel, type ModelShape } from './testing/blocks';
import type { ReadOut } from './types';

const SHAPE: ModelShape = {
  text: 3,
  image: 5,
  visionLayers: 2,
  textLayers: 2,
  mapper: [
    { cross: 'both', self: true },
    { cross: 'both', self: true },
  ],
};
const CROSS: ReadOut = { mode: 'cross', row: 2 };
const TOWERS: ReadOut = { mode: 'towers', row: 2 };
const blocks = randomModel(SHAPE, 11);

describe('explainMaps', () => {
  it('reads row p of R_ti and R_tt, without the CLS token', () => {
    const { ti, tt } = relevanceOf(blocks, SHAPE, { id: 'equal' });
    const { image, text } = explainMaps(blocks, SHAPE, CROSS, { id: 'equal' });
    expect(image.length).toBe(4);
    image.forEach((value, n) => expect(value).toBeCloseTo(ti[2 * 5 + 1 + n]!, 10));
    text.forEach((value, n) => expect(value).toBeCloseTo(tt[2 * 3 + n]!, 10));
  });

  it('falls back to full matrices for deep mappers with the same result', () => {
    const deep: ModelShape = {
      ...SHAPE,
      mapper: Array.from({ length: 8 }, () => ({ cross: 'both', self: true }) as const),
    };
    const many = randomModel(deep, 3);
    const { ti } = relevanceOf(many, deep, { id: 'equal' });
    expect([...explainMaps(many, deep, CROSS, { id: 'equal' }).image]).toEqual([...ti.slice(11, 15)]);
  });

  it('reads raw attention and Grad-CAM from the last blocks', () => {
    const lastCross = blocks.filter(({ kind }) => kind === 'mapper.text_to_image').at(-1)!;
    const lastText = blocks.filter(({ kind }) => kind === 'mapper.text.self').at(-1)!;
    const raw = explainMaps(blocks, SHAPE, CROSS, { id: 'raw' });
    expect([...raw.image]).toEqual([...lastCross.attention.slice(11, 15)]);
    expect([...raw.text]).toEqual([...lastText.attention.slice(6, 9)]);
    const cam = explainMaps(blocks, SHAPE, CROSS, { id: 'gradcam' });
    expect([...cam.image]).toEqual([...lastCross.gradcam!.slice(11, 15)]);
    const towers = blocks.filter(({ kind }) => !kind.startsWith('mapper'));
    const lastVision = towers.filter(({ kind }) => kind === 'vision.self').at(-1)!;
    expect([...explainMaps(towers, SHAPE, TOWERS, { id: 'raw' }).image]).toEqual([
      ...lastVision.attention.slice(1, 5),
    ]);
  });

  it('rolls attention out on paper', () => {
    const half = [
      [0.5, 0.5],
      [0, 1],
    ];
    const sizes = { text: 2, image: 3 };
    const A = [
      [0.2, 0.3, 0.5],
      [0.1, 0.6, 0.3],
    ];
    const model = [
      makeBlock('text.self', { layer: 0, group: 0 }, half),
      makeBlock('mapper.text_to_image', { layer: 0, group: 1 }, A),
      makeBlock('mapper.text.self', { layer: 0, group: 2 }, half),
    ];
    // (half + I)/2 = [[.75, .25], [0, 1]] =: M. R_ti = Mᵀ A I, row 0 = .75·A₀ (column 0 of M is [.75, 0]).
    // R_tt = M², row 0 = [.5625, .75·.25 + .25] = [.5625, .4375].
    const { image, text } = explainMaps(model, sizes, { mode: 'cross', row: 0 }, { id: 'rollout' });
    expect(image[0]).toBeCloseTo(0.225, 12);
    expect(image[1]).toBeCloseTo(0.375, 12);
    expect([...text]).toEqual([0.5625, 0.4375]);
  });

  it('rolls out two towers row by row', () => {
    // Vision (A + I)/2 twice for A all 1/3: M = I/2 + J/6; M² = I/4 + J/6 + J/12 (J² = 3J): off the diagonal 1/4.
    const third = Array.from({ length: 3 }, () => [1 / 3, 1 / 3, 1 / 3]);
    const model = [0, 1].map((layer) => makeBlock('vision.self', { layer, group: layer }, third));
    const { image } = explainMaps(
      model,
      { text: 1, image: 3 },
      { mode: 'towers', row: 0 },
      { id: 'rollout' },
    );
    expect(image[0]).toBeCloseTo(0.25, 12);
    expect(image[1]).toBeCloseTo(0.25, 12);
  });

  it('draws the same random map for the same seed, and another for another', () => {
    const draw = (seed: number) => explainMaps(blocks, SHAPE, CROSS, { id: 'random', seed });
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('puts a Gaussian in the middle', () => {
    // 2 × 2 patches lie at ±1/4 of each side, one standard deviation away: exp(−½)² each.
    const { image } = explainMaps(blocks, SHAPE, CROSS, { id: 'centre' });
    image.forEach((value) => expect(value).toBeCloseTo(Math.exp(-1), 12));
    expect(() => explainMaps([], { text: 1, image: 7 }, { mode: 'cross', row: 0 }, { id: 'centre' })).toThrow(
      'no square',
    );
  });

  it('says what is wrong', () => {
    const run = (options: object, readOut = CROSS) =>
      explainMaps(blocks, SHAPE, readOut, options as { id: string });
    expect(() => run({ id: 'wieghted' })).toThrow(
      'There is no method "wieghted"; choose from equal, weighted,',
    );
    expect(() => run({ id: 'weighted' })).toThrow('needs an importance; choose from norm, norm-ln');
    expect(() => run({ id: 'weighted', importance: 'size' })).toThrow('no importance "size"');
    expect(() => run({ id: 'equal', startLayer: -1 })).toThrow('start layer is -1');
    expect(() => run({ id: 'occlusion' })).toThrow('needs model-runs');
    expect(() => run({ id: 'equal' }, { mode: 'cross', row: 3 })).toThrow('text token 3');
    expect(() => relevanceOf(blocks, SHAPE, { id: 'raw' })).toThrow('no relevance matrices');
    expect(() => explainMaps(blocks, { text: 3, image: 9 }, CROSS, { id: 'equal' })).toThrow('5 × 5');
  });

  it('names the block that holds a value that is not finite', () => {
    const broken = blocks.map((block, n) =>
      n === 1 ? { ...block, abar: block.abar.map(() => NaN) } : block,
    );
    expect(() => explainMaps(broken, SHAPE, CROSS, { id: 'equal' })).toThrow(
      'block vision.self 1 holds values',
    );
  });
});

describe('replay', () => {
  it('ends with the final maps, has one step a block, and no image map before text has seen the image', () => {
    const { image, text } = replay(blocks, SHAPE, CROSS, { id: 'equal' });
    expect(image.length).toBe(blocks.length);
    expect(text.length).toBe(blocks.length);
    const last = explainMaps(blocks, SHAPE, CROSS, { id: 'equal' });
    expect(image.at(-1)).toEqual(last.image);
    expect(text.at(-1)).toEqual(last.text);
    expect([...image[3]!]).toEqual([0, 0, 0, 0]);
    expect([...text[0]!]).toEqual([0, 0, 1]);
  });
});

describe('registry', () => {
  it('has every method once, each explained in a sentence', () => {
    expect(new Set(METHODS.map(({ id }) => id)).size).toBe(16);
    for (const { sentence } of METHODS) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });

  it('says why a method makes no sense for a model', () => {
    expect(() => requireServes(methodById('grad-eclip'), 'mapper')).toThrow(
      'Method grad-eclip explains a two-tower CLIP score; this model is a CLIPmapper.',
    );
    requireServes(methodById('equal'), 'two-tower');
  });

  it('writes BibTeX', () => {
    expect(toBibTeX(CITATIONS.abnar2020rollout)).toContain('author = {Abnar, Samira and Zuidema, Willem},');
  });
});
