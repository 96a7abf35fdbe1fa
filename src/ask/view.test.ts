import { describe, expect, it } from 'vitest';
import { DEFAULT_VIEW, EMPTY_LINK, readLink, SEQUENTIAL_RAMPS, viewOf, writeLink, type View } from './index';
import { VIEW } from './view';

describe('the view', () => {
  it('has defaults and numbers of its own for each field', () => {
    expect(DEFAULT_VIEW).toMatchObject({
      mode: 'side',
      smooth: true,
      opacity: 0.85,
      contours: false,
      perMap: false,
      swipe: 0.5,
      ramp: 'magma',
    });
    const numbers = Object.values(VIEW).map(({ number }) => number);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('is taken out of what holds more', () => {
    expect(viewOf({ ...DEFAULT_VIEW, patch: 3, theme: 'dark' } as View)).toEqual(DEFAULT_VIEW);
  });

  it('offers colours of relevance, not those of differences', () => {
    expect(SEQUENTIAL_RAMPS).toEqual(['magma', 'viridis', 'cividis', 'greys']);
  });

  it('travels in links, each field by itself', () => {
    const changes: { readonly [Name in keyof View]: View[Name] } = {
      mode: 'difference',
      smooth: false,
      opacity: 0.25,
      contours: true,
      perMap: true,
      swipe: 0.75,
      ramp: 'cividis',
    };
    for (const [name, value] of Object.entries(changes)) {
      const view = { ...DEFAULT_VIEW, [name]: value };
      expect(readLink(writeLink({ ...EMPTY_LINK, view }))!.view).toEqual(view);
    }
  });
});
