/** Shapes of networks with two streams: random ones for property tests, and one of two layers everywhere. */
import fc from 'fast-check';
import type { ModelShape } from './blocks';

export const shapes: fc.Arbitrary<ModelShape> = fc.record({
  text: fc.integer({ min: 1, max: 5 }),
  image: fc.integer({ min: 2, max: 6 }),
  visionLayers: fc.integer({ min: 0, max: 3 }),
  textLayers: fc.integer({ min: 0, max: 3 }),
  mapper: fc.array(
    fc.record({
      cross: fc.constantFrom('both', 'text', 'image', 'apart', 'none' as const),
      self: fc.boolean(),
    }),
    { maxLength: 4 },
  ),
});

export const TWO_LAYERS: ModelShape = {
  text: 3,
  image: 5,
  visionLayers: 2,
  textLayers: 2,
  mapper: [
    { cross: 'both', self: true },
    { cross: 'both', self: true },
  ],
};
