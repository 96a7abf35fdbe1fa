import { expect, it } from 'vitest';
import { openToy } from '../../src/engine/testing/toy';

it('the blocks of a CLIPmapper read the states that its towers and its mapper leave', async () => {
  const model = await openToy({ seed: 1, visionLayers: 2, textLayers: 1, mapperLayers: 2, heads: 4 });
  const heads = 4;
  const vision = { kind: 'vision.self', section: 'Image tower', query: 'image', key: 'image', heads };
  const text = { kind: 'text.self', section: 'Text tower', query: 'text', key: 'text', heads };
  const mapper = { section: 'Mapper', heads, depth: null };
  const toImage = { ...mapper, kind: 'mapper.text_to_image', query: 'text', key: 'image' };
  const toText = { ...mapper, kind: 'mapper.image_to_text', query: 'image', key: 'text' };
  const ofText = { ...mapper, kind: 'mapper.text.self', query: 'text', key: 'text' };
  const ofImage = { ...mapper, kind: 'mapper.image.self', query: 'image', key: 'image' };
  expect(model.facts.blocks).toEqual([
    { ...vision, layer: 0, depth: 0, queryVersion: -1, keyVersion: -1 },
    { ...vision, layer: 1, depth: 1, queryVersion: 0, keyVersion: 0 },
    // Start layers count the layers of each tower from its own first.
    { ...text, layer: 0, depth: 0, queryVersion: -1, keyVersion: -1 },
    // Both directions read what the towers left, blocks 2 and 1.
    { ...toImage, layer: 0, queryVersion: 2, keyVersion: 1 },
    { ...toText, layer: 0, queryVersion: 1, keyVersion: 2 },
    { ...ofText, layer: 0, queryVersion: 3, keyVersion: 3 },
    { ...ofImage, layer: 0, queryVersion: 4, keyVersion: 4 },
    { ...toImage, layer: 1, queryVersion: 5, keyVersion: 6 },
    { ...toText, layer: 1, queryVersion: 6, keyVersion: 5 },
    { ...ofText, layer: 1, queryVersion: 7, keyVersion: 7 },
    { ...ofImage, layer: 1, queryVersion: 8, keyVersion: 8 },
  ]);
  await model.dispose();
});
