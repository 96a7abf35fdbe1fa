import { describe, expect, it } from 'vitest';
import { toyClipParts } from '../fixtures/clip';
import { catalogue } from './catalogue';
import { licenceIn } from './describe';
import { EMPTY_PAGE, memoryNeeded, weightsBytes } from './memory';
import { writeSafetensors } from '../../src/weights/safetensors-write';

describe('what a model costs', () => {
  it('is the size of the file that holds its tensors', () => {
    const { clip, tensors } = toyClipParts({ seed: 3 });
    const file = writeSafetensors(tensors);
    const header = 8 + Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
    expect(weightsBytes({ clip }, 'float32')).toBe(file.length - header);
    expect(weightsBytes({ clip }, 'float16')).toBe((file.length - header) / 2);
  });

  it('grows by each layer that is visited, and halves its weights in half precision', () => {
    const { clip } = toyClipParts({ seed: 3, visionLayers: 3, textLayers: 3 });
    const need = (visited: number, precision: 'float32' | 'float16') =>
      memoryNeeded({ clip, visited }, 0, precision);
    const layer = (d: number, inner: number) => 4 * d * d + 4 * d + 4 * d + 2 * d * inner + d + inner;
    const { text_config: text, vision_config: vision } = clip;
    const numbers =
      layer(text.hidden_size, text.intermediate_size) + layer(vision.hidden_size, vision.intermediate_size);
    expect(need(2, 'float32') - need(1, 'float32')).toBe(4 * numbers);
    expect(need(2, 'float16') - need(1, 'float16')).toBe(2 * numbers);
    expect(need(9, 'float32')).toBe(need(3, 'float32'));
    expect(need(0, 'float32')).toBeGreaterThan(EMPTY_PAGE);
  });

  it('of the models on offer is what is known of them', () => {
    const known: Readonly<Record<string, number>> = {
      // Sizes of the published files, headers included.
      'wkcn/TinyCLIP-ViT-8M-16-Text-3M-YFCC15M': 93_812_468,
      'openai/clip-vit-base-patch32': 605_157_884,
    };
    for (const { remote, bytes, memory, lowMemory, licence } of catalogue()) {
      const file = known[remote.id];
      if (file !== undefined) expect(Math.abs(bytes / file - 1)).toBeLessThan(0.002);
      expect(memory).toBeGreaterThan(2 * bytes);
      expect(lowMemory).toBeLessThan(0.6 * memory + EMPTY_PAGE);
      expect(licence).toMatch(/MIT/);
      expect(remote.revision).toMatch(/^[0-9a-f]{40}$/);
    }
  });
});

describe('the licence on a page', () => {
  it.each([
    ['---\nlicense: mit\ntags: [clip]\n---\n# Model', 'mit'],
    ['---\r\ntags:\r\n- x\r\nlicense: "apache-2.0"\r\n---\r\n', 'apache-2.0'],
    ['---\nlicense: other\nlicense_name: apple-amlr\n---', 'apple-amlr'],
    ['# Model\nlicense: mit', undefined],
    ['', undefined],
  ])('%j', (page, licence) => {
    expect(licenceIn(page)).toBe(licence);
  });
});
