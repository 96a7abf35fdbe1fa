import { describe, expect, it } from 'vitest';
import { RAMPS } from './ramp';
import { contrast, luminance, readableText, wordTint } from './words';

describe('contrast', () => {
  it('gives the known ratios of WCAG', () => {
    expect(contrast('#000', '#fff')).toBeCloseTo(21, 6);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
    expect(contrast('#ff0000', '#ffffff')).toBeCloseTo(4, 2);
    expect(luminance('#808080')).toBeCloseTo(0.2159, 4);
  });
});

describe('wordTint', () => {
  it('can be read at every position, on every ramp, in both themes', () => {
    for (const theme of ['light', 'dark'] as const) {
      for (const id of RAMPS) {
        for (let i = 0; i <= 100; i++) {
          const { background, text } = wordTint(i / 100, id, theme);
          expect(contrast(background, text), `${id} ${theme} ${i}`).toBeGreaterThanOrEqual(4.5);
        }
      }
    }
  });

  it('can be read on any grey', () => {
    for (let i = 0; i < 256; i++) {
      const grey = `rgb(${i}, ${i}, ${i})`;
      expect(contrast(readableText(grey, 'light'), grey)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('goes further from the surface the stronger the value', () => {
    const { background: surface } = wordTint(0);
    const distance = (t: number) => contrast(wordTint(t).background, surface);
    for (let i = 1; i <= 10; i++) expect(distance(i / 10)).toBeGreaterThan(distance((i - 1) / 10));
  });

  it('shows nothing in the middle of a diverging ramp', () => {
    expect(wordTint(0.5, 'puor').background).toBe(wordTint(0, 'magma').background);
  });
});
