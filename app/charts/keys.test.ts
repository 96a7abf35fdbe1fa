import { describe, expect, it } from 'vitest';
import { alongRow, alongSlider } from './keys';

describe('alongRow', () => {
  it.each([
    ['ArrowRight', 3, 4],
    ['ArrowDown', 3, 4],
    ['ArrowLeft', 3, 2],
    ['ArrowUp', 3, 2],
    ['Home', 3, 0],
    ['End', 3, 19],
    ['PageDown', 3, 5],
    ['PageUp', 3, 1],
    ['ArrowRight', 19, 19],
    ['ArrowLeft', 0, 0],
    ['PageDown', 18, 19],
    ['ArrowRight', undefined, 0],
    ['ArrowLeft', undefined, 19],
    ['a', 3, undefined],
  ])('%s leads from %s to %s of 20', (key, at, to) => expect(alongRow(20, at, key)).toBe(to));

  it('leads nowhere among nothing', () => {
    for (const key of ['ArrowRight', 'Home', 'End']) expect(alongRow(0, undefined, key)).toBeUndefined();
  });

  it('turns longer pages among more', () => expect(alongRow(60, 10, 'PageDown')).toBe(16));
});

describe('alongSlider', () => {
  it.each([
    ['ArrowUp', 3, 4],
    ['ArrowRight', 3, 4],
    ['ArrowDown', 3, 2],
    ['ArrowLeft', 0, 0],
    ['PageUp', 3, 5],
    ['PageDown', 3, 1],
    ['Home', 3, 0],
    ['End', 3, 19],
    ['Tab', 3, undefined],
  ])('%s leads from %i to %s of 20', (key, at, to) => expect(alongSlider(20, at, key)).toBe(to));
});
