import { describe, expect, it } from 'vitest';
import { squarePreprocessing } from '../../src/image/config';
import { DEFAULT_METHODS } from '../../src/ask/defaults';
import type { Shown } from '../store/shown';
import { shownOf } from '../store/testing/manualClient';
import { mapsOf } from './shownMaps';

const PREPROCESSING = squarePreprocessing(32);

/** A question of two words, the first of them two tokens. */
function twoWords(): Shown {
  const shown = shownOf({ question: 'watermelon?', target: {}, methods: DEFAULT_METHODS });
  const { document } = shown.reply;
  const methods = document.methods.map((method, i) => ({
    ...method,
    ...(i === 0 ? { importance: 'norm' } : {}),
    text: { values: [0, 0.5, 0.25, 0.25, 0], rawMass: 2 },
    image: { rows: 2, cols: 2, values: [0.5, 0.25, 0.25, 0], rawMass: 2 },
  }));
  const tokens = ['<|startoftext|>', 'water', 'melon', '?', '<|endoftext|>'];
  return {
    ...shown,
    reply: { ...shown.reply, document: { ...document, tokens, words: [-1, 0, 0, 1, -1], methods } },
  };
}

describe('numbers for drawing', () => {
  it('join the tokens of a word, and give each patch its rank', () => {
    const { words, panels, scale } = mapsOf(twoWords(), PREPROCESSING, false);
    expect(words.map(({ text }) => text)).toEqual(['watermelon', '?']);
    expect([...panels[0].words]).toEqual([0.75, 0.25]);
    expect([...panels[0].ranks]).toEqual([1, 2, 2, 4]);
    expect(scale.max).toBe(0.5);
  });

  it('of a replay are shares of what there is in the end, on the finished scale', () => {
    const half = { image: [Float32Array.of(0.5, 0, 0, 0)], text: [Float32Array.of(0, 1, 0, 0, 0)] };
    const { panels, scale } = mapsOf(twoWords(), PREPROCESSING, false, { steps: [half, half], block: 0 });
    expect([...panels[0].image]).toEqual([0.25, 0, 0, 0]);
    expect([...panels[1].words]).toEqual([0.5, 0]);
    expect(scale.max).toBe(0.5);
  });

  it('name two panels of one method by their importance', () => {
    const shown = twoWords();
    const both = { ...shown.asked, methods: [{ id: 'weighted' }, { id: 'weighted' }] as const };
    const label = (of: Shown) => mapsOf(of, PREPROCESSING, false).panels[0].label;
    expect(label(shown)).toBe('weighted');
    expect(label({ ...shown, asked: both, columns: [0, 0] })).toBe('weighted, norm');
  });

  it('are none where the model sees no image', () => {
    const shown = twoWords();
    const { document } = shown.reply;
    const methods = document.methods.map(({ image: _, ...method }) => method);
    const blind = { ...shown, reply: { ...shown.reply, document: { ...document, methods } } };
    const { panels } = mapsOf(blind, PREPROCESSING, false);
    expect(panels[0].image).toHaveLength(0);
    expect([...panels[0].words]).toEqual([0.75, 0.25]);
  });
});
