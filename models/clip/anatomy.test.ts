import { expect, it } from 'vitest';
import { openToyClip } from '../../src/engine/testing/toy';

it('the blocks of two towers read their own tower’s states; depth is counted from the deeper one’s first', async () => {
  const model = await openToyClip({ seed: 1, visionLayers: 1, textLayers: 3 });
  const heads = 2;
  const vision = { kind: 'vision.self', section: 'Image tower', query: 'image', key: 'image', heads };
  const text = { kind: 'text.self', section: 'Text tower', query: 'text', key: 'text', heads };
  expect(model.facts.blocks).toEqual([
    { ...vision, layer: 0, depth: 2, queryVersion: -1, keyVersion: -1 },
    { ...text, layer: 0, depth: 0, queryVersion: -1, keyVersion: -1 },
    { ...text, layer: 1, depth: 1, queryVersion: 1, keyVersion: 1 },
    { ...text, layer: 2, depth: 2, queryVersion: 2, keyVersion: 2 },
  ]);
  expect(model.facts.startLayers).toBe(3);
  await model.dispose();
});
