import { describe, expect, it } from 'vitest';
import { DEFAULT_VIEW, viewOf } from '../../src/ask';
import { createView } from './view';

const storage = () => {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  };
};

describe('the view', () => {
  it('begins as links that say nothing', () => {
    expect(viewOf(createView().getState())).toEqual(DEFAULT_VIEW);
  });

  it('remembers the colours that were chosen here, and not those of a link', () => {
    const place = storage();
    const view = createView(place);
    view.setState({ ramp: 'viridis', usualRamp: 'viridis' });
    view.setState({ ...DEFAULT_VIEW, ramp: 'cividis' });
    expect(view.getState().ramp).toBe('cividis');
    expect(createView(place).getState().ramp).toBe('viridis');
  });

  it('takes nothing else for what it remembers', () => {
    const place = storage();
    place.kept.set('whylight.colours', 'puor');
    place.kept.set('whylight.theme', 'pink');
    expect(createView(place).getState()).toMatchObject({ ramp: 'magma', theme: 'auto', isTourSeen: false });
  });
});
