import { describe, expect, it } from 'vitest';
import { generateScene } from '../../src/scene';
import { GROUP, sceneOrder } from './sceneOrder';

const IMAGES = 6;
const FIRST = 1200;

/** Stickers of a scene, each by the area of its own square. */
const area = (seed: number) =>
  generateScene(seed, 'train').stickers.reduce((sum, { size }) => sum + size ** 2, 0);
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const spread = (seeds: readonly number[]) => {
  const areas = seeds.map(area);
  return Math.max(...areas) - Math.min(...areas);
};

describe('the order of scenes that are alike in a step', () => {
  it('shows each scene of the stream once, group by group', () => {
    const order = sceneOrder(IMAGES, FIRST, 'train');
    for (const group of [0, 1, 5]) {
      const first = FIRST + group * GROUP * IMAGES;
      const shown = Array.from({ length: GROUP }, (_, i) => order(group * GROUP + i)).flat();
      expect(shown.toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: GROUP * IMAGES }, (_, i) => first + i),
      );
    }
  });

  it('gives a step the same scenes, whichever steps were asked for before', () => {
    const forward = sceneOrder(IMAGES, FIRST, 'train');
    const steps = Array.from({ length: 3 * GROUP }, (_, step) => [...forward(step)]);
    const other = sceneOrder(IMAGES, FIRST, 'train');
    for (const step of [20, 3, 11, 4, 20, 0]) expect([...other(step)]).toEqual(steps[step]);
  });

  it('puts scenes together whose stickers cover about as much, in no order of the steps', () => {
    const order = sceneOrder(IMAGES, FIRST, 'train');
    const steps = Array.from({ length: 4 * GROUP }, (_, step) => order(step));
    const inTurn = steps.map((_, step) =>
      Array.from({ length: IMAGES }, (_, i) => FIRST + step * IMAGES + i),
    );
    expect(mean(steps.map(spread))).toBeLessThan(0.4 * mean(inTurn.map(spread)));
    const areas = steps.slice(0, GROUP).map((seeds) => mean(seeds.map(area)));
    expect(areas).not.toEqual(areas.toSorted((a, b) => a - b));
    expect(areas).not.toEqual(areas.toSorted((a, b) => b - a));
  });
});
